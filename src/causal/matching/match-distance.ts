import type { Study } from "../../cohort/causal-study.js";
import type { DesignMatrix } from "../../cohort/design-matrix.js";
import { RankError } from "../../errors.js";
import {
  type PropensityOptions,
  type PropensityScore,
  propensityScore,
} from "../weighting/propensity-score.js";

export type MatchDistance = "propensity" | "logit propensity" | "mahalanobis";

export const matchDistances: readonly MatchDistance[] = ["propensity", "logit propensity", "mahalanobis"];

/** Rows as points whose Euclidean distance is the one to match by. */
export interface MatchPoints {
  readonly points: readonly Float64Array[];
  /** A caliper of 1 in these units: the pooled standard deviation of a score, 1 for Mahalanobis. */
  readonly unit: number;
  /** Rows in the order in which greedy matching serves them. */
  readonly order: (rows: Int32Array) => Int32Array;
  readonly method: string;
  /** Where rows are matched by a score. */
  readonly ps?: PropensityScore;
}

export async function matchPoints(
  study: Study,
  distance: MatchDistance,
  design: DesignMatrix,
  propensity: PropensityOptions & { readonly seed: number },
): Promise<MatchPoints> {
  if (distance === "mahalanobis") {
    return { points: whiten(design), unit: 1, order: (rows) => rows, method: "Mahalanobis distance" };
  }
  const ps = await propensityScore(study, propensity);
  const { score, method } = ps;
  const axis = distance === "propensity" ? score : score.map((e) => Math.log(e / (1 - e)));
  return {
    points: [axis],
    unit: Math.sqrt((varianceOf(axis, study, 1) + varianceOf(axis, study, 0)) / 2),
    order: (rows) => Int32Array.from(rows).sort((i, j) => axis[j]! - axis[i]! || i - j),
    method: `${distance} (${method})`,
    ps,
  };
}

/** Columns turned so that their Euclidean distance is Mahalanobis' with the whole sample's covariance: L⁻¹ x, S = L Lᵀ. */
function whiten(design: DesignMatrix): Float64Array[] {
  const n = design.rows;
  const done: Float64Array[] = [];
  design.columns.forEach((column, j) => {
    const mean = column.reduce((sum, value) => sum + value, 0) / n;
    const own = column.map((value) => value - mean);
    const spread = own.reduce((sum, value) => sum + value * value, 0);
    for (const earlier of done) {
      const slope = own.reduce((sum, value, i) => sum + value * earlier[i]!, 0) / (n - 1);
      for (let i = 0; i < n; i++) own[i]! -= slope * earlier[i]!;
    }
    const left = own.reduce((sum, value) => sum + value * value, 0);
    if (!(left > 1e-11 * spread)) {
      throw new RankError(
        `"${design.names[j]}" is constant or a linear combination of earlier columns, so Mahalanobis' distance is not defined; drop it from terms.`,
      );
    }
    const deviation = Math.sqrt(left / (n - 1));
    done.push(own.map((value) => value / deviation));
  });
  return done;
}

function varianceOf(values: Float64Array, study: Study, arm: 0 | 1): number {
  const own = values.filter((_, i) => study.treatment[i] === arm);
  const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
  return own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (own.length - 1);
}
