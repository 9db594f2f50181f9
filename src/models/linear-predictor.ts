import { ArgumentError, DataError, RankError } from "../errors.js";
import type { Cholesky } from "../numeric/cholesky.js";
import { type Standardization, standardizedGradient } from "../numeric/standardize.js";
import type { Features } from "./learner.js";

/** β₀ + Σ βⱼ xⱼ for each row. */
export function linearPredictor(
  coefficients: Float64Array,
  x: Features,
  names: readonly string[],
): Float64Array {
  const eta = new Float64Array(x.rows).fill(coefficients[0]!);
  matchColumns(x, names).forEach((column, j) => {
    const slope = coefficients[j + 1]!;
    if (slope !== 0) for (let i = 0; i < x.rows; i++) eta[i]! += slope * column[i]!;
  });
  return eta;
}

/** Σᵢ cᵢ (1, xᵢ). */
export function sumRows(c: Float64Array, x: Features, names: readonly string[]): Float64Array {
  const sums = new Float64Array(names.length + 1);
  for (let i = 0; i < x.rows; i++) sums[0]! += c[i]!;
  matchColumns(x, names).forEach((column, j) => {
    let sum = 0;
    for (let i = 0; i < x.rows; i++) sum += c[i]! * column[i]!;
    sums[j + 1] = sum;
  });
  return sums;
}

/** What a fit leaves behind so that its coefficients' influence values can be computed when they are asked for. */
export interface ScoreRecord {
  readonly x: Features;
  /** wᵢ (yᵢ − μᵢ): the score of row i is this times (1, xᵢ). */
  readonly residual: Float64Array;
  readonly standardization: Standardization;
  /** Factor of minus the derivative of the scores' sum. */
  readonly information: Cholesky;
}

/** n · gᵀ H⁻¹ sᵢ for each row of training. */
export function scoreInfluence(record: ScoreRecord, gradient: Float64Array): Float64Array {
  const { x, residual, standardization, information } = record;
  const v = information.solve(standardizedGradient(gradient, standardization));
  const influence = new Float64Array(x.rows);
  const { center, scale } = standardization;
  let intercept = v[0]!;
  x.columns.forEach((column, j) => {
    const slope = v[j + 1]! / scale[j]!;
    intercept -= slope * center[j]!;
    if (slope !== 0) for (let i = 0; i < x.rows; i++) influence[i]! += slope * column[i]!;
  });
  for (let i = 0; i < x.rows; i++) influence[i] = x.rows * residual[i]! * (influence[i]! + intercept);
  return influence;
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

/** Refuses what no learner can fit: lengths that differ, numbers that are not finite, weights that cannot be. */
export function checkTraining(x: Features, y: Float64Array, weights: Float64Array | undefined): void {
  if (y.length !== x.rows)
    throw new ArgumentError(`y must have ${x.rows} values, one per row of x; it had ${y.length}.`);
  if (weights && weights.length !== x.rows) {
    throw new ArgumentError(
      `weights must have ${x.rows} values, one per row of x; it had ${weights.length}.`,
    );
  }
  if (x.rows === 0) throw new DataError("there are no rows to fit: x has 0 rows.");
  const check = (name: string, values: Float64Array): void => {
    let bad = 0;
    for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i]!)) bad++;
    if (bad > 0) {
      throw new DataError(
        `${name} is not a finite number in ${bad} of ${values.length} rows; fill or drop them first.`,
      );
    }
  };
  check("y", y);
  x.columns.forEach((column, j) => {
    check(`column "${x.names[j]}"`, column);
  });
  if (weights) checkWeights(weights, check);
}

function checkWeights(weights: Float64Array, check: (name: string, values: Float64Array) => void): void {
  check("weights", weights);
  let [negative, sum] = [0, 0];
  for (const weight of weights) {
    if (weight < 0) negative++;
    sum += weight;
  }
  if (negative > 0)
    throw new DataError(`weights must not be negative; ${negative} of ${weights.length} are.`);
  if (sum === 0) throw new DataError("weights are all 0, so there is nothing to fit.");
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
