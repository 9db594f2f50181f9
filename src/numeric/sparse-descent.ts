import { Extrapolation } from "./extrapolation.js";
import type { SparseColumns } from "./sparse-columns.js";
import { addSparse, sparseInner } from "./sparse-columns.js";

/** A quadratic over sparse columns, Σ vᵢ (zᵢ − a − Σⱼ xᵢⱼ γⱼ)² / 2, at some coefficients γ. */
export interface SparseQuadratic {
  readonly x: SparseColumns;
  /** vᵢ, and their sum. */
  readonly curvature: Float64Array;
  readonly total: number;
  /** vᵢ·(zᵢ − a − Σⱼ xᵢⱼ γⱼ); descent leaves it without the last change of the intercept. */
  readonly residual: Float64Array;
  /** Raw slopes, changed in place. */
  readonly slopes: Float64Array;
  /** Σᵢ vᵢ xᵢⱼ, and Σᵢ vᵢ xᵢⱼ² less what the intercept takes of it, for the columns that are asked for. */
  readonly sums: Float64Array;
  readonly lengths: Float64Array;
}

/** l1·Σ scaleⱼ|γⱼ| + ½ l2·Σ scaleⱼ² γⱼ². */
export interface SparsePenalty {
  readonly l1: number;
  readonly l2: number;
  readonly scale: Float64Array;
}

const mostSweeps = 100_000;

/**
 * Minimizes the quadratic and the penalty over the slopes of `columns` by cyclic coordinate descent, with the intercept
 * at its best for each slope: centring the columns by their v-weighted means makes it so, and needs no dense column.
 * Between sweeps it leaps to where they are going, which nearly dependent columns need.
 * Returns the intercept's change, or NaN where some coordinate still moves by more than √enough after all sweeps.
 */
export function sparseDescent(
  quadratic: SparseQuadratic,
  penalty: SparsePenalty,
  columns: Int32Array,
  enough: number,
): number {
  const { residual, total } = quadratic;
  const state = { remainder: residual.reduce((sum, each) => sum + each, 0) };
  const movable = columns.filter((j) => {
    const rounding = 1e-25 * quadratic.sums[j]! ** 2;
    return quadratic.lengths[j]! * total > Math.max(1e-12 * (total * penalty.scale[j]!) ** 2, rounding);
  });
  for (let sweeps = 0; sweeps < mostSweeps; sweeps++) {
    if (sweep(quadratic, penalty, movable, state) <= enough) return state.remainder / total;
    const active = movable.filter((j) => quadratic.slopes[j] !== 0);
    const path = new Extrapolation();
    while (sweeps < mostSweeps && sweep(quadratic, penalty, active, state) > enough) {
      sweeps++;
      path.add(Float64Array.from(active, (j) => quadratic.slopes[j]! * Math.sqrt(quadratic.lengths[j]!)));
      if (path.ready) leap(quadratic, penalty, active, state, path);
    }
  }
  return Number.NaN;
}

/** Minimizes over each column in turn; returns the largest change, as the quadratic's length of it. */
function sweep(
  { x, curvature, total, residual, slopes, sums, lengths }: SparseQuadratic,
  { l1, l2, scale }: SparsePenalty,
  columns: Int32Array,
  state: { remainder: number },
): number {
  const { starts, rowIndices, values } = x;
  let most = 0;
  let { remainder } = state;
  for (let at = 0; at < columns.length; at++) {
    const j = columns[at]!;
    const before = slopes[j]!;
    const s = scale[j]!;
    const target = sparseInner(x, j, residual) - (remainder / total) * sums[j]! + lengths[j]! * before;
    const after = softThreshold(target, l1 * s) / (lengths[j]! + l2 * s * s);
    const change = after - before;
    if (change === 0) continue;
    slopes[j] = after;
    const end = starts[j + 1]!;
    for (let k = starts[j]!; k < end; k++) {
      const i = rowIndices[k]!;
      residual[i]! -= change * curvature[i]! * values[k]!;
    }
    remainder -= change * sums[j]!;
    most = Math.max(most, lengths[j]! * change * change);
  }
  state.remainder = remainder;
  return most;
}

/** Moves to where the sweeps are going, if the objective is lower there; the path begins anew. */
function leap(
  { x, curvature, total, residual, slopes, sums, lengths }: SparseQuadratic,
  { l1, l2, scale }: SparsePenalty,
  columns: Int32Array,
  state: { remainder: number },
  path: Extrapolation,
): void {
  const limit = path.limit();
  path.clear();
  if (!limit) return;
  const moved = new Float64Array(x.rows);
  const target = limit.map((value, at) => value / Math.sqrt(lengths[columns[at]!]!));
  let [change, sum] = [0, 0];
  for (const [at, j] of columns.entries()) {
    const [from, to, s] = [slopes[j]!, target[at]!, scale[j]!];
    addSparse(x, j, to - from, moved);
    sum += (to - from) * sums[j]!;
    change += l1 * s * (Math.abs(to) - Math.abs(from)) + (l2 / 2) * s * s * (to - from) * (to + from);
  }
  let [slope, length] = [(-state.remainder / total) * sum, (-sum * sum) / total];
  for (let i = 0; i < moved.length; i++) {
    slope += moved[i]! * residual[i]!;
    length += curvature[i]! * moved[i]! ** 2;
  }
  if (!(change + length / 2 < slope)) return;
  for (const [at, j] of columns.entries()) slopes[j] = target[at]!;
  for (let i = 0; i < moved.length; i++) residual[i]! -= curvature[i]! * moved[i]!;
  state.remainder -= sum;
}

function softThreshold(value: number, by: number): number {
  return value > by ? value - by : value < -by ? value + by : 0;
}
