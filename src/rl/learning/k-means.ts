import type { Stream } from "../../stats/random.js";

/** Points row after row. */
export interface Points {
  readonly rows: number;
  readonly width: number;
  readonly values: Float64Array;
}

export interface Clustering {
  /** Clusters × width. */
  readonly centers: Float64Array;
  readonly labels: Int32Array;
  /** Sum of squared distances to the own center. */
  readonly inertia: number;
  readonly iterations: number;
  /** How often a cluster had lost all its points and was begun anew at the point furthest from its center. */
  readonly refilled: number;
}

function squared(a: Float64Array, i: number, b: Float64Array, j: number, width: number): number {
  let sum = 0;
  for (let k = 0; k < width; k++) {
    const d = a[i * width + k]! - b[j * width + k]!;
    sum += d * d;
  }
  return sum;
}

/**
 * First centers by k-means++ (Arthur & Vassilvitskii 2007): each next one is a point drawn with probability
 * proportional to its squared distance to the nearest so far; of 2 + ln(count) such draws the one that leaves the least
 * is taken, as scikit-learn does. Fewer centers than asked where no other point is left.
 */
export function spreadCenters(points: Points, count: number, stream: Stream): Float64Array {
  const { rows, width, values } = points;
  const centers = new Float64Array(count * width);
  const draws = 2 + Math.floor(Math.log(count));
  let nearest = new Float64Array(rows).fill(Number.POSITIVE_INFINITY);
  let [best, trial] = [new Float64Array(rows), new Float64Array(rows)];
  let total = 0;
  for (let c = 0; c < count; c++) {
    let least = Number.POSITIVE_INFINITY;
    for (let k = 0; k < (c === 0 ? 1 : draws); k++) {
      const chosen = c === 0 ? stream.integer(rows) : drawByWeight(nearest, total, stream);
      let left = 0;
      for (let i = 0; i < rows; i++) {
        trial[i] = Math.min(nearest[i]!, squared(values, i, values, chosen, width));
        left += trial[i]!;
      }
      if (left >= least) continue;
      least = left;
      centers.set(values.subarray(chosen * width, (chosen + 1) * width), c * width);
      [best, trial] = [trial, best];
    }
    [nearest, best] = [best, nearest];
    total = least;
    if (total === 0) return centers.subarray(0, (c + 1) * width);
  }
  return centers;
}

function drawByWeight(weights: Float64Array, total: number, stream: Stream): number {
  let left = stream.uniform() * total;
  let last = 0;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] === 0) continue;
    last = i;
    left -= weights[i]!;
    if (left < 0) break;
  }
  return last;
}

/**
 * Lloyd's iterations from given centers until no point changes its cluster; ties go to the lowest cluster. Distances
 * that the triangle inequality makes superfluous are not computed (Hamerly 2010), which changes no result.
 */
export function lloyd(points: Points, start: Float64Array, maxIterations = 300): Clustering {
  const { rows, width, values } = points;
  const count = start.length / width;
  const centers = Float64Array.from(start);
  const labels = new Int32Array(rows).fill(-1);
  const [upper, lower] = [new Float64Array(rows), new Float64Array(rows)];
  let refilled = 0;
  for (let iterations = 1; ; iterations++) {
    const changed = assign(points, centers, labels, upper, lower);
    if (changed === 0 || iterations > maxIterations) {
      let inertia = 0;
      for (let i = 0; i < rows; i++) inertia += squared(values, i, centers, labels[i]!, width);
      return { centers, labels, inertia, iterations, refilled };
    }
    const moved = move(points, centers, labels, count);
    refilled += moved.refilled;
    if (moved.refilled > 0) upper.fill(Number.POSITIVE_INFINITY);
    for (let i = 0; i < rows; i++) {
      upper[i]! += moved.by[labels[i]!]!;
      lower[i] = moved.refilled > 0 ? 0 : lower[i]! - moved.furthest;
    }
  }
}

/** Gives each point its nearest center; returns how many changed. */
function assign(
  { rows, width, values }: Points,
  centers: Float64Array,
  labels: Int32Array,
  upper: Float64Array,
  lower: Float64Array,
): number {
  const count = centers.length / width;
  let changed = 0;
  for (let i = 0; i < rows; i++) {
    const label = labels[i]!;
    if (label >= 0) {
      if (upper[i]! < lower[i]!) continue;
      upper[i] = Math.sqrt(squared(values, i, centers, label, width));
      if (upper[i]! < lower[i]!) continue;
    }
    let [best, first, second] = [0, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let c = 0; c < count; c++) {
      const d = squared(values, i, centers, c, width);
      if (d < first) [best, second, first] = [c, first, d];
      else if (d < second) second = d;
    }
    upper[i] = Math.sqrt(first);
    lower[i] = Math.sqrt(second);
    if (best === label) continue;
    labels[i] = best;
    changed++;
  }
  return changed;
}

/** Puts each center in the middle of its points. */
function move(
  points: Points,
  centers: Float64Array,
  labels: Int32Array,
  count: number,
): { by: Float64Array; furthest: number; refilled: number } {
  const { rows, width, values } = points;
  const sums = new Float64Array(centers.length);
  const sizes = new Float64Array(count);
  for (let i = 0; i < rows; i++) {
    sizes[labels[i]!]!++;
    for (let k = 0; k < width; k++) sums[labels[i]! * width + k]! += values[i * width + k]!;
  }
  let refilled = 0;
  const taken = new Set<number>();
  for (let c = 0; c < count; c++) {
    if (sizes[c]! > 0) continue;
    const far = furthestPoint(points, centers, labels, sizes, taken);
    taken.add(far);
    refilled++;
    sizes[labels[far]!]!--;
    for (let k = 0; k < width; k++) {
      sums[labels[far]! * width + k]! -= values[far * width + k]!;
      sums[c * width + k] = values[far * width + k]!;
    }
    sizes[c] = 1;
    labels[far] = c;
  }
  const by = new Float64Array(count);
  let furthest = 0;
  const before = Float64Array.from(centers);
  for (let c = 0; c < count; c++) {
    for (let k = 0; k < width; k++) centers[c * width + k] = sums[c * width + k]! / sizes[c]!;
    by[c] = Math.sqrt(squared(before, c, centers, c, width));
    furthest = Math.max(furthest, by[c]!);
  }
  return { by, furthest, refilled };
}

function furthestPoint(
  { rows, width, values }: Points,
  centers: Float64Array,
  labels: Int32Array,
  sizes: Float64Array,
  taken: ReadonlySet<number>,
): number {
  let [far, distance] = [-1, -1];
  for (let i = 0; i < rows; i++) {
    if (taken.has(i) || sizes[labels[i]!]! < 2) continue;
    const d = squared(values, i, centers, labels[i]!, width);
    if (d > distance) [far, distance] = [i, d];
  }
  return far;
}

/** The nearest center of each point, and its distance. */
export function nearestCenters(
  { rows, width, values }: Points,
  centers: Float64Array,
): { labels: Int32Array; distances: Float64Array } {
  const labels = new Int32Array(rows).fill(-1);
  const distances = new Float64Array(rows);
  assign({ rows, width, values }, centers, labels, distances, new Float64Array(rows));
  return { labels, distances };
}
