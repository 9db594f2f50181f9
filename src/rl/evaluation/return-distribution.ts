import { assertFraction, assertKnownOptions } from "../../assert.js";
import type { Episodes } from "../../cohort/episodes.js";
import type { Policy } from "../../cohort/policy.js";
import { PositivityError } from "../../errors.js";
import type { Chart } from "../../plot/chart.js";
import { type Estimate, type EstimateParts, estimate, type ResultWarning } from "../../stats/estimate.js";
import { type EstimateSet, estimateSet } from "../../stats/estimate-set.js";
import { variance } from "../../stats/summary.js";
import { type DistributionFunction, distributionChart } from "../pictures/distribution-chart.js";
import { type DistributionPlan, type Feature, featureValue } from "./bootstrap/distribution-plan.js";
import { patientBootstrap } from "./bootstrap/patient-bootstrap.js";
import { featureInfluence, featureName } from "./distribution-features.js";
import { type Ground, layGround } from "./ground.js";
import { checkOpe, type SharedOpeOptions } from "./ope-options.js";
import { type Support, support } from "./support.js";
import { supportWarnings } from "./support-warnings.js";
import { percentiles } from "./value-intervals.js";

export interface ReturnDistributionOptions
  extends Pick<SharedOpeOptions, "discount" | "horizon" | "behavior" | "replicates" | "unrecorded" | "seed"> {
  /** @default [0.05, 0.25, 0.5, 0.75, 0.95] */
  readonly quantiles?: readonly number[];
  /** Shares of the worst returns whose mean is asked for, the conditional value at risk. @default [0.1] */
  readonly tails?: readonly number[];
}

/** What a policy's patients would get, not only on average. */
export interface ReturnDistribution extends EstimateSet {
  readonly policy: string;
  readonly support: Support;
  /** The distribution function: returns in order, and the share of the weight up to each. */
  readonly cdf: DistributionFunction;
  /** Beside the returns that were recorded. */
  plot(): Chart;
}

/**
 * The distribution of a policy's discounted return, from episodes that another policy made: F(x) = Σ ρ_T 1{G ≤ x} / Σ ρ_T,
 * self-normalized so that it ends at 1 (Chandak, Niekum, da Silva, Learned-Miller, Brunskill & Thomas 2021; Huang,
 * Leqi, Lipton & Azizzadenesheli 2021). From it its mean (which is `"wis"`), standard deviation, quantiles inf{x : F(x)
 * ≥ p}, and conditional values at risk, the mean return of the worst share p: (1/p) ∫₀ᵖ F⁻¹(u) du.
 *
 * Assumes what `ope` assumes of weights. Intervals are percentiles of a bootstrap of patients; a quantile's standard error
 * is the deviation of its replicates, as its influence needs a density.
 *
 * @example
 * (await returnDistribution(test, policy, { tails: [0.1] })).get("worst 10%").interval()
 */
export async function returnDistribution(
  log: Episodes,
  policy: Policy,
  options: ReturnDistributionOptions = {},
): Promise<ReturnDistribution> {
  assertKnownOptions(options, known, "returnDistribution");
  const { quantiles = [0.05, 0.25, 0.5, 0.75, 0.95], tails = [0.1], ...shared } = options;
  const features = checkedFeatures(quantiles, tails);
  const ground = await layGround(log, policy, ["wis"], checkOpe(log, policy, ["wis"], shared));
  const plan = distributionPlan(ground, features);
  const held = supportOf(ground, plan);
  const warnings = warningsOf(ground, plan, held);
  const [replicates] = await patientBootstrap([plan], ground.drawn, ground.settings);
  const members = features.map((feature, k): [string, Estimate] => {
    const own = replicates!.filter((_, at) => at % plan.width === k);
    return [featureName(feature), featureEstimate(ground, plan, feature, own, { held, warnings })];
  });
  const cdf = distributionFunction(plan);
  const recorded = distributionFunction({ ...plan, weights: onces(log.count) });
  const chart = (): Chart => distributionChart(policy.name, cdf, recorded);
  const extra = { policy: policy.name, support: held, cdf, plot: chart };
  return estimateSet(`Return of ${policy.name}`, Object.fromEntries(members), extra);
}

