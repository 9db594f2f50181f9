import { assertFinite, assertInteger, assertKnownOptions } from "../../assert.js";
import type { Episodes } from "../../cohort/episodes.js";
import type { Situations } from "../../cohort/policy.js";
import { ArgumentError, ConvergenceError, RankError } from "../../errors.js";
import type { Features, FittedModel, Learner } from "../../models/learner.js";
import { logistic } from "../../models/logistic.js";
import { ridge } from "../../models/ridge.js";
import { displayable } from "../../plot/display.js";
import { tableHtml, tableText } from "../../plot/table.js";
import type { ResultWarning } from "../../stats/estimate.js";
import { makeFolds } from "../../stats/folds.js";
import { randomStream, type Stream } from "../../stats/random.js";
import { work } from "../../work.js";
import { clonedTable } from "../learning/behavior-cloning.js";
import { assertEpisodes, assertLearner } from "../learning/check-arguments.js";
import { takenInStates } from "../learning/learned-policy.js";
import { completeRows, featureNames, featuresOf, rowsOf } from "../learning/q-regression.js";
import { valuesAt } from "../learning/state-means.js";
import type { EstimatedPolicy } from "./behavior-probabilities.js";
import { type Calibration, calibration, calibrationTable, calibrationWarnings } from "./calibration.js";
import { recode } from "./direct-values.js";

export interface BehaviorPolicyOptions {
  /**
   * One regression per action, scaled to add up to 1. @default frequencies in discrete states, else logistic, with a small
   * ridge penalty for actions that the columns separate
   */
  readonly learner?: Learner;
  readonly features?: readonly string[];
  /** Parts of the patients; probabilities of a part come from the others. @default 5, or one for each patient where they are fewer */
  readonly folds?: number;
  /**
   * For frequencies: decisions added to each state, spread like the log's actions. For regressions: decisions added to an
   * action that the learning part never shows, so that it is rare, not impossible. @default 1, and ½ for regressions
   */
  readonly smoothing?: number;
  /** @default 1 */
  readonly seed?: number;
}

/** The carers' policy, estimated, with what shows how well. */
export interface BehaviorPolicy extends EstimatedPolicy {
  /** Out of fold, decisions × actions. */
  readonly outOfFold: Float64Array;
  readonly calibration: Calibration;
  readonly warnings: readonly ResultWarning[];
  toString(): string;
}

/**
 * Estimates who does what when: probabilities of actions, out of fold by patient, and their calibration. For other
 * episodes than its own it predicts with all of its data.
 *
 * @example
 * (await behaviorPolicy(log)).calibration.expectedError // => 0.0155, in 2,000 episodes of the sepsis simulator
 */
export async function behaviorPolicy(
  log: Episodes,
  options: BehaviorPolicyOptions = {},
): Promise<BehaviorPolicy> {
  assertEpisodes(log, "log");
  assertLearner(options.learner);
  assertKnownOptions(options, ["learner", "features", "folds", "smoothing", "seed"], "behaviorPolicy");
  const { folds = Math.min(5, log.patientCount), seed = 1, learner } = options;
  const counting = log.states !== undefined && !learner;
  const { smoothing = counting ? 1 : 0.5 } = options;
  assertInteger(folds, "folds", 2);
  assertFinite(smoothing, "smoothing");
  if (smoothing < 0) throw new ArgumentError(`smoothing must be 0 or more; it was ${smoothing}.`);
  const stream = randomStream(seed).split("behaviour");
  const train = counting
    ? async (part: Episodes) => frequencies(part, smoothing)
    : (part: Episodes, own: Stream) => regressions(part, { ...options, smoothing }, own);
  const fold = makeFolds(log.count, folds, { clusters: recode(log.patients), stream: stream.split("folds") });
  const outOfFold = new Float64Array(log.steps * log.actionCount);
  const whole = await work("behaviour policy", folds + 1, async ({ report, check }) => {
    for (let k = 0; k < folds; k++) {
      check();
      const numbers = [...fold.keys()];
      const { predict } = await train(
        log.select(numbers.filter((i) => fold[i] !== k)),
        stream.split("fold", k),
      );
      const inside = numbers.filter((i) => fold[i] === k);
      scatter(log, inside, predict(log.select(inside).decisions), outOfFold);
      report(k + 1);
    }
    const found = await train(log, stream.split("whole"));
    report(folds + 1);
    return found;
  });
  return present(log, `carers (${whole.name})`, outOfFold, whole.predict);
}

