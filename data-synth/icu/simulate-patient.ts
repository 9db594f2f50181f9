import { Baseline } from "./baseline.js";
import { drawCourse } from "./course.js";
import { clinicianPropensity } from "./decision.js";
import { drawLoss, recordSurvival } from "./follow-up.js";
import { drawIllness } from "./illness.js";
import type { IcuKnobs } from "./knobs.js";
import { draw, type Noise } from "./noise.js";
import { drawOutcome } from "./outcome.js";
import { drawPatient, yearOf } from "./patient.js";
import type { Assignment } from "./policy.js";
import type { Stay } from "./stay.js";

/** Stays that one patient can have. */
export const mostVisits = 4;
const readmissionShare = 0.36;
/** Keys of patients begin above those of stays. */
const patientUnit = 2 ** 31;
const day = 1440;

/** Simulates patients one after the other, in memory that is used again. */
export class PatientSimulator {
  readonly #noise: Noise;
  readonly #knobs: IcuKnobs;
  readonly #assign: Assignment;
  readonly #baseline: Baseline = new Baseline();
  readonly #stays: readonly Stay[] = Array.from({ length: mostVisits }, () => ({}) as Stay);

  /** `assignment` replaces the clinicians' own practice. */
  constructor(noise: Noise, knobs: IcuKnobs, assignment?: Assignment) {
    this.#noise = noise;
    this.#knobs = knobs;
    this.#assign = assignment ?? ((stay) => clinicianPropensity(knobs, stay));
  }

  /**
   * Hands each stay of the patient to `visit`; the object is used again for the next patient. A patient who is alive 28
   * days after admission may come back, and what happens then decides when the patient dies.
   */
  simulate(patient: number, visit: (stay: Stay) => void): void {
    const noise = this.#noise;
    noise.select(patientUnit + patient);
    drawPatient(noise, patient, this.#stays[0]!);
    let visits = 0;
    for (let again = true; again; visits++) {
      const stay = this.#stays[visits]!;
      if (visits > 0) this.#readmit(stay, this.#stays[visits - 1]!);
      this.#admit(patient, visits, stay);
      again =
        visits + 1 < mostVisits &&
        stay.died_28d === 0 &&
        noise.uniform(draw.readmission) < readmissionShare &&
        this.#comesBackAfter(stay) < Math.min(stay.deathMinutes, stay.lostMinutes);
    }
    const last = this.#stays[visits - 1]!;
    for (let k = 0; k < visits; k++) {
      const stay = this.#stays[k]!;
      stay.deathMinutes = last.intime + last.deathMinutes - stay.intime;
      stay.lostMinutes = last.intime + last.lostMinutes - stay.intime;
      recordSurvival(this.#knobs, last.hospital_expire_flag === 1, stay);
      visit(stay);
    }
  }

  /** Minutes from this ICU admission to the next one. */
  #comesBackAfter(stay: Stay): number {
    return (
      stay.dischargeMinutes + Math.round(day * (30 - 240 * Math.log(this.#noise.uniform(draw.interval))))
    );
  }

  #readmit(stay: Stay, before: Stay): void {
    const intime = before.intime + this.#comesBackAfter(before);
    Object.assign(stay, before);
    stay.intime = intime;
    stay.age = stay.anchorAge + yearOf(intime) - stay.anchorYear;
  }

  #admit(patient: number, visit: number, stay: Stay): void {
    drawIllness(this.#noise, this.#knobs, patient, visit, stay);
    this.#baseline.simulate(this.#noise, this.#knobs, stay);
    stay.propensity = this.#assign(stay);
    stay.early_vasopressor = this.#noise.uniform(draw.treatment) < stay.propensity ? 1 : 0;
    drawOutcome(this.#noise, this.#knobs, stay);
    drawCourse(this.#noise, stay);
    drawLoss(this.#noise, this.#knobs, stay);
    stay.icu_los_days = stay.icuMinutes / day;
    stay.hospital_los_days = (stay.dischargeMinutes - stay.admitMinutes) / day;
  }
}
