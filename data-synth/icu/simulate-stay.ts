import { simulateBaseline } from "./baseline.js";
import { icuColumns } from "./columns.js";
import { drawCourse } from "./course.js";
import { decide } from "./decision.js";
import { drawIllness } from "./illness.js";
import type { IcuKnobs } from "./knobs.js";
import { draw, type Noise } from "./noise.js";
import { drawOutcome } from "./outcome.js";
import { drawPatient } from "./patient.js";
import { baselineHours, type Latent, latentNames, type Recorded, type Stay } from "./stay.js";

const mostVisits = 4;
const readmissionShare = 0.31;

/**
 * Simulates the stays of one patient, one after the other, and hands each to `visit`; the object is used again.
 * A patient who is alive 28 days after admission may come back.
 */
export function simulatePatient(
  noise: Noise,
  knobs: IcuKnobs,
  patient: number,
  stay: Stay,
  visit: (stay: Stay) => void,
): void {
  noise.select(patientUnit + patient);
  drawPatient(noise, patient, stay);
  for (let k = 0; k < mostVisits; k++) {
    drawIllness(noise, patient, k, stay);
    simulateBaseline(noise, knobs.missingness, stay);
    decide(noise, knobs, stay);
    drawOutcome(noise, knobs, stay);
    drawCourse(noise, stay);
    visit(stay);
    if (stay.death_28d === 1 || noise.uniform(draw.readmission) >= readmissionShare) return;
    const interval = 30 - 240 * Math.log(noise.uniform(draw.interval));
    if (interval >= stay.deathDay) return;
  }
}

/** Keys of patients begin above those of stays. */
const patientUnit = 2 ** 31;

/** An empty stay, to be filled and used again. */
export function newStay(): Stay {
  const hours = (): Float64Array => new Float64Array(baselineHours);
  const numbers = Object.fromEntries(
    [...icuColumns.map(({ name }) => name), ...latentNames].map((name) => [name, 0]),
  );
  return {
    ...(numbers as unknown as Recorded & Latent),
    heartRate: hours(),
    meanPressure: hours(),
    systolicPressure: hours(),
    respiratoryRate: hours(),
    temperature: hours(),
    saturation: hours(),
    coma: hours(),
    urine: hours(),
  };
}
