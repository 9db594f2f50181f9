import { assertInteger, assertKnownOptions } from "../../src/assert.js";
import { ArgumentError } from "../../src/errors.js";
import { type ClaimsCohort, claimsCohort } from "./cohort.js";
import { type ClaimsKnobs, type ClaimsScenario, knobNames, resolveKnobs } from "./knobs.js";
import { type ClaimsTruth, claimsTruth } from "./truth.js";

export interface ClaimsOptions extends Partial<ClaimsKnobs> {
  /** How many members, at most 10,000,000. */
  readonly members: number;
  /** @default 1 */
  readonly seed?: number;
  /** @default "commercial" */
  readonly scenario?: ClaimsScenario;
}

const mostMembers = 10_000_000;

/**
 * Simulates members of employer-sponsored insurance from 2011 to 2015, shaped like MarketScan's commercial claims, and
 * returns the cohort and, apart from it, the truth.
 *
 * Latent metabolic risk, frailty and care-seeking set conditions, visits and admissions; a latent glycemic burden sets HbA1c and
 * glucose together, makes diabetes and answers to drugs; doctors decide on what is recorded and by their own taste. The
 * equations stand one step a file in `data-synth/claims/`, and in words in docs/claims-model.md. Noise is keyed by member,
 * variable and month: 100 members are the beginning of 10,000 with the same seed, on any number of threads. Nothing is
 * simulated before it is asked for. Only published aggregates were used; no row of MarketScan was read.
 *
 * @throws ArgumentError if a knob or a number is not as it must be
 * @example
 * const { cohort } = await simulateClaims({ members: 1000, seed: 7 });
 * (await cohort.table("lab")).numRows() // => 1584
 */
export async function simulateClaims(
  options: ClaimsOptions,
): Promise<{ cohort: ClaimsCohort; truth: ClaimsTruth }> {
  assertKnownOptions(options, ["members", "seed", "scenario", ...knobNames], "simulateClaims");
  const { members, seed = 1, scenario = "commercial", ...turned } = options;
  assertInteger(members, "members", 1);
  assertInteger(seed, "seed", 0);
  if (members > mostMembers) {
    throw new ArgumentError(`members must be at most ${mostMembers}; it was ${members}.`);
  }
  const settings = { members, seed, scenario, knobs: Object.freeze(resolveKnobs(scenario, turned)) };
  return { cohort: claimsCohort(settings), truth: claimsTruth(settings) };
}
