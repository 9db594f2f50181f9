/** Minimize ½ x′Hx + c′x over x ≥ 0 with Σ x = 1 within each block. */
export interface SimplexProgram {
  /** Writes Hx to `out`. H is positive semidefinite along the constraints. */
  readonly times: (x: Float64Array, out: Float64Array) => void;
  readonly linear: Float64Array;
  /** Each block's variables stand side by side: `blocks[k] … blocks[k + 1] − 1`. */
  readonly blocks: readonly number[];
}

export interface SimplexOptions {
  /** Bound on how far the value may lie above the minimum, relative to the linear term's size. */
  readonly tolerance: number;
  readonly mostRounds?: number;
}

export interface SimplexSolution {
  readonly point: Float64Array;
  /** The value is at most this far above the minimum. */
  readonly gap: number;
  readonly converged: boolean;
}

/**
 * Gradient projection that finds which variables are 0, and conjugate gradients among the others (Moré & Toraldo 1991),
 * until the duality gap Σ over blocks of (g′x − min g) is small.
 */
export function simplexProgram(
  program: SimplexProgram,
  start: Float64Array,
  { tolerance, mostRounds = 500 }: SimplexOptions,
): SimplexSolution {
  const { times, linear, blocks } = program;
  const point = Float64Array.from(start);
  const slope = new Float64Array(point.length);
  times(point, slope);
  for (let i = 0; i < slope.length; i++) slope[i]! += linear[i]!;
  const limit = tolerance * (linear.reduce((sum, c) => sum + Math.abs(c), 0) / linear.length);
  const moved = new Float64Array(point.length);
  let length = 1 / curvature(program, slope);
  let gap = dualityGap(point, slope, blocks);
  for (let round = 0; gap > limit; round++) {
    if (round === mostRounds) return { point, gap, converged: false };
    for (let k = 0; k < 3; k++) {
      const direction = point.map((x, i) => x - length * slope[i]!);
      project(direction, blocks);
      for (let i = 0; i < direction.length; i++) direction[i]! -= point[i]!;
      const taken = advance(program, point, slope, direction, moved);
      if (taken.curvature > 0) length = Math.max(length / 10, taken.square / taken.curvature);
    }
    const face = conjugateStep(program, point, slope);
    for (let share = 1; share > 1e-3; share /= 4) {
      const target = point.map((x, i) => x + share * face[i]!);
      project(target, blocks);
      for (let i = 0; i < target.length; i++) target[i]! -= point[i]!;
      if (advance(program, point, slope, target, moved).step > 0) break;
    }
    gap = dualityGap(point, slope, blocks);
  }
  return { point, gap, converged: true };
}

interface Advance {
  readonly step: number;
  /** d′Hd and d′d of the direction. */
  readonly curvature: number;
  readonly square: number;
}

/** The best step along a feasible direction, at most 1; none where it does not lead down. */
function advance(
  { times }: SimplexProgram,
  point: Float64Array,
  slope: Float64Array,
  direction: Float64Array,
  moved: Float64Array,
): Advance {
  times(direction, moved);
  const down = -inner(direction, slope);
  const curvature = inner(direction, moved);
  const square = inner(direction, direction);
  if (!(down > 0)) return { step: 0, curvature, square };
  const step = curvature > 0 ? Math.min(1, down / curvature) : 1;
  for (let i = 0; i < point.length; i++) {
    point[i] = Math.max(0, point[i]! + step * direction[i]!);
    slope[i]! += step * moved[i]!;
  }
  return { step, curvature, square };
}

const mostConjugate = 400;

/** Conjugate gradients over the variables that are not 0, with sums kept: a step to the minimum on the face, or near it. */
function conjugateStep(
  { times, blocks }: SimplexProgram,
  point: Float64Array,
  slope: Float64Array,
): Float64Array {
  const n = point.length;
  const step = new Float64Array(n);
  const residual = slope.map((g, i) => (point[i]! > 0 ? -g : 0));
  centre(residual, point, blocks);
  const direction = Float64Array.from(residual);
  const moved = new Float64Array(n);
  const first = inner(residual, residual);
  let square = first;
  for (let k = 0; k < mostConjugate && square > 1e-6 * first; k++) {
    times(direction, moved);
    const curvature = inner(direction, moved);
    if (!(curvature > 0)) break;
    const share = square / curvature;
    for (let i = 0; i < n; i++) {
      step[i]! += share * direction[i]!;
      residual[i] = point[i]! > 0 ? residual[i]! - share * moved[i]! : 0;
    }
    centre(residual, point, blocks);
    const next = inner(residual, residual);
    for (let i = 0; i < n; i++) direction[i] = residual[i]! + (next / square) * direction[i]!;
    square = next;
  }
  return step;
}

/** Takes each block's mean from the values of the variables that are not 0. */
function centre(values: Float64Array, point: Float64Array, blocks: readonly number[]): void {
  for (let k = 0; k + 1 < blocks.length; k++) {
    let [sum, count] = [0, 0];
    for (let i = blocks[k]!; i < blocks[k + 1]!; i++) {
      if (!(point[i]! > 0)) continue;
      sum += values[i]!;
      count++;
    }
    for (let i = blocks[k]!; i < blocks[k + 1]!; i++) if (point[i]! > 0) values[i]! -= sum / count;
  }
}

/** The nearest point with blocks that are at least 0 and sum to 1 (Held, Wolfe & Crowder 1974). */
function project(point: Float64Array, blocks: readonly number[]): void {
  for (let k = 0; k + 1 < blocks.length; k++) {
    const block = point.subarray(blocks[k]!, blocks[k + 1]!);
    const sorted = Float64Array.from(block).sort();
    let [sum, shift] = [0, 0];
    for (let i = sorted.length - 1; i >= 0; i--) {
      sum += sorted[i]!;
      const trial = (sum - 1) / (sorted.length - i);
      if (sorted[i]! <= trial) break;
      shift = trial;
    }
    for (let i = 0; i < block.length; i++) block[i] = Math.max(0, block[i]! - shift);
  }
}

/** Σ over blocks of g′x − min g, which bounds how far the value lies above the minimum (Frank & Wolfe 1956). */
function dualityGap(point: Float64Array, slope: Float64Array, blocks: readonly number[]): number {
  let gap = 0;
  for (let k = 0; k + 1 < blocks.length; k++) {
    let [here, least] = [0, Number.POSITIVE_INFINITY];
    for (let i = blocks[k]!; i < blocks[k + 1]!; i++) {
      here += point[i]! * slope[i]!;
      least = Math.min(least, slope[i]!);
    }
    gap += here - least;
  }
  return gap;
}

/** d′Hd / d′d along the slope, sums kept: the scale of a first step. */
function curvature({ times, blocks }: SimplexProgram, slope: Float64Array): number {
  const direction = Float64Array.from(slope);
  centre(direction, new Float64Array(slope.length).fill(1), blocks);
  const moved = new Float64Array(slope.length);
  times(direction, moved);
  const found = inner(direction, moved) / inner(direction, direction);
  return found > 0 ? found : 1;
}

function inner(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
