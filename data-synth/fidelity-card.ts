import { ArgumentError } from "../src/errors.js";
import type { ClaimsCohort } from "./claims/cohort.js";
import {
  type ClaimsFidelityCard,
  type ClaimsFidelityOptions,
  claimsFidelity,
} from "./claims/fidelity-card.js";
import type { IcuCohort } from "./icu/cohort.js";
import { type FidelityCard, type FidelityOptions, icuFidelity } from "./icu/fidelity-card.js";

/**
 * Compares a cohort with what has been published about the data that it imitates: each number beside ours, with a tolerance
 * and a verdict for targets, and without one for rows about other populations. Small cohorts miss targets by chance.
 *
 * ICU cohorts are held against MIMIC, claims against employer-sponsored insurance and diabetes in it.
 *
 * @throws ArgumentError if it is given no cohort, or an option is not as it must be
 * @example
 * const { cohort } = await simulateClaims({ members: 200_000 });
 * (await fidelityCard(cohort)).met // => 29
 */
export function fidelityCard(cohort: IcuCohort, options?: FidelityOptions): Promise<FidelityCard>;
export function fidelityCard(
  cohort: ClaimsCohort,
  options?: ClaimsFidelityOptions,
): Promise<ClaimsFidelityCard>;
export async function fidelityCard(
  cohort: IcuCohort | ClaimsCohort,
  options: FidelityOptions | ClaimsFidelityOptions = {},
): Promise<FidelityCard | ClaimsFidelityCard> {
  if (typeof cohort?.database !== "function") {
    throw new ArgumentError("fidelityCard takes a cohort of simulateIcu or of simulateClaims.");
  }
  return "analysis" in cohort
    ? icuFidelity(cohort, options as FidelityOptions)
    : claimsFidelity(cohort, options as ClaimsFidelityOptions);
}
