import { work } from "../../src/work.js";
import { GrowingColumns } from "../growing-columns.js";
import { type IcuCohort, icuCohort } from "./cohort.js";
import { icuColumns } from "./columns.js";
import type { IcuKnobs, IcuScenario } from "./knobs.js";
import { Noise } from "./noise.js";
import type { IcuDensity } from "./nursing.js";
import { type IcuPolicy, type IcuStrategy, replacement } from "./policy.js";
import { PatientSimulator } from "./simulate-patient.js";
import { type IcuTruth, icuTruth, truthColumns } from "./truth.js";

/** Everything that decides what a cohort is. */
export interface IcuSettings {
  readonly patients: number;
  readonly seed: number;
  readonly scenario: IcuScenario;
  readonly knobs: IcuKnobs;
  /** How many rows the event tables have. */
  readonly density: IcuDensity;
  /** Who is treated, in place of the clinicians' own practice. */
  readonly policy?: IcuPolicy | IcuStrategy;
}

const block = 2_048;

/** Simulates the patients of `settings` up to their analysis table and truth. */
export async function runIcu(settings: IcuSettings): Promise<{ cohort: IcuCohort; truth: IcuTruth }> {
  const { patients, seed, knobs, policy } = settings;
  const simulator = new PatientSimulator(new Noise(seed, "icu"), knobs, { replaced: replacement(policy) });
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
  return { cohort: icuCohort(recorded, settings), truth: icuTruth(latent, settings) };
}
