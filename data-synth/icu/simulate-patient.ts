import { Baseline } from "./baseline.js";
import { clinicianPropensity } from "./decision.js";
import { drawLoss, recordSurvival } from "./follow-up.js";
import { drawIllness } from "./illness.js";
import type { IcuKnobs } from "./knobs.js";
import { draw, type Noise } from "./noise.js";
import { drawRisks } from "./outcome.js";
import { drawPatient, yearOf } from "./patient.js";
import type { Replacement } from "./policy.js";
import type { Stay } from "./stay.js";
import { StayPlayer } from "./stay-player.js";

/** Stays that one patient can have. */
export const mostVisits = 4;
const readmissionShare = 0.36;
/** Keys of patients begin above those of stays. */
const patientUnit = 2 ** 31;
const day = 1440;

export interface SimulationChoices {
  /** What decides in place of the clinicians. */
  readonly replaced?: Replacement;
  /** Lives each stay in both arms of the early decision, for y0 and y1; otherwise they are those of the arm it was in. */
  readonly bothArms?: boolean;
  /** Lives only the stays whose course decides whether another follows; the rest end as planned. */
  readonly onlyIfReadmitted?: boolean;
}

/** Simulates patients one after the other, in memory that is used again. */
export class PatientSimulator {
  readonly #noise: Noise;
  readonly #knobs: IcuKnobs;
  readonly #choices: SimulationChoices;
  readonly #player: StayPlayer;
  readonly #baseline: Baseline = new Baseline();
  readonly #stays: readonly Stay[] = Array.from({ length: mostVisits }, () => ({}) as Stay);

  constructor(noise: Noise, knobs: IcuKnobs, choices: SimulationChoices = {}) {
    this.#noise = noise;
    this.#knobs = knobs;
    this.#choices = choices;
    this.#player = new StayPlayer(noise, knobs, choices.replaced?.later);
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
      drawIllness(noise, this.#knobs, patient, visits, stay);
      const mayReturn = visits + 1 < mostVisits && noise.uniform(draw.readmission) < readmissionShare;
      this.#admit(stay, mayReturn);
      again =
        mayReturn &&
        stay.died_28d === 0 &&
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
    this.#noise.select(stay.unit);
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

  #admit(stay: Stay, mayReturn: boolean): void {
    const [noise, knobs, { replaced, bothArms, onlyIfReadmitted }] = [
      this.#noise,
      this.#knobs,
      this.#choices,
    ];
    this.#baseline.simulate(noise, knobs, stay);
    stay.propensity = replaced?.early?.(stay) ?? clinicianPropensity(knobs, stay);
    stay.early_vasopressor = noise.uniform(draw.treatment) < stay.propensity ? 1 : 0;
    drawRisks(noise, knobs, stay);
    if (onlyIfReadmitted && !mayReturn) return;
    if (bothArms) this.#liveOtherArm(stay);
    this.#player.decide(stay);
    if (stay.early_vasopressor === 1 || !bothArms) stay.y1 = stay.died_28d;
    if (stay.early_vasopressor === 0 || !bothArms) stay.y0 = stay.died_28d;
    drawLoss(noise, knobs, stay);
    stay.icu_los_days = stay.icuMinutes / day;
    stay.hospital_los_days = (stay.dischargeMinutes - stay.admitMinutes) / day;
  }

  #liveOtherArm(stay: Stay): void {
    const arm = stay.early_vasopressor;
    stay.early_vasopressor = 1 - arm;
    this.#player.decide(stay);
    if (arm === 1) stay.y0 = stay.died_28d;
    else stay.y1 = stay.died_28d;
    stay.early_vasopressor = arm;
  }
}
