import { assertInteger, assertKnownOptions, assertOneOf } from "../../assert.js";
import type { Episodes } from "../../cohort/episodes.js";
import type { Policy } from "../../cohort/policy.js";
import { ArgumentError, ConvergenceError } from "../../errors.js";
import { actionValuesOf, bellman } from "../planning/bellman.js";
import { assertDiscount } from "../planning/options.js";
import { iterate } from "../planning/policy-value.js";
import { startValue } from "../planning/solution.js";
import { asTable, isTabular } from "../planning/tabular-policy.js";
import { clonedTable } from "./behavior-cloning.js";
import { assertEpisodes, assertPolicy, assertSameStates } from "./check-arguments.js";
import type { StateClusters } from "./cluster-states.js";
import { discreteLog } from "./discrete-log.js";
import { modelOfCounts } from "./estimated-model.js";
import { type CurvePoint, type LearnedPolicy, learnedTable } from "./learned-policy.js";
import { transitionCounts } from "./transition-counts.js";

export interface SpibbOptions {
  /** An action must have been taken this often in a state for the policy to change its share there. @default 20 */
  readonly atLeast?: number;
  /**
   * What becomes of an action that was taken less often. `"keep"`: it keeps the carers' probability (Π_b). `"atMost"`: it
   * gets that much at most, and loses it to actions that seem better (Π_≤b). @default "keep"
   */
  readonly rare?: "keep" | "atMost";
  /** The carers' policy where it is known; of one that looks at columns, its mean in each cluster. @default frequencies in the log */
  readonly baseline?: Policy;
  /** @default 0.99 */
  readonly discount?: number;
  /** Clusters to be in. @default the log's discrete states, or clusterStates(log) where it has columns alone */
  readonly states?: StateClusters;
}

/**
 * Safe policy improvement with baseline bootstrapping, Π_b-SPIBB (Laroche, Trichelair & Tachet des Combes 2019): where
 * an action was taken fewer than `atLeast` times in a state it keeps the probability that the carers gave it; what is
 * left goes to the best of the others. With `rare: "atMost"` it is their Π_≤b-SPIBB, which may also take probability from
 * such an action, and never gives it more. Policy iteration on the estimated model under that constraint.
 *
 * The theorem of safety is Π_b's, for carers who are known. Where they are estimated, Π_b keeps what the estimate of rare
 * actions gets wrong: in the sepsis simulator with 1,000 patients it is below the carers by more than 0.01 in 6 of 100 seeds, and in
 * 11 of 100 others, as cloning is; Π_≤b in none of either, and it gains (bench/RESULTS.md).
 *
 * A log of columns is clustered first, and the policy carries the clusters: it decides by the columns of any log.
 *
 * With a large `atLeast` it is the cloned behaviour, with 1 it is the plan of everything seen.
 */
export async function spibb(log: Episodes, options: SpibbOptions = {}): Promise<LearnedPolicy> {
  assertEpisodes(log, "log");
  assertKnownOptions(options, ["atLeast", "rare", "baseline", "discount", "states"], "spibb");
  const { atLeast = 20, discount = 0.99, rare = "keep" } = options;
  assertInteger(atLeast, "atLeast", 1);
  assertOneOf(rare, "rare", ["keep", "atMost"]);
  if (options.baseline !== undefined) assertPolicy(options.baseline, "baseline");
  assertDiscount(discount);
  const seen = await discreteLog(log, options.states);
  const counts = transitionCounts(seen);
  const model = modelOfCounts(counts);
  const b = bellman(model);
  const baseline = options.baseline ? tableIn(seen, options.baseline) : clonedTable(counts);
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
    const better = improve(actionValuesOf(b, discount, values), table, {
      baseline,
      trusted,
      rare,
      actions: counts.actions,
    });
    curve.push({ round, change: better.gain });
    if (better.changed) {
      table = better.table;
      continue;
    }
    return learnedTable(seen, {
      name: `SPIBB, at least ${atLeast}`,
      method:
        rare === "keep"
          ? `Π_b-SPIBB: as the carers where an action was taken fewer than ${atLeast} times`
          : `Π_≤b-SPIBB: at most as the carers where an action was taken fewer than ${atLeast} times`,
      table: table.subarray(0, counts.states * counts.actions),
      mask: Uint8Array.from(trusted),
      ownValue: startValue(model, values),
      curve,
      decided: options.baseline ? known(baseline, counts.actions) : b.open.subarray(0, counts.states),
    });
  }
  throw new ConvergenceError("SPIBB did not settle in 1000 improvements; use a smaller discount.");
}

