import { ArgumentError } from "../../src/errors.js";
import type { IcuCohort } from "./cohort.js";
import type { IcuPolicy, IcuStrategy } from "./policy.js";
import { type IcuSettings, runIcu } from "./run-icu.js";
import type { IcuTruth } from "./truth.js";

/**
 * The same patients under another treatment policy. All noise is keyed by patient, variable and hour, so whatever the
 * treatment does not change stays as it was, to the last digit, and differences between the two cohorts are effects.
 * A patient who now survives may come back, and one who now dies may not: later stays can appear and vanish.
 *
 * A policy for the early vasopressor decides from the record of the first six hours, and the clinicians on all that
 * follows. A strategy may replace both: `later` decides on vasopressor and fluids every four hours from hour 12 on, as a
 * function of the moment, or as a policy over the columns and actions of `sepsisEpisodes`, until `until`.
 * `truth.effects.risk` is the value of the policy over the stays that it brings.
 *
 * @example
 * const { cohort } = await simulateIcu({ patients: 1000, seed: 7 });
 * const treated = await intervene(cohort, (record) => record.map_min < 60);
 * treated.truth.effects.risk.value // probability of death within 28 days under this policy
 * await intervene(cohort, { early: "never", later: ({ map_low }) => ({ vasopressor: map_low < 60 ? 2 : 0, fluid: 0 }) })
 */
export async function intervene(
  cohort: IcuCohort,
  policy: IcuPolicy | IcuStrategy,
): Promise<{ cohort: IcuCohort; truth: IcuTruth }> {
  if (typeof cohort?.analysis !== "function" || cohort.knobs === undefined) {
    throw new ArgumentError("intervene takes a cohort of simulateIcu first, then a policy.");
  }
  const { patients, seed, scenario, knobs, density } = cohort;
  const settings: IcuSettings = { patients, seed, scenario, knobs, density, policy };
  return runIcu(settings);
}
