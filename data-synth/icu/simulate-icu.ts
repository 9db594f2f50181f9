import { assertInteger, assertKnownOptions } from "../../src/assert.js";
import { ArgumentError } from "../../src/errors.js";
import { work } from "../../src/work.js";
import { type IcuCohort, icuCohort } from "./cohort.js";
import { GrowingColumns, icuColumns } from "./columns.js";
import { type IcuKnobs, type IcuScenario, knobNames, resolveKnobs } from "./knobs.js";
import { Noise } from "./noise.js";
import { PatientSimulator } from "./simulate-patient.js";
import { type IcuTruth, icuTruth, truthColumns } from "./truth.js";

export interface IcuOptions extends Partial<IcuKnobs> {
  /** How many patients, at most 2,500,000; about one in four of them has more than one stay. */
  readonly patients: number;
  /** @default 1 */
  readonly seed?: number;
  /** @default "confounding-by-indication" */
  readonly scenario?: IcuScenario;
}

const mostPatients = 2_500_000;
const block = 2_048;

/**
 * Simulates adult ICU stays from a structural model and returns the cohort and, apart from it, the truth.
 *
 * Latent severity sets the function of six organs; the organs set vitals and laboratory values of the first six hours;
 * the clinician decides on an early vasopressor from what is recorded; age, illness and treatment set the risk of death
 * within 28 days. The equations stand in `illness.ts`, `baseline.ts`, `decision.ts`, `outcome.ts` and `course.ts`.
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
 * cohort.analysis().numRows() // => 1313
 */
export async function simulateIcu(options: IcuOptions): Promise<{ cohort: IcuCohort; truth: IcuTruth }> {
  assertKnownOptions(options, ["patients", "seed", "scenario", ...knobNames], "simulateIcu");
  const { patients, seed = 1, scenario = "confounding-by-indication", ...turned } = options;
  assertInteger(patients, "patients", 1);
  if (patients > mostPatients) {
    throw new ArgumentError(
      `patients must be at most ${mostPatients}, the identifiers that MIMIC's eight digits leave; it was ${patients}.`,
    );
  }
  const knobs = resolveKnobs(scenario, turned);
  const simulator = new PatientSimulator(new Noise(seed, "icu"), knobs);
  const recorded = new GrowingColumns(
    icuColumns.map(({ name }) => name),
    Math.ceil(1.4 * patients),
  );
  const latent = new GrowingColumns(truthColumns, Math.ceil(1.4 * patients));
  await work("simulateIcu", patients, async ({ report, check }) => {
    for (let patient = 0; patient < patients; patient++) {
      simulator.simulate(patient, (done) => {
        recorded.push(done);
        latent.push(done);
      });
      if ((patient + 1) % block === 0) {
        report(patient + 1);
        await new Promise((resolve) => setImmediate(resolve));
        check();
      }
    }
    report(patients);
  });
  return { cohort: icuCohort(recorded, { patients, seed, scenario, knobs }), truth: icuTruth(latent, knobs) };
}
