import { assertInteger, assertKnownOptions } from "../../assert.js";
import type { Episodes } from "../../cohort/episodes.js";
import type { ActionValues, Policy, Situations } from "../../cohort/policy.js";
import { ArgumentError, DataError } from "../../errors.js";
import type { Learner } from "../../models/learner.js";
import { randomStream } from "../../stats/random.js";
import { work } from "../../work.js";
import { estimatedModel } from "../learning/estimated-model.js";
import { fitBackup, type QModel, transitionsOf } from "../learning/q-regression.js";
import { assertDiscount } from "../planning/options.js";
import { exactActionValues } from "../planning/policy-value.js";
import { asTable, tabularPolicy } from "../planning/tabular-policy.js";
import { expected } from "./trajectories.js";

export interface FittedQEvaluationOptions {
  readonly discount: number;
  /** Decisions in all; values depend on how many are left. @default the longest episode's */
  readonly horizon?: number;
  /** One regression per action and decision left. @default none for discrete states, whose estimated model is solved exactly */
  readonly learner?: Learner;
  /** Columns that the regressions see. @default all */
  readonly features?: readonly string[];
  /** @default 1 */
  readonly seed?: number;
}

/**
 * Fitted Q evaluation (Le, Voloshin & Yue 2019): Qₖ(s, a) regresses r + γ Σ π(a′ | s′) Qₖ₋₁(s′, a′) on what was known,
 * with Q₀ = 0, for k = 1 … horizon decisions left. On discrete states, the exact values of the policy in the model that
 * the log shows; an action that was never seen in a state counts as what the state's actions did together.
 */
export async function fittedQEvaluation(
  log: Episodes,
  policy: Policy,
  options: FittedQEvaluationOptions,
): Promise<ActionValues> {
  assertKnownOptions(options, ["discount", "horizon", "learner", "features", "seed"], "fittedQEvaluation");
  const { discount, horizon = log.horizon, learner, seed = 1 } = options;
  assertDiscount(discount);
  assertInteger(horizon, "horizon", 1);
  if (policy.actionCount !== log.actionCount) {
    throw new ArgumentError(
      `${policy.name} has ${policy.actionCount} actions; the episodes have ${log.actionCount}.`,
    );
  }
  const stages = learner
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
    const values = stages[t]!(pick(situations, rows));
    rows.forEach((row, k) => {
      all.set(values.subarray(k * actions, (k + 1) * actions), row * actions);
    });
  }
  return all;
}

function pick({ states, columns, names, times }: Situations, rows: Int32Array): Situations {
  return {
    rows: rows.length,
    states: states && Int32Array.from(rows, (row) => states[row]!),
    columns: columns.map((column) => Float64Array.from(rows, (row) => column[row]!)),
    names,
    times: Int32Array.from(rows, (row) => times[row]!),
  };
}

function tabular(log: Episodes, policy: Policy, discount: number, horizon: number): Stage[] {
  if (!log.states)
    throw new DataError("these episodes have no discrete states; give fittedQEvaluation a learner.");
  const model = estimatedModel(log, { unseen: "pool" });
  const { stateCount, actionCount } = log;
  const table = asTable(policy, stateCount, horizon);
  const size = stateCount * actionCount;
  const widened = new Float64Array(table.blocks * (size + actionCount));
  for (let k = 0; k < table.blocks; k++) {
    widened.set(table.table.subarray(k * size, (k + 1) * size), k * (size + actionCount));
  }
  const wide = tabularPolicy({ name: policy.name, stateCount: stateCount + 1, actionCount, table: widened });
  const byTime = exactActionValues(model, wide, { discount, horizon });
  return byTime.map((q) => ({ rows, states }) => {
    const out = new Float64Array(rows * actionCount);
    for (let row = 0; row < rows; row++) {
      const s = states![row]!;
      if (s >= 0) out.set(q.subarray(s * actionCount, (s + 1) * actionCount), row * actionCount);
    }
    return out;
  });
}

interface Regression {
  readonly discount: number;
  readonly horizon: number;
  readonly learner: Learner;
  readonly features: readonly string[] | undefined;
  readonly seed: number;
}

async function regress(log: Episodes, policy: Policy, options: Regression): Promise<Stage[]> {
  const { discount, horizon, learner, features, seed } = options;
  const data = transitionsOf(log, features);
  const stream = randomStream(seed).split("fitted Q evaluation");
  const next = policy.probabilities(log.following);
  const { actionCount, steps } = log;
  const stages: Stage[] = [];
  let model: QModel | undefined;
  await work(`evaluating ${policy.name}`, horizon, async ({ report, check }) => {
    for (let left = 1; left <= horizon; left++) {
      check();
      const q = model?.values(log.following);
      const targets = Float64Array.from({ length: steps }, (_, j) => {
        const follow = q && data.goesOn[j] ? expected(next, q, j * actionCount, actionCount) : 0;
        return log.rewards[j]! + discount * follow;
      });
      model = await fitBackup(data, targets, learner, stream.split(left));
      stages.unshift(model.values);
      report(left);
    }
  });
  return stages;
}