type Predict = (situations: Situations) => Float64Array;

/** A fit to some of the episodes, and what it is. */
interface Trained {
  readonly name: string;
  readonly predict: Predict;
}

function present(log: Episodes, name: string, outOfFold: Float64Array, whole: Predict): BehaviorPolicy {
  const found = calibration(log, outOfFold);
  const policy = {
    name,
    actionCount: log.actionCount,
    estimated: true as const,
    outOfFold,
    probabilities: whole,
    fittedTo: (other: Episodes) => (other === log ? outOfFold : undefined),
    learnedFrom: log.asSource(),
    calibration: found,
    warnings: Object.freeze(calibrationWarnings(found)),
  };
  const said = policy.warnings.map((each) => `Warning: ${each.message}`);
  return displayable(policy, {
    text: () => [tableText(calibrationTable(name, found)), ...said].join("\n"),
    html: () =>
      [tableHtml(calibrationTable(name, found)), ...said.map((each) => `<div>${each}</div>`)].join("\n"),
  });
}

function frequencies(part: Episodes, smoothing: number): Trained {
  const { stateCount: states, actionCount: actions, stateMap } = part;
  const table = clonedTable({ states, actions, visits: takenInStates(part) }, smoothing);
  return { name: "frequencies", predict: (situations) => valuesAt(table, situations, actions, stateMap) };
}

async function regressions(
  part: Episodes,
  { learner, features, smoothing }: BehaviorPolicyOptions & { readonly smoothing: number },
  stream: Stream,
): Promise<Trained> {
  const names = featureNames(part, features);
  const x = featuresOf(part.decisions, names);
  const models: (FittedModel | number)[] = [];
  let separated = 0;
  for (let a = 0; a < part.actionCount; a++) {
    const y = Float64Array.from(part.actions, (action) => (action === a ? 1 : 0));
    const share = y.reduce((sum, each) => sum + each, 0) / y.length;
    if (share === 0) models.push(smoothing / (y.length + smoothing));
    else if (share === 1) models.push(1);
    else if (learner) models.push(await learner.fit(x, y, { stream: stream.split(a) }));
    else {
      const model = await logisticOrRidge(x, y);
      if (model.name === "ridge") separated++;
      models.push(model);
    }
  }
  const penalized = separated > 0 ? `, ridge for ${separated} of ${part.actionCount} actions` : "";
  return {
    name: learner?.name ?? `logistic${penalized}`,
    predict: (situations) => normalized(models, featuresOf(situations, names)),
  };
}

/** Where columns separate an action or depend on each other, a standard normal prior on standardized slopes decides. */
async function logisticOrRidge(x: Features, y: Float64Array): Promise<FittedModel> {
  try {
    return await logistic().fit(x, y);
  } catch (error) {
    if (!(error instanceof ConvergenceError || error instanceof RankError)) throw error;
    return ridge({ family: "logistic", lambda: 1 / x.rows }).fit(x, y);
  }
}

/** Probabilities one against the rest, scaled so that each row adds up to 1; 0 for rows with missing values. */
function normalized(models: readonly (FittedModel | number)[], x: Features): Float64Array {
  const actions = models.length;
  const out = new Float64Array(x.rows * actions);
  const complete = completeRows(x);
  const inside = rowsOf(x, complete);
  models.forEach((model, a) => {
    const predicted = typeof model === "number" ? undefined : model.predict(inside);
    complete.forEach((row, k) => {
      out[row * actions + a] = predicted ? Math.max(0, predicted[k]!) : (model as number);
    });
  });
  for (const row of complete) {
    let total = 0;
    for (let a = 0; a < actions; a++) total += out[row * actions + a]!;
    for (let a = 0; a < actions; a++) out[row * actions + a]! /= total;
  }
  return out;
}

function scatter(log: Episodes, episodes: readonly number[], rows: Float64Array, to: Float64Array): void {
  let from = 0;
  for (const i of episodes) {
    const size = (log.offsets[i + 1]! - log.offsets[i]!) * log.actionCount;
    to.set(rows.subarray(from, from + size), log.offsets[i]! * log.actionCount);
    from += size;
  }
}
