import { Matrix, solve } from "ml-matrix";

/**
 * The coefficients at the rows which lie nearest to the hyperplane, as many independent ones as there are coefficients:
 * a minimum of the check loss passes through such rows. Where that does not lower the loss, those it was given.
 */
export function exactVertex(
  columns: readonly Float64Array[],
  target: Float64Array,
  near: Float64Array,
  tau: number,
): Float64Array {
  const p = columns.length;
  const residual = (beta: ArrayLike<number>, i: number): number => {
    let u = target[i]!;
    for (let j = 0; j < p; j++) u -= beta[j]! * columns[j]![i]!;
    return u;
  };
  const loss = (beta: ArrayLike<number>): number => {
    let sum = 0;
    for (let i = 0; i < target.length; i++) {
      const u = residual(beta, i);
      sum += u * (tau - Number(u < 0));
    }
    return sum;
  };
  const distance = Float64Array.from(target, (_, i) => Math.abs(residual(near, i) / (columns[0]![i]! || 1)));
  const order = Int32Array.from(target.keys()).sort((a, b) => distance[a]! - distance[b]!);
  const chosen = independentRows(columns, order);
  if (chosen.length < p) return near;
  const system = new Matrix(chosen.map((i) => columns.map((column) => column[i]!)));
  const vertex = solve(system, Matrix.columnVector(chosen.map((i) => target[i]!))).to1DArray();
  const before = loss(near);
  return loss(vertex) <= before + 1e-9 * Math.abs(before) ? Float64Array.from(vertex) : near;
}

/** The first rows of an order that are linearly independent, by Gram–Schmidt. */
function independentRows(columns: readonly Float64Array[], order: Int32Array): number[] {
  const p = columns.length;
  const [chosen, basis]: [number[], number[][]] = [[], []];
  for (const i of order) {
    const row = columns.map((column) => column[i]!);
    const length = Math.hypot(...row);
    for (let again = 0; again < 2; again++) {
      for (const unit of basis) {
        const along = unit.reduce((sum, value, j) => sum + value * row[j]!, 0);
        for (let j = 0; j < p; j++) row[j]! -= along * unit[j]!;
      }
    }
    const left = Math.hypot(...row);
    if (left <= 1e-9 * length) continue;
    chosen.push(i);
    basis.push(row.map((value) => value / left));
    if (chosen.length === p) break;
  }
  return chosen;
}