const known = [
  ...["discount", "horizon", "behavior", "replicates", "unrecorded", "seed", "quantiles", "tails"],
];

function checkedFeatures(quantiles: readonly number[], tails: readonly number[]): Feature[] {
  for (const p of quantiles) assertFraction(p, "quantiles");
  for (const p of tails) assertFraction(p, "tails");
  return [
    { kind: "mean" },
    { kind: "deviation" },
    ...[...new Set(quantiles)].map((p): Feature => ({ kind: "quantile", p })),
    ...[...new Set(tails)].map((p): Feature => ({ kind: "tail", p })),
  ];
}

function distributionPlan({ policy, sums }: Ground, features: readonly Feature[]): DistributionPlan {
  const { weights, returns, n } = sums("wis");
  if (!weights.some((weight) => weight > 0)) {
    throw new PositivityError(
      `no episode follows ${policy.name}: the weights of all ${n} add up to 0, so the distribution of its return is not defined. soften() the policy and say so.`,
    );
  }
  const order = Int32Array.from(returns.keys()).sort((a, b) => returns[a]! - returns[b]!);
  return { kind: "distribution", width: features.length, order, weights, returns, features };
}

function featureEstimate(
  { log, policy, settings, clusters, behavior }: Ground,
  plan: DistributionPlan,
  feature: Feature,
  replicates: Float64Array,
  { held, warnings }: { readonly held: Support; readonly warnings: readonly ResultWarning[] },
): Estimate {
  const values = featureInfluence(plan, feature);
  const name = featureName(feature);
  return estimate({
    estimand: `${name} of the return of ${policy.name}`,
    subject: `Return of ${policy.name}: ${name}`,
    method: `weighted distribution of returns, ${behavior!.source} behaviour`,
    value: featureValue(plan, feature, onces(log.count)),
    influence: values
      ? { values, units: log.units, clusters }
      : { reason: "a quantile's influence needs the density of returns" },
    ...(values ? {} : { ...resampled(replicates), n: log.count }),
    diagnostics: { ...held },
    ...{ warnings, seed: settings.seed, interval: percentiles(replicates) },
  });
}

function supportOf({ log, sums, spread, coverage }: Ground, plan: DistributionPlan): Support {
  const influence = featureInfluence(plan, { kind: "mean" })!;
  const { horizon } = sums("wis");
  return support({ log, influence, horizon, weighted: true, spread: spread(plan.weights), coverage });
}

function warningsOf(
  { log, policy, settings, rewardRange }: Ground,
  plan: DistributionPlan,
  held: Support,
): ResultWarning[] {
  const { discount, unrecorded } = settings;
  const value = featureValue(plan, { kind: "mean" }, onces(log.count));
  return supportWarnings({
    ...{ log, policy, support: held, weighted: true, value, discount, unrecorded, rewardRange },
  });
}

function onces(n: number): Float64Array {
  return new Float64Array(n).fill(1);
}

/** What a quantile has from its replicates: their deviation, and the level at which their interval reaches a value. */
function resampled(replicates: Float64Array): Required<Pick<EstimateParts, "standardError" | "pValue">> {
  const known = replicates.filter((value) => Number.isFinite(value));
  return {
    standardError: Math.sqrt(variance(known)),
    pValue: (nullValue) => {
      const above = known.reduce((sum, value) => sum + (value >= nullValue ? 1 : 0), 0);
      const below = known.reduce((sum, value) => sum + (value <= nullValue ? 1 : 0), 0);
      return Math.min(1, (2 * (1 + Math.min(above, below))) / (known.length + 1));
    },
  };
}

/** Each return that has weight once, with the share of the weight up to it. */
function distributionFunction({ order, returns, weights }: DistributionPlan): DistributionFunction {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const shares = new Map<number, number>();
  let below = 0;
  for (const i of order) {
    if (weights[i] === 0) continue;
    below += weights[i]!;
    shares.set(returns[i]!, below / total);
  }
  return { returns: Float64Array.from(shares.keys()), shares: Float64Array.from(shares.values()) };
}
