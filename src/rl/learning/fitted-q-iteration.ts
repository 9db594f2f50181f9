import { assertFraction, assertInteger, assertKnownOptions } from "../../assert.js";
import type { Episodes } from "../../cohort/episodes.js";
import type { Policy, Situations } from "../../cohort/policy.js";
import type { Learner } from "../../models/learner.js";
import { randomStream } from "../../stats/random.js";
import { work } from "../../work.js";
import { behaviorPolicy } from "../evaluation/behavior-policy.js";
import { assertDiscount } from "../planning/options.js";
import { type CurvePoint, type Learned, withAccount } from "./learned-policy.js";
import { fitBackup, type QData, type QModel, transitionsOf } from "./q-regression.js";

export interface FittedQIterationOptions {
  /** One regression per action. */
  readonly learner: Learner;
  /** @default 0.99 */
  readonly discount?: number;
  /** Columns that the regressions see. @default all */
  readonly features?: readonly string[];
  /** @default 50 */
  readonly iterations?: number;
  /** An action is masked where carers take it with a smaller probability. @default 0.02 */
  readonly rarest?: number;
  /** The carers, by whom actions are masked. @default estimated here, from discrete states or by the logistic learner */
  readonly behavior?: Policy;
  /** @default 1 */
  readonly seed?: number;
}

export type FittedPolicy = Policy &
  Learned & {
    /** Rows × actions. */
    values(situations: Situations): Float64Array;
  };

/**
 * Fitted Q iteration (Ernst, Geurts & Wehenkel 2005): Qₖ(s, a) regresses r + γ maxₐ′ Qₖ₋₁(s′, a′) on the columns, action
 * by action, and the policy takes the best. Only actions that carers take with at least probability `rarest` compete,
 * in the backups and in the policy; among equals the lowest wins. The curve gives the mean change of Q each round.
 */
export async function fittedQIteration(
  log: Episodes,
  options: FittedQIterationOptions,
): Promise<FittedPolicy> {
  assertKnownOptions(
    options,
    ["learner", "discount", "features", "iterations", "rarest", "behavior", "seed"],
    "fittedQIteration",
  );
  const { learner, discount = 0.99, iterations = 50, rarest = 0.02, seed = 1 } = options;
  assertDiscount(discount);
  assertInteger(iterations, "iterations", 1);
  assertFraction(rarest, "rarest");
  const data = transitionsOf(log, options.features);
  const behavior = options.behavior ?? (await behaviorPolicy(log, { seed }));
  const { model, curve, ownValue } = await iterate(log, data, {
    learner,
    discount,
    iterations,
    rarest,
    behavior,
    seed,
  });
  const policy: Policy & { values: QModel["values"] } = {
    name: `fitted Q (${learner.name})`,
    actionCount: log.actionCount,
    learnedFrom: log.asSource(),
    values: model.values,
    probabilities: (situations) =>
      greedyRows(model.values(situations), behavior.probabilities(situations), rarest, log.actionCount),
  };
  return withAccount(policy, log, {
    method: `fitted Q iteration with ${learner.name}, ${iterations} rounds, actions below ${rarest} masked`,
    ...{ mask: undefined, curve, ownValue },
  });
}

type Settings = Required<Omit<FittedQIterationOptions, "features">>;

async function iterate(
  log: Episodes,
  data: QData,
  { learner, discount, iterations, rarest, behavior, seed }: Settings,
): Promise<{ model: QModel; curve: CurvePoint[]; ownValue: number }> {
  const { actionCount, steps } = log;
  const stream = randomStream(seed).split("fitted Q iteration");
  const likely = behavior.probabilities(log.following);
  const curve: CurvePoint[] = [];
  let targets: Float64Array = Float64Array.from(log.rewards);
  return work("fitted Q iteration", iterations, async ({ report, check }) => {
    let model: QModel | undefined;
    for (let round = 1; round <= iterations; round++) {
      check();
      model = await fitBackup(data, targets, learner, stream.split(round));
      const q = model.values(log.following);
      const best = bestRows(q, likely, rarest, actionCount);
      const next = Float64Array.from({ length: steps }, (_, j) =>
        data.goesOn[j] ? log.rewards[j]! + discount * q[j * actionCount + best[j]!]! : log.rewards[j]!,
      );
      curve.push({ round, change: meanChange(targets, next) });
      targets = next;
      report(round);
    }
    return { model: model!, curve, ownValue: startMean(log, model!, behavior, rarest) };
  });
}

function startMean(log: Episodes, model: QModel, behavior: Policy, rarest: number): number {
  const { actionCount } = log;
  const q = model.values(log.decisions);
  const best = bestRows(q, behavior.probabilities(log.decisions), rarest, actionCount);
  let sum = 0;
  for (let i = 0; i < log.count; i++) sum += q[log.offsets[i]! * actionCount + best[log.offsets[i]!]!]!;
  return sum / log.count;
}

/** The best action of each row among those that are likely enough; the likeliest where none is. */
function bestRows(q: Float64Array, likely: Float64Array, rarest: number, actions: number): Int32Array {
  return Int32Array.from({ length: q.length / actions }, (_, row) => {
    let [best, usual] = [-1, 0];
    for (let a = 0; a < actions; a++) {
      const at = row * actions + a;
      if (likely[at]! > likely[row * actions + usual]!) usual = a;
      if (likely[at]! >= rarest && (best < 0 || q[at]! > q[row * actions + best]! + 1e-10)) best = a;
    }
    return best < 0 ? usual : best;
  });
}

function greedyRows(q: Float64Array, likely: Float64Array, rarest: number, actions: number): Float64Array {
  const rows = new Float64Array(q.length);
  bestRows(q, likely, rarest, actions).forEach((best, row) => {
    rows[row * actions + best] = 1;
  });
  return rows;
}

function meanChange(before: Float64Array, after: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < before.length; j++) sum += Math.abs(after[j]! - before[j]!);
  return sum / before.length;
}
