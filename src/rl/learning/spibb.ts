import { assertInteger, assertKnownOptions } from "../../assert.js";
import type { Episodes } from "../../cohort/episodes.js";
import type { Policy } from "../../cohort/policy.js";
import { ConvergenceError } from "../../errors.js";
import { actionValuesOf, bellman } from "../planning/bellman.js";
import { assertDiscount } from "../planning/options.js";
import { iterate } from "../planning/policy-value.js";
import { startValue } from "../planning/solution.js";
import { asTable } from "../planning/tabular-policy.js";
import { clonedTable } from "./behavior-cloning.js";
import { modelOfCounts } from "./estimated-model.js";
import { type CurvePoint, type LearnedPolicy, learnedTable } from "./learned-policy.js";
import { transitionCounts } from "./transition-counts.js";

export interface SpibbOptions {
  /** An action must have been taken this often in a state for the policy to change its share there. @default 20 */
  readonly atLeast?: number;
  /** The carers' policy where it is known. @default frequencies in the log */
  readonly baseline?: Policy;
  /** @default 0.99 */
  readonly discount?: number;
}

/**
 * Safe policy improvement with baseline bootstrapping, Π_b-SPIBB (Laroche, Trichelair & Tachet des Combes 2019): where
 * an action was taken fewer than `atLeast` times in a state it keeps the probability that the carers gave it; what is
 * left goes to the best of the others. Policy iteration on the estimated model under that constraint.
 *
 * With a large `atLeast` it is the cloned behaviour, with 1 it is the plan of everything seen.
 */
export async function spibb(log: Episodes, options: SpibbOptions = {}): Promise<LearnedPolicy> {
  assertKnownOptions(options, ["atLeast", "baseline", "discount"], "spibb");
  const { atLeast = 20, discount = 0.99 } = options;
  assertInteger(atLeast, "atLeast", 1);
  assertDiscount(discount);
  const counts = transitionCounts(log);
  const model = modelOfCounts(counts);
  const b = bellman(model);
  const baseline = options.baseline
    ? asTable(options.baseline, counts.states).table.subarray(0, counts.states * counts.actions)
    : clonedTable(counts);
  const trusted = counts.visits.map((count) => (count >= atLeast ? 1 : 0));
  const curve: CurvePoint[] = [];
  let table: Float64Array = Float64Array.from(
    { length: b.states * b.actions },
    (_, pair) => baseline[pair] ?? 0,
  );
  let values: Float64Array = new Float64Array(b.states);
  for (let round = 1; round <= 1000; round++) {
    const found = iterate(b, table, { discount, tolerance: 1e-11, maxRounds: 100_000 }, values);
    values = found.values;
    const better = improve(actionValuesOf(b, discount, values), table, baseline, trusted, counts.actions);
    curve.push({ round, change: better.gain });
    if (better.gain > 1e-9) {
      table = better.table;
      continue;
    }
    return learnedTable(log, {
      name: `SPIBB, at least ${atLeast}`,
      method: `Π_b-SPIBB: as the carers where an action was taken fewer than ${atLeast} times`,
      table: table.subarray(0, counts.states * counts.actions),
      mask: Uint8Array.from(trusted),
      ownValue: startValue(model, values),
      curve,
      decided: options.baseline ? new Uint8Array(counts.states).fill(1) : b.open.subarray(0, counts.states),
    });
  }
  throw new ConvergenceError("SPIBB did not settle in 1000 improvements; use a smaller discount.");
}

/** Moves all probability that may be moved to the best trusted action (the lowest among equals). */
function improve(
  q: Float64Array,
  table: Float64Array,
  baseline: Float64Array,
  trusted: ArrayLike<number>,
  actions: number,
): { table: Float64Array; gain: number } {
  const next = Float64Array.from(table);
  let gain = 0;
  for (let from = 0; from < baseline.length; from += actions) {
    let best = -1;
    let free = 0;
    for (let pair = from; pair < from + actions; pair++) {
      if (!trusted[pair]) continue;
      free += baseline[pair]!;
      if (best < 0 || q[pair]! > q[best]! + 1e-10) best = pair;
    }
    if (best < 0) continue;
    let now = 0;
    for (let pair = from; pair < from + actions; pair++) if (trusted[pair]) now += table[pair]! * q[pair]!;
    const improvement = free * q[best]! - now;
    if (improvement <= 1e-9) continue;
    gain = Math.max(gain, improvement);
    for (let pair = from; pair < from + actions; pair++) {
      if (trusted[pair]) next[pair] = pair === best ? free : 0;
    }
  }
  return { table: next, gain };
}
