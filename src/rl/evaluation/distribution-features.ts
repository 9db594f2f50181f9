import { formatNumber } from "../../plot/format.js";
import { type DistributionPlan, type Feature, featureValue } from "./bootstrap/distribution-plan.js";

export function featureName(feature: Feature): string {
  if (feature.kind === "mean") return "mean";
  if (feature.kind === "deviation") return "standard deviation";
  const percent = `${formatNumber(100 * feature.p, 1)}%`;
  if (feature.kind === "tail") return `worst ${percent}`;
  return feature.p === 0.5 ? "median" : `${percent} quantile`;
}

/**
 * Influence values of a feature of the weighted distribution, with vᵢ = n wᵢ / Σw: v (G − m) of the mean, v ((G − m)² −
 * s²) / 2s of the standard deviation, v (q − max(0, q − G) / p − c) of the mean c of the worst share p whose quantile is
 * q (Rockafellar & Uryasev 2000); none of a quantile.
 */
export function featureInfluence(plan: DistributionPlan, feature: Feature): Float64Array | undefined {
  const score = scoreOf(plan, feature);
  if (!score) return undefined;
  const { weights, returns } = plan;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return returns.map((each, i) => ((weights.length * weights[i]!) / total) * score(each));
}

function scoreOf(plan: DistributionPlan, feature: Feature): ((each: number) => number) | undefined {
  const once = new Float64Array(plan.weights.length).fill(1);
  const value = featureValue(plan, feature, once);
  if (feature.kind === "quantile") return undefined;
  if (feature.kind === "mean") return (each) => each - value;
  if (feature.kind === "tail") {
    const { p } = feature;
    const q = featureValue(plan, { kind: "quantile", p }, once);
    return (each) => q - Math.max(0, q - each) / p - value;
  }
  const mean = featureValue(plan, { kind: "mean" }, once);
  return (each) => (value > 0 ? ((each - mean) ** 2 - value ** 2) / (2 * value) : 0);
}
