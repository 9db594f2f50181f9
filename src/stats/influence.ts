import { ArgumentError } from "../errors.js";

/** Which units influence values belong to: `ids` are unique only within `frame`, a table or the name of an id column. */
export interface Units {
  readonly frame: object | string;
  readonly ids: ArrayLike<number | string>;
}

/**
 * Mean-zero influence values of an estimator, one per unit: θ̂ − θ ≈ (1/n) Σ φᵢ, so its standard error is √Σφ²/n,
 * with sums over clusters in place of units where there are clusters.
 */
export interface Influence {
  readonly values: Float64Array;
  readonly units: Units;
  /** Cluster of each unit, coded 0, 1, …; clusters are independent of each other, units within them need not be. */
  readonly clusters?: Int32Array | undefined;
}

/** Why an estimator has no influence values. */
export interface NoInfluence {
  readonly reason: string;
}

export function hasInfluence(influence: Influence | NoInfluence): influence is Influence {
  return "values" in influence;
}

/** The units of a table's rows, where it has no id column: the table itself and the row numbers. */
export function rowUnits(frame: object, rows: number | ArrayLike<number>): Units {
  const ids = typeof rows === "number" ? Int32Array.from({ length: rows }, (_, i) => i) : rows;
  return { frame, ids };
}

/** Covariance of two estimators over the same units: Σ φ₁ φ₂ / n², or the same over sums within clusters. */
export function influenceCovariance(a: Influence, b: Influence): number {
  const n = a.values.length;
  const x = clusterSums(a);
  const y = a === b ? x : clusterSums({ ...b, clusters: a.clusters });
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum / (n * n);
}

/** √ of the variance that the influence values give. */
export function influenceError(influence: Influence): number {
  return Math.sqrt(influenceCovariance(influence, influence));
}

function clusterSums({ values, clusters }: Influence): Float64Array {
  if (!clusters) return values;
  let groups = 0;
  for (let i = 0; i < clusters.length; i++) groups = Math.max(groups, clusters[i]! + 1);
  const sums = new Float64Array(groups);
  for (let i = 0; i < values.length; i++) sums[clusters[i]!]! += values[i]!;
  return sums;
}

/** `other` in the order of `base`; refused where they are not of the same units. */
export function alignInfluence(base: Influence, other: Influence): Influence {
  if (other.units === base.units || other.units.ids === base.units.ids) return other;
  const n = base.values.length;
  if (other.units.frame !== base.units.frame) {
    throw new ArgumentError(
      "the estimates come from different tables, so their units cannot be aligned; name an id column in both studies.",
    );
  }
  const position = new Map<number | string, number>();
  for (let i = 0; i < other.units.ids.length; i++) position.set(other.units.ids[i]!, i);
  const values = new Float64Array(n);
  let missing = Math.abs(other.values.length - n);
  for (let i = 0; i < n; i++) {
    const at = position.get(base.units.ids[i]!);
    if (at === undefined) missing++;
    else values[i] = other.values[at]!;
  }
  if (missing > 0) {
    throw new ArgumentError(
      `the estimates are not of the same units: ${n} in one, ${other.values.length} in the other, not all shared; estimate both on the same rows.`,
    );
  }
  return { values, units: base.units, clusters: base.clusters };
}
