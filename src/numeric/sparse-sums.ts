import { InterruptedError } from "../errors.js";
import type { Family, MatrixKind } from "./block.js";
import type { SumsOptions } from "./memory-sums.js";
import { addSparse, type SparseColumns, sparseInner } from "./sparse-columns.js";
import { rawCoefficients, type Standardization } from "./standardize.js";
import type { Sums, SumsProvider } from "./sums.js";

/** Sparse columns, and what is observed and weighed in each row. */
export interface SparseObservations {
  readonly x: SparseColumns;
  readonly y: Float64Array;
  readonly weights?: Float64Array | undefined;
}

/** Rows that are taken together where products of columns are summed. */
const pieceRows = 16_384;

/** Answers sums from sparse columns: of standardized columns, though no zero is ever filled in. */
export function sparseSums(
  data: SparseObservations,
  family: Family,
  standardization: Standardization,
  options: SumsOptions = {},
): SumsProvider {
  const size = data.x.starts.length;
  return { size, at: (beta, matrix) => sumsAt(data, family, standardization, beta, matrix, options) };
}

async function sumsAt(
  { x, y, weights }: SparseObservations,
  family: Family,
  standardization: Standardization,
  beta: Float64Array,
  kind: MatrixKind,
  { signal }: SumsOptions,
): Promise<Sums> {
  const p = beta.length;
  const raw = rawCoefficients(beta, standardization);
  const residual = new Float64Array(x.rows).fill(raw[0]!);
  for (let j = 1; j < p; j++) if (raw[j] !== 0) addSparse(x, j - 1, raw[j]!, residual);
  const curvature = new Float64Array(kind === "none" ? 0 : x.rows);
  const deviance = respond(family, residual, curvature, y, weights);
  if (kind === "meat") for (let i = 0; i < x.rows; i++) curvature[i] = residual[i]! ** 2;
  const { center, scale } = standardization;
  const gradient = new Float64Array(p);
  for (let i = 0; i < x.rows; i++) gradient[0]! += residual[i]!;
  for (let j = 1; j < p; j++) {
    gradient[j] = (sparseInner(x, j - 1, residual) - center[j - 1]! * gradient[0]!) / scale[j - 1]!;
  }
  if (kind === "none") return { deviance, gradient, matrix: new Float64Array(0) };
  return { deviance, gradient, matrix: await crossProducts(x, curvature, standardization, signal) };
}

/** Turns linear predictors into w·(y − μ), writes curvatures where they are wanted, and returns the deviance. */
function respond(
  family: Family,
  eta: Float64Array,
  curvature: Float64Array,
  y: Float64Array,
  weights: Float64Array | undefined,
): number {
  let deviance = 0;
  for (let i = 0; i < eta.length; i++) {
    const w = weights ? weights[i]! : 1;
    const [f, target] = [eta[i]!, y[i]!];
    if (family === "leastSquares") {
      eta[i] = w * (target - f);
      deviance += w * (target - f) ** 2;
      curvature[i] = w;
      continue;
    }
    const e = Math.exp(-Math.abs(f));
    const larger = 1 / (1 + e);
    const smaller = e * larger;
    const [mean, rest] = f >= 0 ? [larger, smaller] : [smaller, larger];
    deviance += 2 * w * (Math.log1p(e) + Math.abs(f) * (f >= 0 ? 1 - target : target));
    eta[i] = w * (target * rest - (1 - target) * mean);
    curvature[i] = w * larger * smaller;
  }
  return deviance;
}

/** Σᵢ vᵢ zᵢ zᵢᵀ of the intercept and the standardized columns: sums of the raw ones, shifted and scaled at the end. */
async function crossProducts(
  x: SparseColumns,
  v: Float64Array,
  { center, scale }: Standardization,
  signal: AbortSignal | undefined,
): Promise<Float64Array> {
  const p = x.starts.length;
  const h = new Float64Array(p * p);
  const at = x.starts.slice(0, p - 1);
  for (let from = 0; from < x.rows; from += pieceRows) {
    addPiece(x, v, at, from, Math.min(x.rows, from + pieceRows), h);
    await new Promise((resolve) => setImmediate(resolve));
    if (signal?.aborted) throw new InterruptedError("the work was interrupted.");
  }
  for (let j = 1; j < p; j++) {
    const own = h[j * p + j]!;
    for (let k = j; k < p; k++) {
      const [a, b] = [center[j - 1]!, center[k - 1]!];
      const shifted = h[j * p + k]! - a * h[k]! - b * h[j]! + a * b * h[0]!;
      h[j * p + k] = h[k * p + j] = shifted / (scale[j - 1]! * scale[k - 1]!);
    }
    // What rounding leaves of a constant column.
    if (h[j * p + j]! * scale[j - 1]! ** 2 <= 1e-13 * own) h[j * p + j] = 0;
  }
  for (let j = 1; j < p; j++) h[j] = h[j * p] = (h[j]! - center[j - 1]! * h[0]!) / scale[j - 1]!;
  return h;
}

/** Adds the rows `from … to − 1`; `at` holds the next stored value of each column, and moves on. */
function addPiece(
  { starts, rowIndices, values }: SparseColumns,
  v: Float64Array,
  at: Int32Array,
  from: number,
  to: number,
  h: Float64Array,
): void {
  const p = starts.length;
  const first = new Int32Array(to - from + 1);
  const ends = at.map((start, j) => {
    let end = start;
    for (; end < starts[j + 1]! && rowIndices[end]! < to; end++) first[rowIndices[end]! - from + 1]!++;
    return end;
  });
  for (let i = 0; i < to - from; i++) first[i + 1]! += first[i]!;
  const stored = first[to - from]!;
  const [columns, entries] = [new Int32Array(stored), new Float64Array(stored)];
  const next = first.slice();
  for (let j = 0; j < p - 1; j++) {
    for (let k = at[j]!; k < ends[j]!; k++) {
      const place = next[rowIndices[k]! - from]!++;
      columns[place] = j + 1;
      entries[place] = values[k]!;
    }
  }
  at.set(ends);
  for (let i = 0; i < to - from; i++) {
    const weight = v[from + i]!;
    h[0]! += weight;
    for (let a = first[i]!; a < first[i + 1]!; a++) {
      const each = weight * entries[a]!;
      h[columns[a]!]! += each;
      const row = columns[a]! * p;
      for (let b = a; b < first[i + 1]!; b++) h[row + columns[b]!]! += each * entries[b]!;
    }
  }
}
