import { assignNearest, forget, loosen, startBounds } from "./distance-bounds.js";
import { moveCenters } from "./move-centers.js";
import { type Points, squared } from "./points.js";

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

/**
 * Lloyd's iterations from given centers until no point changes its cluster; ties go to the lowest cluster. Distances
 * that the triangle inequality makes superfluous are not computed (Ding et al. 2015), which changes no result: a point
 * looks only into groups of centers that may have come nearer than its own.
 */
export function lloyd(points: Points, start: Float64Array, maxIterations = 300): Clustering {
  const { rows, width, values } = points;
  const count = start.length / width;
  const centers = Float64Array.from(start);
  const labels = new Int32Array(rows).fill(-1);
  const bounds = startBounds(points, centers);
  let refilled = 0;
  for (let iterations = 1; ; iterations++) {
    const changed = assignNearest(points, centers, labels, bounds);
    if (changed === 0 || iterations > maxIterations) {
      let inertia = 0;
      for (let i = 0; i < rows; i++) inertia += squared(values, i, centers, labels[i]!, width);
      return { centers, labels, inertia, iterations, refilled };
    }
    const moved = moveCenters(points, centers, labels, count);
    refilled += moved.refilled;
    if (moved.refilled > 0) forget(bounds);
    else loosen(bounds, labels, moved.by);
  }
}