/** 1 for the states of which the baseline says something. */
function known(baseline: Float64Array, actions: number): Uint8Array {
  return Uint8Array.from({ length: baseline.length / actions }, (_, s) =>
    baseline.subarray(s * actions, (s + 1) * actions).some((p) => p > 0) ? 1 : 0,
  );
}

/** The baseline's table of the log's states. */
function tableIn(seen: Episodes, baseline: Policy): Float64Array {
  assertSameStates(baseline, seen);
  if (baseline.stateMap && !seen.stateMap) {
    throw new ArgumentError(
      `baseline (${baseline.name}) is of ${baseline.stateMap.name}, and these episodes have states of their own. Give those clusters as states too.`,
    );
  }
  if (seen.stateMap && !baseline.stateMap && !isTabular(baseline)) return meansIn(seen, baseline);
  const { table } = asTable(baseline, seen.stateCount, 1, seen.stateMap);
  return table.subarray(0, seen.stateCount * seen.actionCount);
}

/** The baseline's mean probabilities over the decisions of each state; zeros where there are none. */
function meansIn({ decisions, stateCount, actionCount }: Episodes, baseline: Policy): Float64Array {
  const rows = baseline.probabilities(decisions);
  const table = new Float64Array(stateCount * actionCount);
  const counts = new Float64Array(stateCount);
  decisions.states!.forEach((s, j) => {
    counts[s]!++;
    for (let a = 0; a < actionCount; a++) table[s * actionCount + a]! += rows[j * actionCount + a]!;
  });
  return table.map((sum, pair) => (sum > 0 ? sum / counts[Math.floor(pair / actionCount)]! : 0));
}

interface Constraint {
  readonly baseline: Float64Array;
  readonly trusted: ArrayLike<number>;
  readonly rare: "keep" | "atMost";
  readonly actions: number;
}

/** The policy that is best by `q` among those that the constraint allows, state by state where that gains anything. */
function improve(
  q: Float64Array,
  table: Float64Array,
  { baseline, trusted, rare, actions }: Constraint,
): { table: Float64Array; gain: number; changed: boolean } {
  const next = Float64Array.from(table);
  let [gain, changed] = [0, false];
  for (let from = 0; from < baseline.length; from += actions) {
    const pairs = Array.from({ length: actions }, (_, a) => from + a);
    if (!pairs.some((pair) => trusted[pair])) continue;
    const kept = (pair: number): boolean => rare === "keep" && !trusted[pair];
    const row = new Float64Array(actions);
    let left = 1;
    const give = (pair: number, most: number): void => {
      row[pair - from] = Math.min(most, left);
      left -= row[pair - from]!;
    };
    for (const pair of pairs) if (kept(pair)) give(pair, baseline[pair]!);
    for (const pair of bestFirst(q, pairs)) if (!kept(pair)) give(pair, trusted[pair] ? 1 : baseline[pair]!);
    let [more, unseen] = [0, false];
    for (const pair of pairs) {
      const moved = row[pair - from]! - table[pair]!;
      if (moved === 0 || kept(pair)) continue;
      if (Number.isFinite(q[pair]!)) more += moved * q[pair]!;
      else unseen = true;
    }
    if (more <= 1e-9 && !unseen) continue;
    gain = Math.max(gain, more);
    changed = true;
    next.set(row, from);
  }
  return { table: next, gain, changed };
}

/** Pairs by their values, the lowest action first among equals (to 1e-10). */
function bestFirst(q: Float64Array, pairs: readonly number[]): number[] {
  const rank = new Map(pairs.map((pair) => [pair, Math.round(q[pair]! * 1e10)]));
  return [...pairs].sort((a, b) => (rank.get(a) === rank.get(b) ? a - b : rank.get(b)! - rank.get(a)!));
}
