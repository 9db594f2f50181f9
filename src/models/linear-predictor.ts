import { ArgumentError, DataError } from "../errors.js";
import type { Cholesky } from "../numeric/cholesky.js";
import { addProducts, innerProduct } from "../numeric/row-products.js";
import { addSparse, sparseInner } from "../numeric/sparse-columns.js";
import { type Standardization, standardizedGradient } from "../numeric/standardize.js";
import { type Features, isSparse, type SparseFeatures } from "./learner.js";

/** β₀ + Σ βⱼ xⱼ for each row. */
export function linearPredictor(
  coefficients: Float64Array,
  x: Features | SparseFeatures,
  names: readonly string[],
): Float64Array {
  const eta = new Float64Array(x.rows).fill(coefficients[0]!);
  addColumns(x, names, coefficients.subarray(1), eta);
  return eta;
}

/** out[i] += Σ slopeⱼ xᵢⱼ over the columns of these names. */
function addColumns(
  x: Features | SparseFeatures,
  names: readonly string[],
  slopes: Float64Array,
  out: Float64Array,
): void {
  if (!isSparse(x)) {
    addProducts(matchColumns(x, names), slopes, out);
    return;
  }
  const places = matchNames(x.names, names);
  slopes.forEach((slope, j) => {
    if (slope !== 0) addSparse(x, places ? places[j]! : j, slope, out);
  });
}

/** Σᵢ cᵢ (1, xᵢ). */
export function sumRows(
  c: Float64Array,
  x: Features | SparseFeatures,
  names: readonly string[],
): Float64Array {
  const sums = new Float64Array(names.length + 1);
  for (let i = 0; i < x.rows; i++) sums[0]! += c[i]!;
  if (isSparse(x)) {
    const places = matchNames(x.names, names);
    names.forEach((_, j) => {
      sums[j + 1] = sparseInner(x, places ? places[j]! : j, c);
    });
    return sums;
  }
  matchColumns(x, names).forEach((column, j) => {
    sums[j + 1] = innerProduct(c, column);
  });
  return sums;
}

/** What a fit leaves behind so that its coefficients' influence values can be computed when they are asked for. */
export interface ScoreRecord {
  readonly x: Features | SparseFeatures;
  /** wᵢ (yᵢ − μᵢ): the score of row i is this times (1, xᵢ). */
  readonly residual: () => Float64Array;
  readonly standardization: Standardization;
  /** Factor of minus the derivative of the scores' sum. */
  readonly information: Cholesky;
}

/** n · gᵀ H⁻¹ sᵢ for each row of training. */
export function scoreInfluence(record: ScoreRecord, gradient: Float64Array): Float64Array {
  const { x, standardization, information } = record;
  const v = information.solve(standardizedGradient(gradient, standardization));
  const { center, scale } = standardization;
  const slopes = Float64Array.from(scale, (each, j) => v[j + 1]! / each);
  let intercept = v[0]!;
  slopes.forEach((slope, j) => {
    intercept -= slope * center[j]!;
  });
  const influence = new Float64Array(x.rows).fill(intercept);
  addColumns(x, x.names, slopes, influence);
  const residual = record.residual();
  for (let i = 0; i < x.rows; i++) influence[i]! *= x.rows * residual[i]!;
  return influence;
}

/** Square roots of the diagonal of H⁻¹ in raw coefficients, intercept first. */
export function inverseDiagonalRoots(information: Cholesky, standardization: Standardization): Float64Array {
  const p = standardization.center.length + 1;
  return Float64Array.from({ length: p }, (_, j) => {
    const unit = new Float64Array(p);
    unit[j] = 1;
    const direction = standardizedGradient(unit, standardization);
    const solved = information.solve(direction);
    return Math.sqrt(solved.reduce((sum, value, k) => sum + value * direction[k]!, 0));
  });
}

/** Square roots of the diagonal of H⁻¹ M H⁻¹ in raw coefficients, intercept first. */
export function sandwichRoots(
  information: Cholesky,
  meat: Float64Array,
  standardization: Standardization,
): Float64Array {
  const p = standardization.center.length + 1;
  return Float64Array.from({ length: p }, (_, j) => {
    const unit = new Float64Array(p);
    unit[j] = 1;
    const v = information.solve(standardizedGradient(unit, standardization));
    let sum = 0;
    for (let k = 0; k < p; k++) for (let l = 0; l < p; l++) sum += v[k]! * meat[k * p + l]! * v[l]!;
    return Math.sqrt(sum);
  });
}

/** The columns of `x` in the order of `names`. */
export function matchColumns(x: Features, names: readonly string[]): readonly Float64Array[] {
  refuseSparse(x);
  const places = matchNames(x.names, names);
  return places ? Array.from(places, (j) => x.columns[j]!) : x.columns;
}

/** Throws where a learner or model of dense columns is given sparse ones. */
export function refuseSparse(x: Features): void {
  if (!isSparse(x)) return;
  throw new ArgumentError(
    "x holds sparse columns, which linear, logistic, ridge, lasso and elasticNet take; this learner needs dense ones, as of designMatrix(table, terms).",
  );
}

/** Where the columns of these names stand; undefined where they are all the columns, in order. */
function matchNames(columns: readonly string[], names: readonly string[]): Int32Array | undefined {
  if (columns === names) return undefined;
  const position = new Map(columns.map((name, j) => [name, j]));
  const missing = names.filter((name) => !position.has(name));
  if (missing.length > 0) {
    throw new DataError(
      `prediction needs the column${missing.length > 1 ? "s" : ""} ${listNames(missing)} that the model was fitted with; the table has ${columns.length} other${columns.length === 1 ? "" : "s"}.`,
    );
  }
  return Int32Array.from(names, (name) => position.get(name)!);
}

function listNames(names: readonly string[]): string {
  const more = names.length > 10 ? ` and ${names.length - 10} more` : "";
  return `${names
    .slice(0, 10)
    .map((name) => `"${name}"`)
    .join(", ")}${more}`;
}
