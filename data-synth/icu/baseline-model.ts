import { cholesky } from "../../src/numeric/cholesky.js";

const rounds = 8;
const shrinkage = 1;

/**
 * How well a logistic model of the columns predicts `y` in rows that it was not fitted on: the area under the curve in
 * every second row, fitted on the others by Newton's method with a penalty of 1 on standardized slopes.
 */
export function heldOutAuroc(columns: readonly Float64Array[], y: Float64Array): number {
  const standardized = columns.map(standardize).filter((column) => column !== undefined);
  const p = standardized.length + 1;
  const rows = Array.from(y, (_, i) => Float64Array.of(1, ...standardized.map((column) => column[i]!)));
  const beta = new Float64Array(p);
  for (let round = 0; round < rounds; round++) {
    const [information, score] = [new Float64Array(p * p), new Float64Array(p)];
    for (let i = 0; i < y.length; i += 2) addRow(rows[i]!, y[i]!, beta, information, score);
    for (let j = 1; j < p; j++) {
      information[j * p + j]! += shrinkage;
      score[j]! -= shrinkage * beta[j]!;
    }
    cholesky(information, p)
      .solve(score)
      .forEach((step, j) => {
        beta[j]! += step;
      });
  }
  const scored = rows.map((x, i) => ({ score: dot(x, beta), died: y[i]! })).filter((_, i) => i % 2 === 1);
  return auroc(scored);
}

/** The probability that one with the outcome scored higher than one without, ties counting a half. */
export function auroc(rows: readonly { readonly score: number; readonly died: number }[]): number {
  const sorted = rows.toSorted((a, b) => a.score - b.score);
  const deaths = rows.filter(({ died }) => died === 1).length;
  let [concordant, below] = [0, 0];
  for (let i = 0; i < sorted.length; ) {
    let [j, died] = [i, 0];
    for (; j < sorted.length && sorted[j]!.score === sorted[i]!.score; j++) died += sorted[j]!.died;
    const alive = j - i - died;
    concordant += died * (below + alive / 2);
    below += alive;
    i = j;
  }
  return concordant / (deaths * (rows.length - deaths));
}

function addRow(
  x: Float64Array,
  y: number,
  beta: Float64Array,
  information: Float64Array,
  score: Float64Array,
): void {
  const mu = 1 / (1 + Math.exp(-dot(x, beta)));
  for (let j = 0; j < x.length; j++) {
    score[j]! += (y - mu) * x[j]!;
    for (let k = 0; k < x.length; k++) information[j * x.length + k]! += mu * (1 - mu) * x[j]! * x[k]!;
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
  return sum;
}

/** Mean 0 and standard deviation 1; undefined for a constant column. Missing values become the mean. */
function standardize(column: Float64Array): Float64Array | undefined {
  const there = column.filter((value) => !Number.isNaN(value));
  const mean = there.reduce((sum, value) => sum + value, 0) / there.length;
  const sd = Math.sqrt(there.reduce((sum, value) => sum + (value - mean) ** 2, 0) / there.length);
  return sd > 0 ? column.map((value) => (Number.isNaN(value) ? 0 : (value - mean) / sd)) : undefined;
}
