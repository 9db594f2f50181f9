import { randomStream } from "../../stats/random.js";
import { drawCounts } from "../../stats/resample.js";
import { type EnergyProblem, energyShares } from "./energy-program.js";

/** Replicates `from … to − 1` of a bootstrap of energy balancing. */
export interface EnergyReplicatesTask {
  readonly problem: EnergyProblem;
  readonly outcome: Float64Array;
  /** Drawn instead of rows, where the study has them. */
  readonly clusters: Int32Array | undefined;
  /** The shares on all rows, from which each replicate starts. */
  readonly start: Float64Array;
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  /** The replicates' differences; NaN where a group was not drawn. */
  readonly out: Float64Array;
}

/** A replicate's shares need not be nearer to their minimum than its noise: a thousandth of a bootstrap error at most. */
const replicateTolerance = 1e-4;

/** Runs in a worker. A replicate is a function of the seed and its own number. */
export function energyReplicates(task: EnergyReplicatesTask): void {
  const { problem, clusters, start, from, to, out } = task;
  const { masses, sizes } = problem;
  const units = clusters ? clusters.reduce((most, code) => Math.max(most, code + 1), 0) : masses.length;
  const counts = new Float64Array(units);
  const root = randomStream(task.seed).split("energy balancing");
  for (let replicate = from; replicate < to; replicate++) {
    drawCounts(root.split(replicate), counts);
    const drawn = masses.map((mass, i) => mass * counts[clusters ? clusters[i]! : i]!);
    const some = (low: number, high: number): boolean => drawn.subarray(low, high).some((mass) => mass > 0);
    if (!some(0, sizes[0]) || !some(sizes[0], masses.length)) {
      out[replicate] = Number.NaN;
      continue;
    }
    const { shares } = energyShares({ ...problem, masses: drawn }, start, replicateTolerance);
    out[replicate] = shareDifference(shares, task.outcome, sizes[0]);
  }
}

/** Difference of the groups' means under shares that sum to 1 in each group. */
export function shareDifference(shares: Float64Array, outcome: Float64Array, untreated: number): number {
  let difference = 0;
  for (let i = 0; i < shares.length; i++) difference += (i < untreated ? -1 : 1) * shares[i]! * outcome[i]!;
  return difference;
}
