import { assertFraction, assertInteger, assertKnownOptions, assertOneOf } from "../../assert.js";
import type { Episodes } from "../../cohort/episodes.js";
import type { Policy, Situations } from "../../cohort/policy.js";
import { DataError } from "../../errors.js";
import type { Learner } from "../../models/learner.js";
import { randomStream } from "../../stats/random.js";
import { work } from "../../work.js";
import { behaviorPolicy } from "../evaluation/behavior-policy.js";
import { assertDiscount } from "../planning/options.js";
import { assertEpisodes, assertLearner, assertPolicy } from "./check-arguments.js";
import { bestActions, type Competing, type Contest, contest } from "./competing-actions.js";
import { type CurvePoint, type Learned, withAccount } from "./learned-policy.js";
import { distinctSituations, pickSituations } from "./pick-situations.js";
import { growsFourfold, type KeptQ, type QModel, type QRegression, qRegression } from "./q-regression.js";

export interface FittedQIterationOptions {
  /** One regression per action. @default none for discrete states: the mean of each (state, action) */
  readonly learner?: Learner;
  /** @default 0.99 */
  readonly discount?: number;
  /** Columns that the regressions see. @default all */
  readonly features?: readonly string[];
  /** Rounds, each of which looks one decision further. @default 100 */
  readonly iterations?: number;
  /** An action is masked in discrete states in which it was taken fewer times. @default 30 */
  readonly atLeast?: number;
  /** An action is masked where carers take it with a smaller probability. @default 0.02 */
  readonly rarest?: number;
  /** The carers, by whom actions are masked. @default frequencies in discrete states, else estimated here by behaviorPolicy */
  readonly behavior?: Policy;
  /**
   * Rounds in which the trees of a forest are grown anew. In the others their splits stay, and leaves take the means of the new
   * targets, which costs little. `"fourfold"`: rounds 1, 4, 16, 64, …; `"every"`; or the first so many rounds, after which nothing is
   * grown. Learners that keep nothing are fitted anew in every round. @default "fourfold"
   */
  readonly grow?: "fourfold" | "every" | number;
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
 * by action, with Q₀ = 0, and the policy takes the best. Without a learner it regresses on discrete states, and is value
 * iteration on the relative frequencies of the log.
 *
 * The largest of several noisy values is too large, and a policy that trusts it is worse for it. So only actions that were
 * taken `atLeast` times in a discrete state, and to which carers give probability `rarest` or more, compete, in the backups
 * and in the policy; where none does it is what carers do most. Among equals the lowest wins. The curve gives the mean
 * change of the targets each round; rounds end when nothing changes.
 *
 * With a forest, most of the work is growing trees whose splits soon hardly change. Where they stay, each round is a contraction
 * (Ernst et al. 2005, section 4, on kernels that do not depend on the targets), so that values settle. On the synthetic ICU log policies
 * of the three ways were worth the same (bench/RESULTS.md). The curve shows a step where trees were grown.
 *
 * Assumes that states are Markov, and rewards and outcomes stationary. Learners that take `counts`, such as `extraTrees`, see
 * each different row of an action once. Refused: logs without columns to learn from, or without states if there is no learner.
 *
 * @example
 * const best = valueIteration(sepsisModel(), { discount: 0.99 }); // worth 0.744
 * const log = await rollout(sepsisModel(), soften(best.policy, 0.5), { episodes: 60_000 });
 * policyValue(sepsisModel(), await fittedQIteration(log), { discount: 0.99 }).value // => 0.736
 */
export async function fittedQIteration(
  log: Episodes,
  options: FittedQIterationOptions = {},
): Promise<FittedPolicy> {
  assertEpisodes(log, "log");
  assertKnownOptions(
    options,
    ["learner", "discount", "features", "iterations", "atLeast", "rarest", "behavior", "grow", "seed"],
    "fittedQIteration",
  );
  const { learner, discount = 0.99, iterations = 100, atLeast = 30, rarest = 0.02, seed = 1 } = options;
  assertLearner(learner);
  if (options.behavior !== undefined) assertPolicy(options.behavior, "behavior");
  assertDiscount(discount);
  assertInteger(iterations, "iterations", 1);
  assertInteger(atLeast, "atLeast", 1);
  assertFraction(rarest, "rarest");
  const grows = growing(options.grow ?? "fourfold");
  if (!learner && !log.states) {
    throw new DataError(
      "these episodes have no discrete states; give fittedQIteration a learner, such as extraTrees(), or states: (await clusterStates(log)).assign(log).",
    );
  }
  const regression = qRegression(log, learner, options.features);
  const behavior = options.behavior ?? (log.states ? undefined : await behaviorPolicy(log, { seed }));
  const rules = contest(log, { atLeast, rarest, behavior });
  const { model, curve } = await iterate(log, regression, rules, { discount, iterations, grows, seed });
  const { actionCount } = log;
  const by = learner?.name ?? "state means";
  const policy = {
    name: `fitted Q (${by})`,
    actionCount,
    learnedFrom: log.asSource(),
    stateMap: log.stateMap,
    values: model.values,
    probabilities: (situations: Situations) => {
      const rows = new Float64Array(situations.rows * actionCount);
      const competing = rules.at(situations);
      bestActions(model.values(situations, wantedOf(competing)), competing).forEach((best, row) => {
        rows[row * actionCount + best] = 1;
      });
      return rows;
    },
  };
  const masked = `actions ${log.states ? `taken fewer than ${atLeast} times in a state or ` : ""}below ${rarest} masked`;
  return withAccount(policy, log, {
    method: `fitted Q iteration with ${by}, ${curve.length} rounds, ${masked}`,
    ...{ mask: rules.mask, curve, ownValue: startMean(log, model, rules) },
  });
}

interface Rounds {
  readonly discount: number;
  readonly iterations: number;
  /** Whether trees are grown anew in a round, counted from 1. */
  readonly grows: (round: number) => boolean;
  readonly seed: number;
}

function growing(grow: "fourfold" | "every" | number): (round: number) => boolean {
  if (typeof grow === "number") {
    assertInteger(grow, "grow", 1);
    return (round) => round <= grow;
  }
  assertOneOf(grow, "grow", ["fourfold", "every"]);
  return (round) => grow === "every" || growsFourfold(round);
}

async function iterate(
  log: Episodes,
  regression: QRegression,
  rules: Contest,
  { discount, iterations, grows, seed }: Rounds,
): Promise<{ model: QModel; curve: CurvePoint[] }> {
  const stream = randomStream(seed).split("fitted Q iteration");
  const { rewards, actionCount } = log;
  const { goesOn } = regression;
  const next = followingRows(log, regression, rules);
  const curve: CurvePoint[] = [];
  let targets: Float64Array = Float64Array.from(rewards);
  let kept: KeptQ | undefined;
  return work("fitted Q iteration", iterations, async ({ report, check }) => {
    for (let round = 1; ; round++) {
      check();
      let model: QModel | undefined;
      if (!kept || grows(round)) {
        model = await regression.fit(targets, stream.split(round));
        kept = model.keep(next.situations, next.wanted);
      }
      const q = kept?.values(targets) ?? model!.values(next.situations, next.wanted);
      const seen = targets;
      const value = Float64Array.from(bestActions(q, next), (a, row) => q[row * actionCount + a]!);
      const later = targets.slice();
      let change = 0;
      for (let j = 0; j < later.length; j++) {
        later[j] = rewards[j]! + (goesOn[j] ? discount * value[next.of[j]!]! : 0);
        change += Math.abs(later[j]! - targets[j]!);
      }
      targets = later;
      curve.push({ round, change: change / rewards.length });
      report(round);
      if (round === iterations || change === 0) return { model: model ?? kept!.model(seen), curve };
    }
  });
}

interface Following extends Competing {
  readonly situations: Situations;
  /** The row of what follows each decision. */
  readonly of: Int32Array;
  /** Rows × actions, 1 where a value is looked at: of actions that compete, and of what carers do most. */
  readonly wanted: Uint8Array;
}

/** What follows the decisions, and which actions compete there; rows that look and are masked alike are there once. */
function followingRows(
  { following, actionCount }: Episodes,
  { features }: QRegression,
  rules: Contest,
): Following {
  const all = rules.at(following);
  const masks = Array.from({ length: actionCount }, (_, a) =>
    all.usual.map((_, row) => all.may[row * actionCount + a]!),
  );
  const { situations, first, of } = distinctSituations(following, features, [all.usual, ...masks]);
  const may = new Uint8Array(first.length * actionCount);
  first.forEach((from, row) => {
    may.set(all.may.subarray(from * actionCount, (from + 1) * actionCount), row * actionCount);
  });
  const usual = first.map((row) => all.usual[row]!);
  return { may, usual, situations, of, wanted: wantedOf({ may, usual }) };
}

/** The actions that compete, and what carers do most. */
function wantedOf({ may, usual }: Competing): Uint8Array {
  const actions = may.length / Math.max(1, usual.length);
  const wanted = may.slice();
  usual.forEach((action, row) => {
    wanted[row * actions + action] = 1;
  });
  return wanted;
}

/** Mean value of the first decisions by the policy's own account. */
function startMean(log: Episodes, model: QModel, rules: Contest): number {
  const start = pickSituations(log.decisions, log.offsets.subarray(0, log.count));
  const competing = rules.at(start);
  const q = model.values(start, wantedOf(competing));
  const best = bestActions(q, competing);
  return best.reduce((sum, a, i) => sum + q[i * log.actionCount + a]!, 0) / log.count;
}
