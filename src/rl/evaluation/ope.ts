import { assertInteger, assertKnownOptions, assertOneOf } from "../../assert.js";
import type { Episodes } from "../../cohort/episodes.js";
import type { ActionValues, Policy } from "../../cohort/policy.js";
import { ArgumentError, DataError, PositivityError } from "../../errors.js";
import type { Learner } from "../../models/learner.js";
import { type Estimate, estimate } from "../../stats/estimate.js";
import { assertDiscount } from "../planning/options.js";
import { type BehaviorProbabilities, behaviorProbabilities } from "./behavior-probabilities.js";
import { directValues, recode } from "./direct-values.js";
import {
  columnTotals,
  type RatioEstimator,
  type RatioName,
  ratioEstimators,
  ratioInfluence,
  ratioValue,
} from "./ratio-estimators.js";
import type { BoundKind } from "./return-bounds.js";
import { type Support, support } from "./support.js";
import { supportWarnings } from "./support-warnings.js";
import { type TrajectorySums, trajectorySums } from "./trajectories.js";
import { clusterError, type IntervalSettings, valueIntervals } from "./value-intervals.js";

export type EstimatorName = RatioName | "fqe";

/** How a value came about: by an estimator, or as the mean return of what was recorded. */
export type ValueSource = EstimatorName | "observed";

export interface OpeOptions {
  /** @default "wis" */
  readonly estimator?: EstimatorName;
  /** Weight of a reward one decision later. @default 1 */
  readonly discount?: number;
  /** Decisions that count. @default those of the longest episode */
  readonly horizon?: number;
  /** Whoever made the recorded decisions: known, or estimated from other patients or out of fold. @default the log's own probabilities */
  readonly behavior?: Policy;
  /** Values of actions for `"dm"`, `"dr"` and `"wdr"`. @default fitted here on other patients, as for `"fqe"` */
  readonly actionValues?: ActionValues;
  /** Regression for fitted values; discrete states need none. */
  readonly learner?: Learner;
  readonly features?: readonly string[];
  /** Parts of the patients for fitted values. @default 2 */
  readonly folds?: number;
  /**
   * `"carry"`: a finished episode keeps its weight in every later decision's sum, as if it stayed in an absorbing state
   * (Thomas & Brunskill 2016). `"alive"`: it leaves. For `"pdwis"` and `"wdr"`. @default "carry"
   */
  readonly normalise?: "carry" | "alive";
  /** How intervals are made. `"hoeffding"` and `"bernstein"` need `range`. @default "bootstrap", of patients */
  readonly interval?: "bootstrap" | BoundKind;
  /** What a weighted return can be: weightedReturnRange(range of returns, largest possible weight). */
  readonly range?: readonly [number, number];
  /** @default 1000 */
  readonly replicates?: number;
  /** What carers knew and the state does not hold; said with the result. */
  readonly unrecorded?: readonly string[];
  /** @default 1 */
  readonly seed?: number;
}

/** The value of a policy, with what the data say about it. */
export type PolicyValue = Estimate & {
  readonly policy: string;
  readonly estimator: ValueSource;
  readonly support: Support;
  /** Weight of each episode: the product of its ratios. */
  readonly weights: Float64Array;
};

const known = [
  ...["estimator", "discount", "horizon", "behavior", "actionValues", "learner", "features", "folds"],
  ...["normalise", "interval", "range", "replicates", "unrecorded", "seed"],
];

/**
 * Off-policy evaluation: the mean discounted return of a policy over `horizon` decisions, from episodes that another
 * policy made.
 *
 * Assumes that the state holds what carers acted on (no hidden confounding), that whatever the policy does was done at
 * times (positivity), and right behaviour probabilities; `"dm"` and `"fqe"` assume right values instead, `"dr"` and
 * `"wdr"` one of both. Intervals hold behaviour and fitted values fixed. Every result carries its effective sample size
 * and warns when it is small.
 *
 * @example
 * (await ope(test, policy, { estimator: "wdr", behavior: await behaviorPolicy(learn), discount: 0.99 })).support.effectiveSize
 */
export async function ope(log: Episodes, policy: Policy, options: OpeOptions = {}): Promise<PolicyValue> {
  assertKnownOptions(options, known, "ope");
  const settings = checked(log, policy, options);
  const target = policy.probabilities(log.decisions);
  checkTarget(log, policy, target);
  const { kind } = settings;
  const behavior = kind.weighted ? behaviorProbabilities(log, options.behavior) : undefined;
  const direct = kind.direct
    ? await directValues(log, policy, target, {
        ...{
          discount: settings.discount,
          horizon: settings.horizon,
          folds: settings.folds,
          seed: settings.seed,
        },
        actionValues: settings.estimator === "fqe" ? undefined : options.actionValues,
        ...{ learner: options.learner, features: options.features },
      })
    : undefined;
  const sums = trajectorySums({
    ...{ log, target, direct, discount: settings.discount, horizon: settings.horizon },
    behavior: behavior?.taken ?? new Float64Array(log.steps).fill(1),
    normalise: settings.normalise,
  });
  return result(
    log,
    policy,
    target,
    { ...settings, behavior, fitted: direct?.fitted ?? false, sums },
    options,
  );
}

/** The same, or undefined where no episode follows the policy. */
export async function valueIfAny(
  log: Episodes,
  policy: Policy,
  options: OpeOptions,
): Promise<PolicyValue | undefined> {
  try {
    return await ope(log, policy, options);
  } catch (error) {
    if (error instanceof PositivityError && error.message.startsWith("no episode follows")) return undefined;
    throw error;
  }
}

