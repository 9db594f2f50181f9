import { assertInteger, assertKnownOptions } from "../../src/assert.js";
import { formatFixed } from "../../src/plot/format.js";
import { type FidelityLines, judge } from "../fidelity.js";
import type { IcuCohort } from "./cohort.js";
import { Measured, measureHours, measureMissingness } from "./fidelity-measures.js";
import { fidelityContext, fidelityTargets } from "./fidelity-rows.js";
import { type IcuSettings, runIcu } from "./run-icu.js";

export interface FidelityCard extends FidelityLines {
  /** Patients on whom hourly rows were measured. */
  readonly playedPatients: number;
}

export interface FidelityOptions {
  /** Patients who are played hour by hour for SOFA and sepsis-3; at most the cohort's. @default 2000 */
  readonly playedPatients?: number;
}

const statement =
  "Calibrated to published aggregates only. No row of MIMIC, or of any other patient database, was read.";

/**
 * Compares a cohort with what has been published about MIMIC: each number beside ours, with a tolerance and a verdict for
 * rows about MIMIC itself, and without one for rows of other cohorts. Small cohorts miss targets by chance.
 */
export async function icuFidelity(cohort: IcuCohort, options: FidelityOptions = {}): Promise<FidelityCard> {
  assertKnownOptions(options, ["playedPatients"], "fidelityCard");
  const { playedPatients = 2000 } = options;
  assertInteger(playedPatients, "playedPatients", 1);
  const played = Math.min(playedPatients, cohort.patients);
  const { IcuDatabase } = await import("./database.js");
  const database = await IcuDatabase.open({ ...cohort, patients: played });
  const hourly = await measureHours(database).finally(() => database.close());
  const unmeasured = await runIcu({ ...settingsOf(cohort), knobs: { ...cohort.knobs, missingness: 1 } });
  const measured = new Measured(cohort.analysis(), hourly, measureMissingness(unmeasured.cohort.analysis()));
  return judge([...fidelityTargets, ...fidelityContext], measured, {
    statement,
    notes: [
      `SOFA and sepsis-3 on the first ${formatFixed(played, 0)} patients, played hour by hour.`,
      "Missing values on the same patients with missingness: 1. Models are fitted on every second stay and judged on the others.",
    ],
    extra: { playedPatients: played },
  });
}

/** At most so many patients are simulated once more for the rows on missing values. */
const mostUnmeasured = 12_000;

function settingsOf({ patients, seed, scenario, knobs, density }: IcuCohort): IcuSettings {
  return { patients: Math.min(patients, mostUnmeasured), seed, scenario, knobs, density };
}
