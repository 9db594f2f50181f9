import { DataError, RankError } from "../errors.js";
import type { Cholesky } from "../numeric/cholesky.js";
import { addProducts, innerProduct } from "../numeric/row-products.js";
import { type Standardization, standardizedGradient } from "../numeric/standardize.js";
import type { Features } from "./learner.js";

/** β₀ + Σ βⱼ xⱼ for each row. */
export function linearPredictor(
  coefficients: Float64Array,
  x: Features,
  names: readonly string[],
): Float64Array {
  const eta = new Float64Array(x.rows).fill(coefficients[0]!);
  addProducts(matchColumns(x, names), coefficients.subarray(1), eta);
  return eta;
}

/** Σᵢ cᵢ (1, xᵢ). */
export function sumRows(c: Float64Array, x: Features, names: readonly string[]): Float64Array {
  const sums = new Float64Array(names.length + 1);
  for (let i = 0; i < x.rows; i++) sums[0]! += c[i]!;
  matchColumns(x, names).forEach((column, j) => {
    sums[j + 1] = innerProduct(c, column);
  });
  return sums;
}

/** What a fit leaves behind so that its coefficients' influence values can be computed when they are asked for. */
export interface ScoreRecord {
  readonly x: Features;
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
  addProducts(x.columns, slopes, influence);
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
  if (x.names === names) return x.columns;
  const position = new Map(x.names.map((name, j) => [name, j]));
  const missing = names.filter((name) => !position.has(name));
  if (missing.length > 0) {
    throw new DataError(
      `prediction needs the column${missing.length > 1 ? "s" : ""} ${missing.map((name) => `"${name}"`).join(", ")} that the model was fitted with; the table has ${x.names.length} other${x.names.length === 1 ? "" : "s"}.`,
    );
  }
  return names.map((name) => x.columns[position.get(name)!]!);
}

/** Throws the error that names the columns which depend on earlier ones. */
export function refuseDependent(information: Cholesky, names: readonly string[]): void {
  if (information.dependent.length === 0) return;
  const listed = information.dependent
    .map((j) => (j === 0 ? "the intercept" : `"${names[j - 1]}"`))
    .join(", ");
  throw new RankError(
    `${listed} ${information.dependent.length > 1 ? "are" : "is"} constant or a linear combination of earlier columns, so the coefficients are not determined; drop ${information.dependent.length > 1 ? "them" : "it"} or use ridge().`,
  );
}
