import { assertInteger, assertKnownOptions, assertOneOf } from "../../src/assert.js";
import { ArgumentError } from "../../src/errors.js";
import type { IcuCohort } from "./cohort.js";
import { type IcuKnobs, type IcuScenario, knobNames, resolveKnobs } from "./knobs.js";
import type { IcuDensity } from "./nursing.js";
import { runIcu } from "./run-icu.js";
import type { IcuTruth } from "./truth.js";

export interface IcuOptions extends Partial<IcuKnobs> {
  /** How many patients, at most 2,500,000; about one in four of them has more than one stay. */
  readonly patients: number;
  /** @default 1 */
  readonly seed?: number;
  /** @default "confounding-by-indication" */
  readonly scenario?: IcuScenario;
  /**
   * `"mimic"` writes, beside all that physiology and care leave, what nurses chart every hour (alarm limits, scales,
   * ventilator readings), so that chartevents has about as many rows a stay as MIMIC's. The rest of the cohort is the same.
   *
   * @default "light"
   */
  readonly density?: IcuDensity;
}

const mostPatients = 2_500_000;

/**
 * Simulates adult ICU stays from a structural model and returns the cohort and, apart from it, the truth.
 *
 * Latent severity sets the function of six organs; the organs set vitals and laboratory values of the first six hours;
 * the clinician decides on an early vasopressor from what is recorded; age, illness and treatment set the risk of death
 * within 28 days. The equations stand in `illness.ts`, `baseline.ts`, `decision.ts`, `outcome.ts` and `course.ts`,
 * and in words in docs/icu-model.md.
 * Noise is keyed by patient, variable and hour, so a cohort of 100 patients is the beginning of one of 10,000 with the
 * same seed. Only published aggregates were used; no MIMIC row was read.
 *
 * In the scenario "confounding-by-indication" sicker patients are treated more, so that the naive difference has the
 * wrong sign; `truth.propensityTerms` and `truth.outcomeTerms` are then correct logistic models. With
 * `hiddenConfounding` above 0 an unrecorded impression raises treatment and death, and every estimate that adjusts for
 * recorded columns misses upwards: the treatment looks worse than it is.
 *
 * @example
 * const { cohort, truth } = await simulateIcu({ patients: 1000, seed: 7 });
 * cohort.analysis().numRows() // => 1376
 */
export async function simulateIcu(options: IcuOptions): Promise<{ cohort: IcuCohort; truth: IcuTruth }> {
  assertKnownOptions(options, ["patients", "seed", "scenario", "density", ...knobNames], "simulateIcu");
  const {
    patients,
    seed = 1,
    scenario = "confounding-by-indication",
    density = "light",
    ...turned
  } = options;
  assertOneOf(density, "density", ["light", "mimic"]);
  assertInteger(patients, "patients", 1);
  if (patients > mostPatients) {
    throw new ArgumentError(
      `patients must be at most ${mostPatients}, the identifiers that MIMIC's eight digits leave; it was ${patients}.`,
    );
  }
  const knobs = resolveKnobs(scenario, turned);
  return runIcu({ patients, seed, scenario, knobs, density });
}
