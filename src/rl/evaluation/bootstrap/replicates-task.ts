import { crossSums } from "../../../numeric/cross-sums.js";
import { randomStream } from "../../../stats/random.js";
import { drawCounts } from "../../../stats/resample.js";
import { distributionReplicates } from "./distribution-plan.js";
import { marginalReplicates } from "./marginal-plan.js";
import type { Drawn, Plan } from "./plans.js";
import { ratioReplicates } from "./ratio-plan.js";

export interface ReplicatesTask extends Drawn {
  readonly plans: readonly Plan[];
  readonly seed: number;
  readonly from: number;
  readonly to: number;
}

/** Replicates whose counts are drawn together, so that they stay in the caches. */
const together = 16;

/** Values of replicates from … to − 1 for each plan, replicate after replicate; each draws from its own stream. */
export function bootstrapReplicates(task: ReplicatesTask): Float64Array[] {
  const { plans, patients, seed, from, to } = task;
  const stream = randomStream(seed).split("bootstrap");
  const values = plans.map(({ width }) => new Float64Array((to - from) * width));
  const counts = new Float64Array(together * patients);
  const add = crossSums();
  for (let b = from; b < to; b += together) {
    const count = Math.min(together, to - b);
    const drawn = counts.subarray(0, count * patients);
    for (let r = 0; r < count; r++) {
      drawCounts(stream.split(b + r), drawn.subarray(r * patients, (r + 1) * patients));
    }
    plans.forEach((plan, k) => {
      values[k]!.set(replicates(plan, drawn, count), (b - from) * plan.width);
    });
  }
  return values;

  function replicates(plan: Plan, drawn: Float64Array, count: number): Float64Array {
    if (plan.kind === "ratios") return ratioReplicates(plan, drawn, count, add);
    if (plan.kind === "marginal") return marginalReplicates(plan, drawn, count, task.patientOf);
    return distributionReplicates(plan, drawn, count, task.patientOf);
  }
}
