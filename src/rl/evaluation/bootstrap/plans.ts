import type { DistributionPlan } from "./distribution-plan.js";
import type { MarginalPlan } from "./marginal-plan.js";
import type { RatioPlan } from "./ratio-plan.js";

/** What a replicate computes: data alone, so that it may travel to a worker. Each gives `width` numbers a replicate. */
export type Plan = RatioPlan | MarginalPlan | DistributionPlan;

/** Patients that are drawn, and the patient of each episode, which is the same for all policies. */
export interface Drawn {
  readonly patients: number;
  readonly patientOf: Int32Array;
}
