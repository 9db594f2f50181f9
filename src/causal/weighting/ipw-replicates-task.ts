import type { Observations } from "../../numeric/block.js";
import { Refits } from "../../numeric/refits.js";
import type { Standardization } from "../../numeric/standardize.js";
import { threadKernels } from "../../numeric/thread-kernels.js";
import { UnitDraws } from "../../numeric/unit-draws.js";
import { randomStream, streamKey } from "../../stats/random.js";
import { tilts, type WeightingEstimand } from "./tilt.js";

/** What is compared between the first rows, which are treated, and the others, and for whom. */
export interface WeightedOutcomes {
  readonly outcome: Float64Array;
  readonly treatedRows: number;
  readonly estimand: WeightingEstimand;
}

/** The replicates of a bootstrap of inverse probability weighting with a logistic propensity. */
export interface IpwReplicatesTask {
  /** Confounders, and the treatment as y, the treated rows first; the study's weights, if any. */
  readonly data: Observations;
  readonly outcomes: WeightedOutcomes;
  readonly standardization: Standardization;
  /** The propensity's coefficients on all rows, from which each replicate starts. */
  readonly start: Float64Array;
  /** Cluster of each row, from 0 to `units` − 1; undefined where rows are drawn. */
  readonly unitOf: Int32Array | undefined;
  readonly units: number;
  readonly seed: number;
  /** The next replicate that nobody has taken. */
  readonly next: Int32Array;
  /** The replicates' estimates; NaN where there is none. */
  readonly out: Float64Array;
}

/** Runs in a worker until no replicate is left. A replicate is a function of the seed and its own number. */
export function ipwReplicates(task: IpwReplicatesTask): void {
  const { data, units, standardization, start, next, out } = task;
  const kernels = threadKernels();
  const refits = new Refits(kernels, data, standardization, start);
  try {
    const draws = new UnitDraws(kernels, units, 1);
    const counts = new Uint16Array(data.rows);
    const key = streamKey(randomStream(task.seed).split("bootstrap"));
    for (;;) {
      const replicate = Atomics.add(next, 0, 1);
      if (replicate >= out.length) return;
      draws.draw(0, key, replicate);
      out[replicate] = refitted(task, refits, draws.counts(0), counts);
    }
  } finally {
    refits.close();
  }
}

/** The estimate where units were drawn so often; `counts` takes how often the rows of clusters were. */
function refitted(
  { unitOf, outcomes }: IpwReplicatesTask,
  refits: Refits,
  drawn: Uint16Array,
  counts: Uint16Array,
): number {
  if (unitOf) for (let i = 0; i < counts.length; i++) counts[i] = drawn[unitOf[i]!]!;
  const fit = refits.fit(unitOf ? counts : drawn);
  return fit ? weightedDifference(outcomes, fit.rows, fit.weights, fit.means) : Number.NaN;
}

/** Difference of the Hájek means of some rows, in their order, under their weights and the propensity. */
export function weightedDifference(
  { outcome, treatedRows, estimand }: WeightedOutcomes,
  rows: Int32Array,
  weights: Float64Array,
  score: Float64Array,
): number {
  const { treated, control } = tilts[estimand];
  let k = 0;
  let sum1 = 0;
  let total1 = 0;
  for (; k < rows.length && rows[k]! < treatedRows; k++) {
    if (weights[k] === 0) continue;
    const w = weights[k]! * treated(score[k]!);
    sum1 += w * outcome[rows[k]!]!;
    total1 += w;
  }
  let sum0 = 0;
  let total0 = 0;
  for (; k < rows.length; k++) {
    if (weights[k] === 0) continue;
    const w = weights[k]! * control(score[k]!);
    sum0 += w * outcome[rows[k]!]!;
    total0 += w;
  }
  return sum1 / total1 - sum0 / total0;
}
