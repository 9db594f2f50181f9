/** Points row after row. */
export interface Points {
  readonly rows: number;
  readonly width: number;
  readonly values: Float64Array;
}

/** Squared distance of row i of `a` from row j of `b`. */
export function squared(a: Float64Array, i: number, b: Float64Array, j: number, width: number): number {
  let sum = 0;
  for (let k = 0; k < width; k++) {
    const d = a[i * width + k]! - b[j * width + k]!;
    sum += d * d;
  }
  return sum;
}

/** Number of the center that is nearest to a point; the lowest of equals. */
export function nearest({ values, width }: Points, i: number, centers: Float64Array): number {
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  for (let c = 0; c < centers.length / width; c++) {
    const d = squared(values, i, centers, c, width);
    if (d < least) [best, least] = [c, d];
  }
  return best;
}

/** The nearest center of each point, and its distance. */
export function nearestCenters(
  points: Points,
  centers: Float64Array,
): { labels: Int32Array; distances: Float64Array } {
  const labels = new Int32Array(points.rows);
  const distances = new Float64Array(points.rows);
  for (let i = 0; i < points.rows; i++) {
    labels[i] = nearest(points, i, centers);
    distances[i] = Math.sqrt(squared(points.values, i, centers, labels[i]!, points.width));
  }
  return { labels, distances };
}
