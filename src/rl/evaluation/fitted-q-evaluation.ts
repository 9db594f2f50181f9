import { assertInteger, assertKnownOptions } from "../../assert.js";
import type { Episodes } from "../../cohort/episodes.js";
import type { ActionValues, Policy, Situations } from "../../cohort/policy.js";
import { ArgumentError } from "../../errors.js";
import type { Learner } from "../../models/learner.js";
import { randomStream, type Stream } from "../../stats/random.js";
import { type Work, work } from "../../work.js";
import {
  assertEpisodes,
  assertLearner,
  assertPolicy,
  assertSameStates,
} from "../learning/check-arguments.js";
import { estimatedModel } from "../learning/estimated-model.js";
import { distinctSituations, pickSituations } from "../learning/pick-situations.js";
import {
  growsFourfold,
  type KeptQ,
  type QModel,
  type QRegression,
  qRegression,
} from "../learning/q-regression.js";
import { valuesAt } from "../learning/state-means.js";
import { assertDiscount } from "../planning/options.js";
import { exactActionValues } from "../planning/policy-value.js";
import { asTable, isTabular, tabularPolicy } from "../planning/tabular-policy.js";
import { valueLearner } from "./value-learner.js";
import { wholeReturns } from "./whole-returns.js";

export interface FittedQEvaluationOptions {
  readonly discount: number;
  /**
   * Decisions in all; values depend on how many are left. @default the longest episode's; where every episode came to its own end,
   * values follow episodes to theirs, over ten times as many decisions at most
   */
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
 *
 * Where every episode of the log came to its own end and no horizon is asked for, values follow episodes to their end: until targets
 * settle, or over ten times the longest episode. A model without a clock lets some go on longer than any recorded one; to count what they
 * get as nothing made values too small, by 0.1 of 0.6 on the synthetic ICU log (bench/RESULTS.md). Forests keep their splits then, but
 * for rounds 1, 4, 16, ….
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
  const whole = wholeReturns(log, options.horizon);
  const stages =
    learner || !decidesByState(policy, log)
      ? await regress(log, policy, { discount, horizon, whole, learner, features: options.features, seed })
      : tabular(log, policy, { discount, horizon, whole });
  const { actionCount } = log;
  return {
    name: `fitted Q of ${policy.name}`,
    actionCount,
    learnedFrom: log.asSource(),
    values: (situations) => staged(stages, situations, actionCount, whole),
  };
}

type Stage = (situations: Situations) => Float64Array;

/** How much longer than the longest episode those of the model may be. */
const longer = 10;

/** Stage t knows values of the decision numbered t; rows beyond the horizon are worth 0, or, of whole returns, what the last says. */
function staged(
  stages: readonly Stage[],
  situations: Situations,
  actions: number,
  whole: boolean,
): Float64Array {
  const { times } = situations;
  const last = whole ? stages.length - 1 : Number.POSITIVE_INFINITY;
  const all = new Float64Array(situations.rows * actions);
  for (let t = 0; t < stages.length; t++) {
    const rows = Int32Array.from([...times.keys()].filter((row) => Math.min(times[row]!, last) === t));
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

interface Length {
  readonly discount: number;
  readonly horizon: number;
  /** Whether values follow episodes to their own end. */
  readonly whole: boolean;
}

function tabular(log: Episodes, policy: Policy, { discount, horizon, whole }: Length): Stage[] {
  const model = estimatedModel(log, { unseen: "pool" });
  const { stateCount, actionCount } = log;
  const table = asTable(policy, stateCount, horizon, log.stateMap);
  const size = stateCount * actionCount;
  const widened = new Float64Array(table.blocks * (size + actionCount));
  for (let k = 0; k < table.blocks; k++) {
    widened.set(table.table.subarray(k * size, (k + 1) * size), k * (size + actionCount));
  }
  const wide = tabularPolicy({ name: policy.name, stateCount: stateCount + 1, actionCount, table: widened });
  const byTime = exactActionValues(model, wide, { discount, horizon: whole ? longer * horizon : horizon });
  // Of whole returns, a table that stays the same has one stage; later decisions are as the last.
  const stages = whole ? byTime.slice(0, table.blocks) : byTime;
  return stages.map((q) => (situations) => valuesAt(q, situations, actionCount, log.stateMap));
}

interface Regression extends Length {
  readonly learner: Learner | undefined;
  readonly features: readonly string[] | undefined;
  readonly seed: number;
}

async function regress(log: Episodes, policy: Policy, options: Regression): Promise<Stage[]> {
  const { discount, horizon, whole, learner, features, seed } = options;
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
  const backup = (q: Float64Array): Float64Array =>
    rewards.map((reward, j) => {
      if (!regression.goesOn[j]) return reward;
      const [row, own] = [j * actions, of[j]! * actions];
      let follow = 0;
      for (let a = 0; a < actions; a++) if (next[row + a]! > 0) follow += next[row + a]! * q[own + a]!;
      return reward + discount * follow;
    });
  const parts = { regression, situations, wanted, backup, stream };
  return work(`evaluating ${policy.name}`, whole ? longer * horizon : horizon, (running) =>
    whole
      ? untilSettled(parts, rewards, longer * horizon, running)
      : byDecisions(parts, rewards, horizon, running),
  );
}

interface Rounds {
  readonly regression: QRegression;
  /** What follows decisions, and which of its actions are looked at. */
  readonly situations: Situations;
  readonly wanted: Uint8Array;
  readonly backup: (q: Float64Array) => Float64Array;
  readonly stream: Stream;
}

/** One regression for each number of decisions left. */
async function byDecisions(
  { regression, situations, wanted, backup, stream }: Rounds,
  rewards: Float64Array,
  horizon: number,
  { report, check }: Work,
): Promise<Stage[]> {
  const stages: Stage[] = [];
  let model: QModel | undefined;
  for (let left = 1; left <= horizon; left++) {
    check();
    const targets = model ? backup(model.values(situations, wanted)) : rewards;
    model = await regression.fit(targets, stream.split(left));
    stages.unshift(model.values);
    report(left);
  }
  return stages;
}

/** Values that do not depend on the decisions left: rounds until targets settle. Forests keep their splits between rounds 1, 4, 16, … */
async function untilSettled(
  { regression, situations, wanted, backup, stream }: Rounds,
  rewards: Float64Array,
  most: number,
  { report, check }: Work,
): Promise<Stage[]> {
  const enough = 1e-4 * rewards.reduce((size, reward) => Math.max(size, Math.abs(reward)), 0);
  let targets: Float64Array = rewards;
  let model: QModel | undefined;
  let kept: KeptQ | undefined;
  for (let round = 1; ; round++) {
    check();
    if (!kept || growsFourfold(round)) {
      model = await regression.fit(targets, stream.split(round));
      kept = model.keep(situations, wanted);
    } else model = undefined;
    const later = backup(kept?.values(targets) ?? model!.values(situations, wanted));
    const change = later.reduce((sum, x, j) => sum + Math.abs(x - targets[j]!), 0) / rewards.length;
    report(round);
    if (round === most || change <= enough) return [(model ?? kept!.model(targets)).values];
    targets = later;
  }
}
