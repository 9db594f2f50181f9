import { type Features, type FittedModel, isParametric, type Learner } from "../models/learner.js";
import { sharedColumn } from "../numeric/columns.js";
import type { Stream } from "../stats/random.js";

/** A nuisance model fitted on some of a study's rows, with predictions and influence values on all of them. */
export interface Nuisance {
  readonly model: FittedModel;
  predict(x: Features): Float64Array;
  /**
   * Extra influence, one per row of the study, of an average (1/n) Σᵢ cᵢ μ̂(xᵢ) through the model's estimated
   * coefficients; undefined where the model has none.
   */
  influenceOf(x: Features, c: Float64Array): Float64Array | undefined;
}

export interface NuisanceOptions {
  readonly weights: Float64Array | undefined;
  /** Rows to fit on; all unless given. */
  readonly rows?: Int32Array | undefined;
  readonly stream: Stream;
}

export async function fitNuisance(
  learner: Learner,
  x: Features,
  y: Float64Array,
  { weights, rows, stream }: NuisanceOptions,
): Promise<Nuisance> {
  const n = x.rows;
  // Few rows are cheaper to gather than to pass over among all the others.
  const masked = rows !== undefined && learner.ignoresZeroWeights === true && 2 * rows.length > n;
  const model = masked
    ? await learner.fit(x, y, { weights: maskWeights(weights, rows, n), stream })
    : await learner.fit(rows ? subsetFeatures(x, rows) : x, rows ? subset(y, rows) : y, {
        weights: weights && rows ? subset(weights, rows) : weights,
        stream,
      });
  return {
    model,
    predict: (at) => model.predict(at),
    influenceOf(at, c) {
      if (!isParametric(model)) return undefined;
      const gradient = model.predictionGradient(at, c).map((value) => value / n);
      const influence = model.coefficientInfluence(gradient);
      return rows && !masked ? scatter(influence, rows, n) : influence;
    },
  };
}

/** Some rows of `x`; columns already in `gathered` for these rows are not copied again. */
export function subsetFeatures(
  x: Features,
  rows: Int32Array,
  gathered: Map<Float64Array, Float64Array> = new Map(),
): Features {
  const columns = x.columns.map((column) => {
    const chosen = gathered.get(column) ?? subset(column, rows);
    gathered.set(column, chosen);
    return chosen;
  });
  return { rows: rows.length, names: x.names, columns };
}

/** The weights of the rows, and 0 elsewhere. */
function maskWeights(weights: Float64Array | undefined, rows: Int32Array, n: number): Float64Array {
  const masked = sharedColumn(n);
  for (const row of rows) masked[row] = weights ? weights[row]! : 1;
  return masked;
}

export function subset(values: Float64Array, rows: Int32Array): Float64Array {
  const chosen = sharedColumn(rows.length);
  for (let i = 0; i < rows.length; i++) chosen[i] = values[rows[i]!]!;
  return chosen;
}

/** Row numbers where `condition` holds. */
export function rowsWhere(n: number, condition: (row: number) => boolean): Int32Array {
  return Int32Array.from(Array.from({ length: n }, (_, i) => i).filter(condition));
}

/** Influence over m rows as influence over n: (1/m) Σ φ over the rows is (1/n) Σ (n/m) φ over all. */
function scatter(influence: Float64Array, rows: Int32Array, n: number): Float64Array {
  const whole = new Float64Array(n);
  for (let i = 0; i < rows.length; i++) whole[rows[i]!] = (n / rows.length) * influence[i]!;
  return whole;
}
