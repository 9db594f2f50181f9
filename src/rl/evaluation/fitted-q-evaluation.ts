import { assertInteger, assertKnownOptions } from "../../assert.js";
import type { Episodes } from "../../cohort/episodes.js";
import type { ActionValues, Policy, Situations } from "../../cohort/policy.js";
import { ArgumentError } from "../../errors.js";
import type { Learner } from "../../models/learner.js";
import { randomStream } from "../../stats/random.js";
import { work } from "../../work.js";
import {
  assertEpisodes,
  assertLearner,
  assertPolicy,
  assertSameStates,
} from "../learning/check-arguments.js";
import { estimatedModel } from "../learning/estimated-model.js";
import { distinctSituations, pickSituations } from "../learning/pick-situations.js";
import { type QModel, qRegression } from "../learning/q-regression.js";
import { valuesAt } from "../learning/state-means.js";
import { assertDiscount } from "../planning/options.js";
import { exactActionValues } from "../planning/policy-value.js";
import { asTable, isTabular, tabularPolicy } from "../planning/tabular-policy.js";
import { valueLearner } from "./value-learner.js";

export interface FittedQEvaluationOptions {
  readonly discount: number;
  /** Decisions in all; values depend on how many are left. @default the longest episode's */
  readonly horizon?: number;
  /**
   * One regression per action and decision left. @default none for discrete states, whose estimated model is solved exactly, and for
   * columns 20 extra trees with leaves of 20 decisions or more
   */
  readonly learner?: Learner;
  /** Columns that the regressions see. @default all */
  readonly features?: readonly string[];
  /** @default 1 */
  readonly seed?: number;
}

/**
 * Fitted Q evaluation (Le, Voloshin & Yue 2019): Qₖ(s, a) regresses r + γ Σ π(a′ | s′) Qₖ₋₁(s′, a′) on what was known,
 * with Q₀ = 0, for k = 1 … horizon decisions left. On discrete states, the exact values of the policy in the model that
 * the log shows; an action that was never seen in a state counts as what the state's actions did together. A policy that
 * looks at columns too is followed row by row, and values are then means of the discrete states. In regressions, an action that
 * was never taken counts as what all actions did together.
 */
export async function fittedQEvaluation(
  log: Episodes,
  policy: Policy,
  options: FittedQEvaluationOptions,
): Promise<ActionValues> {
  assertEpisodes(log, "log");
  assertPolicy(policy, "policy");
  assertKnownOptions(options, ["discount", "horizon", "learner", "features", "seed"], "fittedQEvaluation");
  const { discount, horizon = log.horizon, seed = 1 } = options;
  assertLearner(options.learner);
  assertDiscount(discount);
  assertInteger(horizon, "horizon", 1);
  if (policy.actionCount !== log.actionCount) {
    throw new ArgumentError(
      `${policy.name} has ${policy.actionCount} actions; the episodes have ${log.actionCount}.`,
    );
  }
  assertSameStates(policy, log);
  const learner = valueLearner(log, options.learner);
  const stages =
    learner || !decidesByState(policy, log)
      ? await regress(log, policy, { discount, horizon, learner, features: options.features, seed })
      : tabular(log, policy, discount, horizon);
  const { actionCount } = log;
  return {
    name: `fitted Q of ${policy.name}`,
    actionCount,
    learnedFrom: log.asSource(),
    values: (situations) => staged(stages, situations, actionCount),
  };
}

type Stage = (situations: Situations) => Float64Array;

/** Stage t knows values of the decision numbered t; rows beyond the horizon are worth 0. */
function staged(stages: readonly Stage[], situations: Situations, actions: number): Float64Array {
  const all = new Float64Array(situations.rows * actions);
  for (let t = 0; t < stages.length; t++) {
    const rows = Int32Array.from([...situations.times.keys()].filter((row) => situations.times[row] === t));
    if (rows.length === 0) continue;
    const values = stages[t]!(pickSituations(situations, rows));
    rows.forEach((row, k) => {
      all.set(values.subarray(k * actions, (k + 1) * actions), row * actions);
    });
  }
  return all;
}

/** Whether discrete states and time say all that the policy looks at. */
function decidesByState(policy: Policy, log: Episodes): boolean {
  if (isTabular(policy)) return policy.stateMap === undefined || log.stateMap !== undefined;
  return log.columns.length === 0;
}

function tabular(log: Episodes, policy: Policy, discount: number, horizon: number): Stage[] {
  const model = estimatedModel(log, { unseen: "pool" });
  const { stateCount, actionCount } = log;
  const table = asTable(policy, stateCount, horizon, log.stateMap);
  const size = stateCount * actionCount;
  const widened = new Float64Array(table.blocks * (size + actionCount));
  for (let k = 0; k < table.blocks; k++) {
    widened.set(table.table.subarray(k * size, (k + 1) * size), k * (size + actionCount));
  }
  const wide = tabularPolicy({ name: policy.name, stateCount: stateCount + 1, actionCount, table: widened });
  const byTime = exactActionValues(model, wide, { discount, horizon });
  return byTime.map((q) => (situations) => valuesAt(q, situations, actionCount, log.stateMap));
}

interface Regression {
  readonly discount: number;
  readonly horizon: number;
  readonly learner: Learner | undefined;
  readonly features: readonly string[] | undefined;
  readonly seed: number;
}

async function regress(log: Episodes, policy: Policy, options: Regression): Promise<Stage[]> {
  const { discount, horizon, learner, features, seed } = options;
  const regression = qRegression(log, learner, features, "pool");
  const stream = randomStream(seed).split("fitted Q evaluation");
  const next = policy.probabilities(log.following);
  const { situations, of } = distinctSituations(log.following, regression.features);
  const { actionCount: actions, rewards } = log;
  const wanted = new Uint8Array(situations.rows * actions);
  next.forEach((probability, at) => {
    const action = at % actions;
    if (probability > 0) wanted[of[(at - action) / actions]! * actions + action] = 1;
  });
  const stages: Stage[] = [];
  let model: QModel | undefined;
  await work(`evaluating ${policy.name}`, horizon, async ({ report, check }) => {
    for (let left = 1; left <= horizon; left++) {
      check();
      const q = model?.values(situations, wanted);
      const targets = rewards.map((reward, j) => {
        if (!q || !regression.goesOn[j]) return reward;
        const [row, own] = [j * actions, of[j]! * actions];
        let follow = 0;
        for (let a = 0; a < actions; a++) if (next[row + a]! > 0) follow += next[row + a]! * q[own + a]!;
        return reward + discount * follow;
      });
      model = await regression.fit(targets, stream.split(left));
      stages.unshift(model.values);
      report(left);
    }
  });
  return stages;
}
