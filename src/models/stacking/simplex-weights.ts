import { cholesky } from "../../numeric/cholesky.js";

/**
 * The w ≥ 0 with Σw = 1 that minimizes wᵀCw, for a positive semidefinite p × p matrix C: by the active-set method of
 * Lawson & Hanson (1974) for ½uᵀCu − Σu, whose solution points the same way. Of equal solutions it takes one near the
 * smallest.
 */
export function simplexWeights(c: Float64Array, p: number): Float64Array {
  let trace = 0;
  for (let j = 0; j < p; j++) trace += c[j * p + j]!;
  if (trace === 0) return new Float64Array(p).fill(1 / p);
  const a = Float64Array.from(c, (value) => value / trace);
  for (let j = 0; j < p; j++) a[j * p + j]! += 1e-12;
  const u = new Float64Array(p);
  let passive: number[] = [];
  for (let round = 0; round < 3 * p + 10; round++) {
    const entering = steepest(a, u, p, passive);
    if (entering < 0) break;
    passive.push(entering);
    passive = settle(a, u, p, passive);
  }
  const total = u.reduce((sum, value) => sum + value, 0);
  return u.map((value) => value / total);
}

/** The coordinate at 0 along which the objective falls most. */
function steepest(a: Float64Array, u: Float64Array, p: number, passive: readonly number[]): number {
  let [best, most] = [-1, 1e-10];
  for (let j = 0; j < p; j++) {
    if (passive.includes(j)) continue;
    let slope = 1;
    for (let k = 0; k < p; k++) slope -= a[j * p + k]! * u[k]!;
    if (slope > most) [best, most] = [j, slope];
  }
  return best;
}

/** Moves to the minimum over the passive coordinates, giving up those that reach 0 on the way. */
function settle(a: Float64Array, u: Float64Array, p: number, passive: readonly number[]): number[] {
  let left = [...passive];
  for (;;) {
    const size = left.length;
    const part = Float64Array.from({ length: size * size }, (_, i) => {
      return a[left[Math.floor(i / size)]! * p + left[i % size]!]!;
    });
    const solved = cholesky(part, size, 0).solve(new Float64Array(size).fill(1));
    let step = 1;
    left.forEach((j, i) => {
      if (solved[i]! <= 0) step = Math.min(step, u[j]! / (u[j]! - solved[i]!) || 0);
    });
    left.forEach((j, i) => {
      u[j] = u[j]! + step * (solved[i]! - u[j]!);
    });
    if (step === 1) return left;
    left = left.filter((j) => {
      if (u[j]! > 1e-14) return true;
      u[j] = 0;
      return false;
    });
  }
}
