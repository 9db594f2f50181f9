import type { Study } from "../../cohort/causal-study.js";
import { regressionByGroup } from "../outcome-models/regression-by-group.js";

/** What rows count in a matched comparison. */
export interface Counted {
  /** What a row counts in the estimand's population; 0 outside of it and without a match. */
  readonly own: Float64Array;
  /** What it counts with what it stands in for. */
  readonly weights: Float64Array;
  /** Terms of the regressions. @default the study's confounders */
  readonly terms: readonly string[] | undefined;
}

/**
 * Influence values of the two means of a matched comparison, to be summed by cluster (Abadie & Imbens 2006, equation 7;
 * Otsu & Rai 2017, equation 3): n/N (ownᵢ (μ̂ₐ(xᵢ) − mean) + 1(Aᵢ = a) wᵢ (Yᵢ − μ̂ₐ(xᵢ))), with μ̂ₐ the linear regression of
 * group a under the weights. Given treatments and confounders a matched mean is a weighted sum of outcomes, so that those of
 * one cluster may move together; where outcomes are not linear the error is rather too large.
 */
export async function clusterInfluence(
  study: Study,
  { own, weights, terms }: Counted,
): Promise<readonly [Float64Array, Float64Array]> {
  const model = await regressionByGroup(study, weights, terms, "fewer terms");
  const size = own.reduce((sum, each) => sum + each, 0);
  const influence = (arm: 0 | 1): Float64Array => {
    const predicted = arm === 1 ? model.treated : model.untreated;
    const values = own.map((w, i) => {
      const residual = study.treatment[i] === arm ? weights[i]! * (study.outcome[i]! - predicted[i]!) : 0;
      return (w * predicted[i]! + residual) / size;
    });
    const mean = values.reduce((sum, value) => sum + value, 0);
    return values.map((value, i) => study.n * (value - (mean * own[i]!) / size));
  };
  return [influence(1), influence(0)];
}
