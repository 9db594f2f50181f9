import type { Study } from "../../cohort/causal-study.js";
import {
  type PropensityOptions,
  type PropensityScore,
  propensityScore,
} from "../weighting/propensity-score.js";
import { tilts } from "../weighting/tilt.js";
import type { Population } from "./population.js";

/** Inverse-probability weights for the fit of an outcome model. */
export interface BalancedFit {
  readonly ps: PropensityScore;
  readonly weight: Float64Array;
  /** Extra influence of an average (1/n) Σ cᵢ weightᵢ through the propensity's coefficients; undefined where it has none. */
  influenceOf(c: Float64Array): Float64Array | undefined;
}

export async function balancedFit(
  study: Study,
  estimand: Population,
  options: PropensityOptions & { readonly seed: number },
): Promise<BalancedFit> {
  const ps = await propensityScore(study, options);
  const { treated, control, treatedSlope, controlSlope } = tilts[estimand];
  const byGroup = (one: (e: number) => number, zero: (e: number) => number): Float64Array =>
    ps.score.map((e, i) => (study.treatment[i] === 1 ? one : zero)(e));
  const slope = byGroup(treatedSlope, controlSlope);
  return {
    ps,
    weight: byGroup(treated, control),
    influenceOf: (c) =>
      ps.nuisance?.influenceOf(
        ps.design,
        c.map((each, i) => each * slope[i]!),
      ),
  };
}
