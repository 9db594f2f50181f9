import type { Cholesky } from "../../numeric/cholesky.js";
import { addProducts } from "../../numeric/row-products.js";
import { rawCoefficients, type Standardization, standardizedGradient } from "../../numeric/standardize.js";
import type { Features } from "../learner.js";

/** What a fit with several linear predictors leaves behind for the influence values of its coefficients. */
export interface StackedScores {
  readonly x: Features;
  /** wᵢ ∂ℓᵢ/∂ηₐ, predictor by predictor. */
  readonly scores: () => readonly Float64Array[];
  readonly standardization: Standardization;
  /** Factor of minus the derivative of the scores' sum, predictor by predictor. */
  readonly information: Cholesky;
}

/** n · gᵀ H⁻¹ sᵢ for each row of training. */
export function stackedInfluence(record: StackedScores, gradient: Float64Array): Float64Array {
  const { x, standardization, information } = record;
  const { center, scale } = standardization;
  const p = center.length + 1;
  const v = information.solve(
    byPredictor(gradient, p, (part) => standardizedGradient(part, standardization)),
  );
  const influence = new Float64Array(x.rows);
  record.scores().forEach((score, a) => {
    const part = v.subarray(a * p, (a + 1) * p);
    const slopes = Float64Array.from(scale, (each, j) => part[j + 1]! / each);
    const intercept = slopes.reduce((sum, slope, j) => sum - slope * center[j]!, part[0]!);
    const direction = new Float64Array(x.rows).fill(intercept);
    addProducts(x.columns, slopes, direction);
    for (let i = 0; i < x.rows; i++) influence[i]! += x.rows * score[i]! * direction[i]!;
  });
  return influence;
}

/** Square roots of the diagonal of H⁻¹ in raw coefficients. */
export function stackedErrors(
  information: Cholesky,
  standardization: Standardization,
  predictors: number,
): Float64Array {
  const p = standardization.center.length + 1;
  return Float64Array.from({ length: predictors * p }, (_, k) => {
    const unit = new Float64Array(predictors * p);
    unit[k] = 1;
    const direction = byPredictor(unit, p, (part) => standardizedGradient(part, standardization));
    const solved = information.solve(direction);
    return Math.sqrt(solved.reduce((sum, value, j) => sum + value * direction[j]!, 0));
  });
}

/** Coefficients of raw columns, predictor by predictor. */
export function stackedRaw(beta: Float64Array, standardization: Standardization): Float64Array {
  const p = standardization.center.length + 1;
  return byPredictor(beta, p, (part) => rawCoefficients(part, standardization));
}

function byPredictor(
  values: Float64Array,
  p: number,
  change: (part: Float64Array) => Float64Array,
): Float64Array {
  const out = new Float64Array(values.length);
  for (let start = 0; start < values.length; start += p)
    out.set(change(values.slice(start, start + p)), start);
  return out;
}
