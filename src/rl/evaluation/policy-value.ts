import { PositivityError } from "../../errors.js";
import { formatFixed, formatPercent } from "../../plot/format.js";
import { type Estimate, estimate } from "../../stats/estimate.js";
import { type Influence, influenceError } from "../../stats/influence.js";
import { type EstimatorName, estimatorKinds, isDirect } from "./estimators.js";
import type { Fit } from "./fit-estimators.js";
import type { Ground } from "./ground.js";
import { ownStates } from "./own-states.js";
import { columnTotals, ratioInfluence, ratioTerms, ratioValue } from "./ratio-estimators.js";
import { type Support, support } from "./support.js";
import { supportWarnings } from "./support-warnings.js";
import { valueIntervals } from "./value-intervals.js";
import { learnerNote, valueLearner } from "./value-learner.js";

/** How a value came about: by an estimator, or as the mean return of what was recorded. */
export type ValueSource = EstimatorName | "observed";

/** The value of a policy, with what the data say about it. */
export type PolicyValue = Estimate & {
  readonly policy: string;
  readonly estimator: ValueSource;
  readonly support: Support;
  /**
   * Weight of each episode: the product of its ratios; for `"mis"` the marginal weight at the decision where these are
   * least even.
   */
  readonly weights: Float64Array;
};

/** A fit as a value with its support, warnings and intervals; refused where no episode follows the policy. */
export function policyValueOf(ground: Ground, fit: Fit): PolicyValue {
  const { log, policy, behavior, settings, clusters, coverage, rewardRange } = ground;
  const { value, estimator, sums, influence } = fit;
  const { title, weighted } = estimatorKinds[estimator];
  if (!Number.isFinite(value)) {
    throw new PositivityError(
      `no episode follows ${policy.name}: the weights of all ${sums.n} add up to 0, so ${title} is not defined. Use a direct method, or soften() the policy and say so.`,
    );
  }
  const clustered: Influence = { values: influence, units: log.units, clusters };
  const error = influenceError(clustered);
  const held = support({
    ...{ log, influence, horizon: sums.horizon, weighted },
    ...{ spread: ground.spread(fit.weights), coverage },
  });
  const { discount, unrecorded } = settings;
  const random = settings.interval === "bootstrap" || ground.fitted(estimator) || fit.blend !== undefined;
  return estimate(
    {
      estimand: `value of ${policy.name}`,
      subject: `Value of ${policy.name}`,
      method: methodName(ground, fit),
      value,
      standardError: error,
      influence: clustered,
      diagnostics: {
        ...held,
        largestRatio: sums.largestRatio,
        behavior: weighted ? behavior!.source : "not used",
        ...(fit.blend && { blend: fit.blend.shares }),
      },
      warnings: supportWarnings({
        ...{ log, policy, support: held, weighted, value, discount, unrecorded, rewardRange },
      }),
      notes: [
        ...notes(held, weighted),
        ...heldFixed(ground, fit),
        ...ownStates(policy.name, policy, log),
        ...(ground.fitted(estimator) ? learnerNote(log, settings.learner) : []),
      ],
      seed: random ? settings.seed : undefined,
      interval: valueIntervals(settings, { fit, error, log, refused: unbounded(ground, estimator) }),
    },
    { policy: policy.name, estimator, support: held, weights: fit.weights },
  );
}

function methodName({ log, behavior, settings, fitted }: Ground, { estimator }: Fit): string {
  const { title, weighted } = estimatorKinds[estimator];
  const learner = fitted(estimator) ? valueLearner(log, settings.learner) : undefined;
  const by = learner ? ` by ${learner.name}` : "";
  const { horizon, discount, interval, switchAt } = settings;
  return [
    estimator === "fqe" ? `${title}${by}` : title,
    ...(estimator === "switch-dr" ? [`ratios up to ${switchAt}`] : []),
    ...(weighted ? [`${behavior!.source} behaviour`] : []),
    ...(fitted(estimator) && estimator !== "fqe" ? [`fitted Q${by}, out of fold`] : []),
    `${horizon} decisions`,
    ...(discount === 1 ? [] : [`discount ${discount}`]),
    interval === "bootstrap" ? "bootstrap of patients" : `${interval} interval`,
  ].join(", ");
}

const tenths = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });

function notes(held: Support, weighted: boolean): string[] {
  if (!weighted) return [];
  const { effectiveSize, n, matching } = held;
  return [
    `effective sample ${tenths.format(effectiveSize)} of ${tenths.format(n)}, largest weight share ${(100 * held.largestShare).toFixed(1)}%, ${tenths.format(matching)} episodes match the policy`,
  ];
}

/** What an interval leaves out where an estimate rests on values of actions. */
function heldFixed(ground: Ground, fit: Fit): string[] {
  const fitted = ground.fitted(fit.estimator);
  if (fit.blend) return [mixture(ground, fit)];
  if (!isDirect(fit.estimator)) return [];
  return [
    ...(fitted && ground.settings.whole ? ["fitted values follow episodes to their own end"] : []),
    fitted
      ? "the interval holds fitted values fixed, so it is too narrow by their error"
      : "the interval takes the given values as right",
  ];
}

/** MAGIC beside the estimate that it mixes with values. */
function mixture({ log, settings, clusters }: Ground, { sums, blend }: Fit): string {
  const terms = ratioTerms.wdr(sums.horizon, settings.discount);
  const totals = columnTotals(sums);
  const values = ratioInfluence(terms, totals, sums);
  const error = influenceError({ values, units: log.units, clusters });
  const alone = `${formatFixed(ratioValue(terms, totals), 3)} (standard error ${formatFixed(error, 3)})`;
  const share = formatPercent(blend!.shares[0] ?? 0);
  return `values alone make ${share} of the mixture, whose bias the interval leaves out; weighted doubly robust without it: ${alone}`;
}

/** Why a finite-sample bound would not hold for this estimate. */
function unbounded({ behavior, fitted }: Ground, estimator: EstimatorName): string | undefined {
  const { selfNormalized, direct } = estimatorKinds[estimator];
  if (selfNormalized) return "it divides by a sum of weights";
  if (fitted(estimator) || direct) return "it uses values that were fitted or given";
  return behavior?.source === "estimated" ? "the behaviour was estimated" : undefined;
}