interface Settings extends IntervalSettings {
  readonly estimator: EstimatorName;
  readonly kind: RatioEstimator;
  readonly discount: number;
  readonly horizon: number;
  readonly folds: number;
  readonly normalise: "carry" | "alive";
}

function checked(log: Episodes, policy: Policy, options: OpeOptions): Settings {
  const { estimator = "wis", discount = 1, horizon = log.horizon, seed = 1, folds = 2 } = options;
  const { normalise = "carry", interval = "bootstrap", replicates = 1000 } = options;
  assertOneOf(estimator, "estimator", [
    ...(Object.keys(ratioEstimators) as RatioName[]),
    "fqe",
  ] as EstimatorName[]);
  assertDiscount(discount);
  assertInteger(horizon, "horizon", 1);
  assertInteger(replicates, "replicates", 50);
  assertInteger(folds, "folds", 2);
  assertOneOf(normalise, "normalise", ["carry", "alive"]);
  assertOneOf(interval, "interval", ["bootstrap", "normal", "t", "hoeffding", "bernstein"]);
  if (policy.actionCount !== log.actionCount) {
    throw new ArgumentError(
      `${policy.name} has ${policy.actionCount} actions; the episodes have ${log.actionCount}.`,
    );
  }
  if (log.patientCount < 2) {
    throw new DataError(`the episodes are of a single patient; a value's error needs at least two.`);
  }
  const kind = ratioEstimators[estimator === "fqe" ? "dm" : estimator];
  const { range } = options;
  return { estimator, kind, discount, horizon, seed, folds, normalise, interval, replicates, range };
}

function checkTarget(log: Episodes, policy: Policy, target: Float64Array): void {
  for (let j = 0; j < log.steps; j++) {
    let total = 0;
    for (let a = 0; a < log.actionCount; a++) total += target[j * log.actionCount + a]!;
    if (Math.abs(total - 1) > 1e-6) {
      throw new DataError(`${policy.name}: probabilities at decision ${j} add up to ${total}, not 1.`);
    }
  }
}

interface Computed extends Settings {
  readonly behavior: BehaviorProbabilities | undefined;
  readonly fitted: boolean;
  readonly sums: TrajectorySums;
}

function result(
  log: Episodes,
  policy: Policy,
  target: Float64Array,
  found: Computed,
  options: OpeOptions,
): PolicyValue {
  const { kind, sums, estimator, discount } = found;
  const terms = kind.terms(sums.horizon, discount);
  const totals = columnTotals(sums.rows, sums.width);
  const value = ratioValue(terms, totals);
  if (!Number.isFinite(value)) {
    throw new PositivityError(
      `no episode follows ${policy.name}: the weights of all ${sums.n} add up to 0, so ${kind.title} is not defined. Use a direct method, or soften() the policy and say so.`,
    );
  }
  const influence = ratioInfluence(terms, totals, sums);
  const error = clusterError(influence, log);
  const held = support({
    ...{ log, target, behavior: found.behavior, influence, horizon: sums.horizon },
    ...{ weights: sums.weights, weighted: kind.weighted },
  });
  const unrecorded = options.unrecorded ?? [];
  const warned = { log, policy, target, support: held, weighted: kind.weighted, value, discount, unrecorded };
  return estimate(
    {
      estimand: `value of ${policy.name}`,
      subject: `Value of ${policy.name}`,
      method: methodName(found),
      value,
      influence: { values: influence, units: log.units, clusters: recode(log.patients) },
      diagnostics: {
        ...held,
        largestRatio: sums.largestRatio,
        behavior: found.behavior?.source ?? "not used",
      },
      warnings: supportWarnings(warned),
      notes: notes(held, kind.weighted),
      seed: found.interval === "bootstrap" || found.fitted ? found.seed : undefined,
      interval: valueIntervals(found, { value, error, terms, log, sums, refused: unbounded(found) }),
    },
    { policy: policy.name, estimator, support: held, weights: sums.weights },
  );
}

function methodName({ kind, estimator, behavior, fitted, horizon, discount, interval }: Computed): string {
  return [
    estimator === "fqe" ? "fitted Q evaluation" : kind.title,
    ...(behavior ? [`${behavior.source} behaviour`] : []),
    ...(fitted && estimator !== "fqe" ? ["fitted Q, out of fold"] : []),
    `${horizon} decisions`,
    ...(discount === 1 ? [] : [`discount ${discount}`]),
    interval === "bootstrap" ? "bootstrap of patients" : `${interval} interval`,
  ].join(", ");
}

function notes(held: Support, weighted: boolean): string[] {
  if (!weighted) return [];
  const count = (x: number, digits: number): string =>
    x.toLocaleString("en-US", { maximumFractionDigits: digits });
  return [
    `effective sample ${count(held.effectiveSize, 1)} of ${count(held.n, 0)}, largest weight share ${(100 * held.largestShare).toFixed(1)}%, ${count(held.matching, 0)} episodes match the policy`,
  ];
}

/** Why a finite-sample bound would not hold for this estimate. */
function unbounded({ kind, fitted, behavior }: Computed): string | undefined {
  if (kind.selfNormalized) return "it divides by a sum of weights";
  if (fitted || kind.direct) return "it uses values that were fitted or given";
  return behavior?.source === "estimated" ? "the behaviour was estimated" : undefined;
}
