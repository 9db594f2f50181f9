import { simplexProgram } from "../../numeric/simplex-program.js";

/** Rows as points, the untreated before the treated, with what each row counts for. */
export interface EnergyProblem {
  /** Distances of all rows from all, row below row. */
  readonly distances: Float64Array;
  /** Rows of the untreated, then of the treated. */
  readonly sizes: readonly [number, number];
  /** How much each row counts: 1, a survey weight, or how often it was drawn. Rows of 0 take no part. */
  readonly masses: Float64Array;
  readonly estimand: "ATE" | "ATT" | "ATC";
}

/** The ridge that keeps rows of one place alike, on the scale of shares (Huling & Mak's software uses it, too). */
const ridge = 1e-4;

/**
 * Shares of each group's weight that bring the weighted groups nearest to the population, and for the ATE to each other, in
 * energy distance: with u the shares and D the distances, E(u, v) = 2 u′Dv − u′Du − v′Dv (Huling & Mak 2024, equations
 * 2.3 and 4.1).
 */
export function energyShares(problem: EnergyProblem, start: Float64Array, tolerance: number): EnergyShares {
  const rows = Array.from(problem.masses.keys()).filter((i) => problem.masses[i]! > 0);
  const compact = compactProblem(problem, rows);
  const from = Float64Array.from(rows, (i) => start[i]!);
  const { shares, converged } =
    problem.estimand === "ATE" ? bothGroups(compact, from, tolerance) : oneGroup(compact, from, tolerance);
  const all = new Float64Array(problem.masses.length);
  rows.forEach((i, k) => {
    all[i] = shares[k]!;
  });
  return { shares: all, converged };
}

export interface EnergyShares {
  readonly shares: Float64Array;
  readonly converged: boolean;
}

/** Without the rows that take no part. */
function compactProblem(problem: EnergyProblem, rows: readonly number[]): EnergyProblem {
  const n = problem.masses.length;
  if (rows.length === n) return problem;
  const distances = new Float64Array(rows.length ** 2);
  rows.forEach((i, k) => {
    for (let l = 0; l < rows.length; l++)
      distances[k * rows.length + l] = problem.distances[i * n + rows[l]!]!;
  });
  const untreated = rows.filter((i) => i < problem.sizes[0]).length;
  return {
    ...problem,
    distances,
    sizes: [untreated, rows.length - untreated],
    masses: Float64Array.from(rows, (i) => problem.masses[i]!),
  };
}

function bothGroups(problem: EnergyProblem, start: Float64Array, tolerance: number): EnergyShares {
  const { distances, sizes, masses } = problem;
  const [cut, n] = [sizes[0], masses.length];
  const linear = meanDistances(distances, n, masses, 0, n).map((mean) => 2 * mean);
  const times = (x: Float64Array, out: Float64Array): void => {
    for (let i = 0; i < n; i++) {
      const untreated = dot(distances, i * n, x, 0, cut);
      const treated = dot(distances, i * n, x, cut, n);
      const pull = i < cut ? 2 * treated - 4 * untreated : 2 * untreated - 4 * treated;
      out[i] = pull + (2 * ridge * x[i]!) / masses[i]!;
    }
  };
  const scaled = normalized(start, [0, cut, n], masses);
  const { point, converged } = simplexProgram({ times, linear, blocks: [0, cut, n] }, scaled, { tolerance });
  return { shares: point, converged };
}

/** The group that is not the population; the other keeps its own shares. */
function oneGroup(problem: EnergyProblem, start: Float64Array, tolerance: number): EnergyShares {
  const { distances, sizes, masses, estimand } = problem;
  const [cut, n] = [sizes[0], masses.length];
  const [low, high] = estimand === "ATT" ? [0, cut] : [cut, n];
  const [from, to] = estimand === "ATT" ? [cut, n] : [0, cut];
  const linear = meanDistances(distances, n, masses, from, to)
    .subarray(low, high)
    .map((mean) => 2 * mean);
  const times = (x: Float64Array, out: Float64Array): void => {
    for (let i = low; i < high; i++) {
      const own = dot(distances.subarray(i * n + low, i * n + high), 0, x, 0, high - low);
      out[i - low] = -2 * own + (2 * ridge * x[i - low]!) / masses[i]!;
    }
  };
  const size = high - low;
  const scaled = normalized(start.subarray(low, high), [0, size], masses.subarray(low, high));
  const { point, converged } = simplexProgram({ times, linear, blocks: [0, size] }, scaled, { tolerance });
  const shares = normalized(masses, [0, cut, n], masses);
  shares.set(point, low);
  return { shares, converged };
}

/** Each row's mean distance from the rows `from … to − 1`, by their masses. */
function meanDistances(
  distances: Float64Array,
  n: number,
  masses: Float64Array,
  from: number,
  to: number,
): Float64Array {
  let total = 0;
  for (let j = from; j < to; j++) total += masses[j]!;
  return Float64Array.from({ length: n }, (_, i) => dot(distances, i * n, masses, from, to) / total);
}

/** Σ values[offset + j] · x[j] over j from `from` to `to` − 1, in four sums so that none waits for the last. */
function dot(values: Float64Array, offset: number, x: Float64Array, from: number, to: number): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  let j = from;
  for (; j + 3 < to; j += 4) {
    a += values[offset + j]! * x[j]!;
    b += values[offset + j + 1]! * x[j + 1]!;
    c += values[offset + j + 2]! * x[j + 2]!;
    d += values[offset + j + 3]! * x[j + 3]!;
  }
  for (; j < to; j++) a += values[offset + j]! * x[j]!;
  return a + b + c + d;
}

/** Blocks scaled to sum to 1; masses where a block has nothing. */
function normalized(start: Float64Array, blocks: readonly number[], masses: Float64Array): Float64Array {
  const shares = Float64Array.from(start);
  for (let k = 0; k + 1 < blocks.length; k++) {
    const block = shares.subarray(blocks[k]!, blocks[k + 1]!);
    let total = block.reduce((sum, share) => sum + share, 0);
    if (total === 0) {
      block.set(masses.subarray(blocks[k]!, blocks[k + 1]!));
      total = block.reduce((sum, share) => sum + share, 0);
    }
    for (let i = 0; i < block.length; i++) block[i]! /= total;
  }
  return shares;
}
