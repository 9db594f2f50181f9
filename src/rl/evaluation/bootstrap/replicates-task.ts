import { threadKernels } from "../../../numeric/thread-kernels.js";
import { UnitDraws } from "../../../numeric/unit-draws.js";
import { randomStream, streamKey } from "../../../stats/random.js";
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

/** Counts that are kept at a time. */
const mostCounts = 2 ** 21;

/** Values of replicates from … to − 1 for each plan, replicate after replicate; each draws from its own stream. */
export function bootstrapReplicates(task: ReplicatesTask): Float64Array[] {
  const { plans, patients, seed, from, to } = task;
  const key = streamKey(randomStream(seed).split("bootstrap"));
  const values = plans.map(({ width }) => new Float64Array((to - from) * width));
  const together = Math.min(to - from, Math.ceil(mostCounts / patients));
  const draws = new UnitDraws(threadKernels(), patients, together);
  try {
    for (let b = from; b < to; b += together) {
      const count = Math.min(together, to - b);
      for (let r = 0; r < count; r++) draws.draw(r, key, b + r);
      plans.forEach((plan, k) => {
        values[k]!.set(replicates(plan, count), (b - from) * plan.width);
      });
    }
    return values;
  } finally {
    draws.close();
  }

  function replicates(plan: Plan, count: number): Float64Array {
    if (plan.kind === "ratios") return ratioReplicates(plan, draws, count);
    if (plan.kind === "marginal") return marginalReplicates(plan, draws, count, task.patientOf);
    return distributionReplicates(plan, draws, count, task.patientOf);
  }
}
