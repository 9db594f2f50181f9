import type { Episodes } from "../../../cohort/episodes.js";
import { furthestFirst } from "../../../numeric/ordered-columns.js";
import { parallel } from "../../../numeric/parallel.js";
import { defaultThreads } from "../../../numeric/threads.js";
import { work } from "../../../work.js";
import { recode } from "../direct-values.js";
import type { Drawn, Plan } from "./plans.js";
import { bootstrapReplicates, type ReplicatesTask } from "./replicates-task.js";

/** The most replicates that a worker takes at a time; fewer where there are many workers. */
const mostTogether = 250;

/** Below so many additions workers cost more than they bring. */
const small = 5e7;

/** Patients with the longest episodes first: replicates whose sums take them in this order need not sort their counts. */
export function drawnPatients({ patients, patientCount, offsets }: Episodes): Drawn {
  const codes = recode(patients);
  const longest = new Int32Array(patientCount);
  codes.forEach((code, i) => {
    longest[code] = Math.max(longest[code]!, offsets[i + 1]! - offsets[i]!);
  });
  const place = new Int32Array(patientCount);
  furthestFirst(longest).forEach((code, k) => {
    place[code] = k;
  });
  return { patients: patientCount, patientOf: codes.map((code) => place[code]!) };
}

/**
 * Bootstrap values of all plans from one draw of patients: replicate b draws as many patients as there are, with
 * replacement, from its own stream, and every plan sees the same counts. One array for each plan, `width` numbers a
 * replicate; the same for any number of threads.
 */
export async function patientBootstrap(
  plans: readonly Plan[],
  drawn: Drawn,
  { replicates, seed }: { readonly replicates: number; readonly seed: number },
): Promise<Float64Array[]> {
  const whole: ReplicatesTask = { ...drawn, plans, seed, from: 0, to: replicates };
  if (replicates * drawn.patientOf.length * plans.reduce((sum, plan) => sum + cost(plan), 10) < small) {
    return bootstrapReplicates(whole);
  }
  const batch = Math.min(mostTogether, Math.ceil(replicates / defaultThreads()));
  const starts = Array.from({ length: Math.ceil(replicates / batch) }, (_, k) => k * batch);
  const parts = await work("bootstrap of patients", replicates, ({ signal, report }) =>
    parallel<ReplicatesTask, Float64Array[]>(
      new URL("./replicates-task.js", import.meta.url),
      "bootstrapReplicates",
      starts.map((from) => ({ ...whole, from, to: Math.min(replicates, from + batch) })),
      { signal, report: (done) => report(Math.min(replicates, done * batch)) },
    ),
  );
  return plans.map((plan, k) => {
    const all = new Float64Array(replicates * plan.width);
    parts.forEach((part, at) => {
      all.set(part[k]!, starts[at]! * plan.width);
    });
    return all;
  });
}

/** Additions per episode and replicate. */
function cost(plan: Plan): number {
  if (plan.kind === "ratios") return plan.columns.width;
  return plan.kind === "marginal" ? (5 * plan.state.length) / Math.max(1, plan.starts[1]!) : 3 * plan.width;
}
