import { randomStream } from "../../../stats/random.js";
import { type Clustering, lloyd } from "./lloyd.js";
import type { Points } from "./points.js";
import { spreadCenters } from "./spread-centers.js";

/** One run from first centers of its own. */
export interface KMeansTask {
  readonly points: Points;
  readonly clusters: number;
  readonly maxIterations: number;
  readonly seed: number;
  readonly replicate: number;
}

/** Runs in a worker. Less than the clusters asked for where there are not as many different points. */
export function runKMeans({ points, clusters, maxIterations, seed, replicate }: KMeansTask): Clustering {
  const stream = randomStream(seed).split("k-means").split(replicate);
  const start = spreadCenters(points, clusters, stream);
  return lloyd(points, start, maxIterations);
}
