import { careUnits, diagnosisGroups, hospitals, infectionShares } from "./catalog.js";
import type { IcuKnobs } from "./knobs.js";
import { draw, type Noise } from "./noise.js";
import { pick, scramble } from "./patient.js";
import type { Stay } from "./stay.js";

const group = Object.fromEntries(diagnosisGroups.map((name, k) => [name, k])) as Record<string, number>;
const unitShares = careUnits.map((unit) => unit.share);
const visitsPerPatient = 4;

/**
 * Draws why the patient comes this time and how ill they are. One latent severity loads on six organs:
 * organ = loading × severity + √(1 − loading²) × noise + what the diagnosis and chronic disease add.
 */
export function drawIllness(noise: Noise, knobs: IcuKnobs, patient: number, visit: number, stay: Stay): void {
  stay.visit = visit;
  stay.stay_number = visit + 1;
  stay.unit = patient * visitsPerPatient + visit;
  noise.select(stay.unit);
  stay.hadm_id = 20_000_000 + scramble(stay.unit, 3_819_661, 4_271_828);
  stay.stay_id = 30_000_000 + scramble(stay.unit, 7_320_509, 7_141_593);
  if (visit > 0 && noise.uniform(draw.transfer) < 0.25) {
    stay.first_careunit = pick(unitShares, noise.uniform(draw.unit));
  }
  const unit = careUnits[stay.first_careunit]!;
  stay.diagnosis_group = pick(unit.diagnoses, noise.uniform(draw.diagnosis));
  stay.suspected_infection = noise.uniform(draw.infection) < infectionShares[stay.diagnosis_group]! ? 1 : 0;
  stay.admission_type = drawAdmissionType(noise.uniform(draw.admission), stay.first_careunit);
  noise.normals(draw.severity);
  stay.severity =
    0.9 * noise.first + unit.severity + 0.4 * stay.suspected_infection + 0.3 * stay.frailty - 0.26;
  stay.severity += 0.3 * knobs.siteShift * hospitals[stay.hospital_id - 1]!.caseMix;
  stay.impression = noise.normal(draw.hidden);
  drawOrgans(noise, stay);
}

function drawOrgans(noise: Noise, stay: Stay): void {
  const { severity, diagnosis_group: diagnosis } = stay;
  noise.normals(draw.organs);
  stay.cardiovascular = 0.7 * severity + 0.71 * noise.first + (diagnosis === group.circulatory ? 0.1 : 0);
  stay.respiratory =
    0.65 * severity +
    0.76 * noise.second +
    (diagnosis === group.pulmonary ? 0.7 : 0) +
    0.3 * stay.chronic_pulmonary_disease;
  noise.normals(draw.organs + 1);
  stay.renal = 0.62 * severity + 0.78 * noise.first + (diagnosis === group.genitourinary ? 0.7 : 0);
  stay.hepatic = 0.5 * severity + 0.87 * noise.second + 1.2 * stay.liver_disease;
  noise.normals(draw.organs + 2);
  stay.coagulation = 0.58 * severity + 0.81 * noise.first + 0.6 * stay.liver_disease;
  stay.neurologic =
    0.6 * severity +
    0.8 * noise.second +
    (diagnosis === group.trauma ? 0.4 : 0) +
    (diagnosis === group.poisoning ? 0.6 : 0);
}

function drawAdmissionType(u: number, unit: number): number {
  if (unit === 1) return pick([0.25, 0.3, 0.4, 0.05], u);
  if (unit === 2) return pick([0.55, 0.22, 0.19, 0.04], u);
  return pick([0.76, 0.19, 0.02, 0.03], u);
}
