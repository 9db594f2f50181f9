import { type Points, squared } from "./points.js";

/** Puts each center in the middle of its points; one that has none begins anew at the point furthest from its center. */
export function moveCenters(
  points: Points,
  centers: Float64Array,
  labels: Int32Array,
  count: number,
): { by: Float64Array; refilled: number } {
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
  const before = Float64Array.from(centers);
  for (let c = 0; c < count; c++) {
    for (let k = 0; k < width; k++) centers[c * width + k] = sums[c * width + k]! / sizes[c]!;
    by[c] = Math.sqrt(squared(before, c, centers, c, width));
  }
  return { by, refilled };
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
