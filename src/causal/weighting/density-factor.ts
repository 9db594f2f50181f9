import type { DesignMatrix } from "../../cohort/design-matrix.js";
import type { Nuisance } from "../nuisance.js";

/** What a weight is made of: the estimated probability or density of what each row was observed to have. */
export interface DensityFactor {
  /** f(observed | …) for each row. */
  readonly values: Float64Array;
  /** Extra influence of an average (1/n) Σ cᵢ log fᵢ through the estimated coefficients; undefined where there are none. */
  influenceOf(c: Float64Array): Float64Array | undefined;
  readonly method: string;
}

/** P(A = a | …) of the row's own 0/1 value. */
export function binaryFactor(
  observed: Float64Array,
  probability: Float64Array,
  method: string,
  model: { readonly nuisance: Nuisance | undefined; readonly design: DesignMatrix },
): DensityFactor {
  const values = probability.map((p, i) => (observed[i] === 1 ? p : 1 - p));
  return {
    values,
    influenceOf: (c) =>
      model.nuisance?.influenceOf(
        model.design,
        c.map((each, i) => (each * (observed[i] === 1 ? 1 : -1)) / values[i]!),
      ),
    method,
  };
}

export interface NormalParts {
  readonly observed: Float64Array;
  readonly mean: Float64Array;
  /** Columns of the mean's model, its intercept counted. */
  readonly coefficients: number;
  readonly weights: Float64Array | undefined;
  readonly method: string;
  readonly nuisance: Nuisance | undefined;
  readonly design: DesignMatrix;
}

/** A normal density and its variance, of residuals over n less the coefficients. */
export interface NormalFactor extends DensityFactor {
  readonly mean: Float64Array;
  readonly variance: number;
}

/** N(a; μ(x), σ²) of the row's own dose. */
export function normalFactor(parts: NormalParts): NormalFactor {
  const { observed, mean, weights, nuisance, design, method } = parts;
  const n = observed.length;
  const residual = observed.map((a, i) => a - mean[i]!);
  const total = weights ? weights.reduce((sum, w) => sum + w, 0) : n;
  const freedom = nuisance ? n - parts.coefficients : n;
  const squares = residual.reduce((sum, r, i) => sum + (weights?.[i] ?? 1) * r * r, 0);
  const variance = (squares / total) * (n / freedom);
  const values = residual.map((r) => Math.exp(-(r * r) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance));
  return {
    values,
    mean,
    variance,
    method,
    influenceOf(c) {
      const throughMean = nuisance?.influenceOf(
        design,
        c.map((each, i) => (each * residual[i]!) / variance),
      );
      if (!throughMean) return undefined;
      // ∂ log f / ∂σ² averaged, times the influence of σ̂², which does not move with a least-squares mean.
      const slope =
        c.reduce((sum, each, i) => sum + each * (residual[i]! ** 2 / variance - 1), 0) / (2 * variance * n);
      return throughMean.map((value, i) => {
        const weight = (n * (weights?.[i] ?? 1)) / total;
        return value + slope * weight * ((n / freedom) * residual[i]! ** 2 - variance);
      });
    },
  };
}
