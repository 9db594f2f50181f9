import { ArgumentError } from "../../src/errors.js";
import type { IcuCohort } from "./cohort.js";
import type { IcuPolicy } from "./policy.js";
import { type IcuSettings, runIcu } from "./run-icu.js";
import type { IcuTruth } from "./truth.js";

/**
 * The same patients under another treatment policy. All noise is keyed by patient, variable and hour, so whatever the
 * treatment does not change stays as it was, to the last digit, and differences between the two cohorts are effects.
 * A patient who now survives may come back, and one who now dies may not: later stays can appear and vanish.
 *
 * The policy decides on an early vasopressor from the record of the first six hours; everything after it, rescue
 * vasopressors included, follows the simulator. `truth.effects.risk` is the value of the policy.
 *
 * @example
 * const { cohort } = await simulateIcu({ patients: 1000, seed: 7 });
 * const treated = await intervene(cohort, (record) => record.map_min < 60);
 * treated.truth.effects.risk.value // probability of death within 28 days under this policy
 */
export async function intervene(
  cohort: IcuCohort,
  policy: IcuPolicy,
): Promise<{ cohort: IcuCohort; truth: IcuTruth }> {
  if (typeof cohort?.analysis !== "function" || cohort.knobs === undefined) {
    throw new ArgumentError("intervene takes a cohort of simulateIcu first, then a policy.");
  }
  const { patients, seed, scenario, knobs } = cohort;
  const settings: IcuSettings = { patients, seed, scenario, knobs, policy };
  return runIcu(settings);
}
