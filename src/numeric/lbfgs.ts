/** Value and gradient of a function at one point. */
export interface Slope {
  readonly value: number;
  readonly gradient: Float64Array;
}

export interface LbfgsOptions {
  /** Largest component of the gradient at which the search ends. @default 1e-8 */
  readonly tolerance?: number | undefined;
  /** Pairs of steps and gradient changes that stand for the curvature. @default 10 */
  readonly memory?: number | undefined;
  /** @default 1000 */
  readonly mostSteps?: number | undefined;
}

/** Only `"converged"` is a minimum; `"stalled"`: no step along the direction lowers the function any more. */
export interface LbfgsResult {
  readonly status: "converged" | "stalled" | "unfinished";
  readonly point: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
  readonly steps: number;
}

/**
 * Minimizes a smooth function by limited-memory BFGS (Nocedal & Wright 2006, algorithm 7.5) with a line search that
 * brackets and bisects to the weak Wolfe conditions (Lewis & Overton 2013). For many coefficients, where a Hessian is too
 * dear.
 */
export async function lbfgs(
  at: (point: Float64Array) => Slope | Promise<Slope>,
  start: Float64Array,
  { tolerance = 1e-8, memory = 10, mostSteps = 1000 }: LbfgsOptions = {},
): Promise<LbfgsResult> {
  const pairs: Pair[] = [];
  let point = start;
  let slope = await at(point);
  for (let steps = 0; ; steps++) {
    const ended = (status: LbfgsResult["status"]): LbfgsResult => ({ status, point, ...slope, steps });
    if (slope.gradient.every((each) => Math.abs(each) <= tolerance)) return ended("converged");
    if (steps === mostSteps) return ended("unfinished");
    const found = await lineSearch(at, point, slope, direction(pairs, slope.gradient), pairs.length === 0);
    if (!found) {
      if (pairs.length === 0) return ended("stalled");
      pairs.length = 0;
      continue;
    }
    const step = minus(found.point, point);
    const change = minus(found.slope.gradient, slope.gradient);
    const curvature = dot(step, change);
    if (curvature > 1e-14 * dot(change, change)) pairs.push({ step, change, curvature });
    if (pairs.length > memory) pairs.shift();
    ({ point, slope } = found);
  }
}

interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly curvature: number;
}

/** −H·gradient by the two-loop recursion. */
function direction(pairs: readonly Pair[], gradient: Float64Array): Float64Array {
  const q = gradient.map((each) => -each);
  const weights = new Array<number>(pairs.length);
  for (let k = pairs.length - 1; k >= 0; k--) {
    const { step, change, curvature } = pairs[k]!;
    weights[k] = dot(step, q) / curvature;
    add(q, change, -weights[k]!);
  }
  const last = pairs[pairs.length - 1];
  if (last) {
    const scale = last.curvature / dot(last.change, last.change);
    for (let j = 0; j < q.length; j++) q[j]! *= scale;
  }
  pairs.forEach(({ step, change, curvature }, k) => {
    add(q, step, weights[k]! - dot(change, q) / curvature);
  });
  return q;
}

/** A point that lowers the function enough and has passed the steepest part of the descent; undefined if none is found. */
async function lineSearch(
  at: (point: Float64Array) => Slope | Promise<Slope>,
  point: Float64Array,
  { value, gradient }: Slope,
  along: Float64Array,
  first: boolean,
): Promise<{ point: Float64Array; slope: Slope } | undefined> {
  const descent = dot(gradient, along);
  if (!(descent < 0)) return undefined;
  let [low, high] = [0, Number.POSITIVE_INFINITY];
  let size = first ? Math.min(1, 1 / Math.sqrt(dot(along, along))) : 1;
  for (let round = 0; round < 60; round++) {
    const next = Float64Array.from(point);
    add(next, along, size);
    const slope = await at(next);
    const rounding = 1e-15 * Math.abs(value);
    if (!(slope.value <= value + 1e-4 * size * descent + rounding)) high = size;
    else if (dot(slope.gradient, along) < 0.9 * descent) low = size;
    else return { point: next, slope };
    size = high === Number.POSITIVE_INFINITY ? 2 * low : (low + high) / 2;
  }
  return undefined;
}

function add(to: Float64Array, from: Float64Array, times: number): void {
  for (let j = 0; j < to.length; j++) to[j]! += times * from[j]!;
}

function minus(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, j) => value - b[j]!);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
  return sum;
}
