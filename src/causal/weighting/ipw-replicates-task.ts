import type { Observations } from "../../numeric/block.js";
import { Refits } from "../../numeric/refits.js";
import { threadKernels } from "../../numeric/segment-task.js";
import type { Standardization } from "../../numeric/standardize.js";
import { randomStream } from "../../stats/random.js";
import { drawCounts } from "../../stats/resample.js";
import { tilts, type WeightingEstimand } from "./tilt.js";

/** Replicates `from … to − 1` of a bootstrap of inverse probability weighting with a logistic propensity. */
export interface IpwReplicatesTask {
  /** Confounders, and the treatment as y; the study's weights, if any. */
  readonly data: Observations;
  readonly outcome: Float64Array;
  readonly standardization: Standardization;
  /** The propensity's coefficients on all rows, from which each replicate starts. */
  readonly start: Float64Array;
  readonly estimand: WeightingEstimand;
  /** Drawn instead of rows, where the study has them. */
  readonly clusters: Int32Array | undefined;
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  /** The replicates' estimates; NaN where there is none. */
  readonly out: Float64Array;
}

/** Runs in a worker. A replicate is a function of the seed and its own number. */
export function ipwReplicates(task: IpwReplicatesTask): void {
  const { data, clusters, start, out, from, to } = task;
  const refits = new Refits(threadKernels(), data, "logistic", task.standardization, start);
  const weights = new Float64Array(data.rows);
  const units = clusters ? clusters.reduce((most, code) => Math.max(most, code + 1), 0) : data.rows;
  const counts = clusters ? new Float64Array(units) : weights;
  const root = randomStream(task.seed).split("bootstrap");
  try {
    for (let replicate = from; replicate < to; replicate++) {
      drawCounts(root.split(replicate), counts);
      if (clusters) for (let i = 0; i < weights.length; i++) weights[i] = counts[clusters[i]!]!;
      if (data.weights) for (let i = 0; i < weights.length; i++) weights[i]! *= data.weights[i]!;
      const beta = refits.fit(weights);
      if (beta) {
        const { rows, means } = refits.drawnMeans(beta);
        out[replicate] = weightedDifference(task, weights, means, rows);
      } else out[replicate] = Number.NaN;
    }
  } finally {
    refits.close();
  }
}

/** Difference of the Hájek means under the propensity: `score` has that of all rows, or of the given ones. */
export function weightedDifference(
  { data, outcome, estimand }: Pick<IpwReplicatesTask, "data" | "outcome" | "estimand">,
  weights: Float64Array,
  score: Float64Array,
  rows?: Int32Array,
): number {
  const { treated, control } = tilts[estimand];
  const { y } = data;
  let [sum1, total1, sum0, total0] = [0, 0, 0, 0];
  for (let k = 0; k < score.length; k++) {
    const i = rows ? rows[k]! : k;
    const drawn = weights[i]!;
    if (drawn === 0) continue;
    const e = score[k]!;
    if (y[i] === 1) {
      const w = drawn * treated(e);
      sum1 += w * outcome[i]!;
      total1 += w;
    } else {
      const w = drawn * control(e);
      sum0 += w * outcome[i]!;
      total0 += w;
    }
  }
  return sum1 / total1 - sum0 / total0;
}
