/** Most passes over the coordinates. */
const mostSweeps = 100_000;

/**
 * Minimizes ½ βᵀHβ − bᵀβ + l1·Σ|β_j| + ½ l2·Σβ_j² by cyclic coordinate descent (Friedman, Hastie & Tibshirani 2010),
 * from β in place; the first coefficient is not penalized. H is full, p × p. Coordinates with no curvature stay as they
 * are. Returns whether no coordinate moves by more than `tolerance`, in units of the square root of the objective.
 */
export function coordinateDescent(
  h: Float64Array,
  b: Float64Array,
  { l1, l2 }: { readonly l1: number; readonly l2: number },
  beta: Float64Array,
  tolerance: number,
): boolean {
  const p = beta.length;
  const residual = Float64Array.from(b);
  for (let j = 0; j < p; j++) if (beta[j] !== 0) addColumn(h, p, j, -beta[j]!, residual);
  const all = Int32Array.from({ length: p }, (_, j) => j).filter((j) => h[j * p + j]! > 1e-12);
  const sweep = (coordinates: Int32Array): number => {
    let most = 0;
    for (const j of coordinates) {
      const curvature = h[j * p + j]!;
      const before = beta[j]!;
      const target = residual[j]! + curvature * before;
      const after = j === 0 ? target / curvature : softThreshold(target, l1) / (curvature + l2);
      if (after === before) continue;
      beta[j] = after;
      addColumn(h, p, j, before - after, residual);
      most = Math.max(most, curvature * (after - before) ** 2);
    }
    return most;
  };
  const enough = tolerance * tolerance;
  for (let sweeps = 0; sweeps < mostSweeps; sweeps++) {
    if (sweep(all) <= enough) return true;
    const active = all.filter((j) => beta[j] !== 0);
    while (sweeps < mostSweeps && sweep(active) > enough) sweeps++;
  }
  return false;
}

function addColumn(h: Float64Array, p: number, j: number, times: number, to: Float64Array): void {
  const at = j * p;
  for (let k = 0; k < p; k++) to[k]! += times * h[at + k]!;
}

function softThreshold(value: number, by: number): number {
  return value > by ? value - by : value < -by ? value + by : 0;
}
