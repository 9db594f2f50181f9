import { careUnits, comorbidities, hospitals, raceShares } from "./catalog.js";
import { draw, type Noise } from "./noise.js";
import type { Stay } from "./stay.js";

const unitShares = careUnits.map((unit) => unit.share);
const hospitalShares = hospitals.map((hospital) => hospital.share);

/** Quantiles of age over all adult stays; the quartiles are set so that those of stays are MIMIC-III's (52.8, 65.8, 77.8 years). */
const ageAt = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1] as const;
const ages = [18, 30.2, 54.3, 66.6, 78.5, 88.9, 99] as const;
const overallMedianAge = 65.8;

/** Draws who the patient is: what stays the same from one stay to the next. The noise stands on the patient. */
export function drawPatient(noise: Noise, patient: number, stay: Stay): void {
  stay.subject_id = 10_000_000 + scramble(patient, 6_180_339, 919_191);
  stay.first_careunit = pick(unitShares, noise.uniform(draw.unit));
  const unit = careUnits[stay.first_careunit]!;
  const exactAge = drawAge(noise.uniform(draw.age), unit.medianAge - overallMedianAge);
  stay.age = exactAge > 89 ? 91 : Math.floor(exactAge);
  stay.anchorAge = stay.age;
  stay.anchorYear = 2110 + Math.floor(80 * noise.uniform(draw.anchor));
  stay.intime = minutesTo(stay.anchorYear) + Math.floor(364 * 1440 * noise.uniform(draw.admissionMinute));
  stay.gender = noise.uniform(draw.gender) < unit.male ? 1 : 0;
  stay.race = pick(raceShares, noise.uniform(draw.race));
  stay.insurance = drawInsurance(noise.uniform(draw.insurance), stay.age);
  stay.hospital_id = 1 + pick(hospitalShares, noise.uniform(draw.hospital));
  stay.anchor_year_group = Math.floor(5 * noise.uniform(draw.year));
  stay.frailty = noise.normal(draw.frailty);
  stay.linkage = noise.uniform(draw.linkage);
  noise.normals(draw.body);
  stay.weight_kg = Math.round(10 * Math.exp(Math.log(stay.gender === 1 ? 86 : 73) + 0.23 * noise.first)) / 10;
  drawComorbidities(noise, stay);
}

/** Minutes from 2000-01-01 to the beginning of a year. */
export function minutesTo(year: number): number {
  return (Date.UTC(year, 0, 1) - Date.UTC(2000, 0, 1)) / 60_000;
}

/** The year of a time in minutes since 2000-01-01. */
export function yearOf(minutes: number): number {
  return new Date(Date.UTC(2000, 0, 1) + minutes * 60_000).getUTCFullYear();
}

/** A fixed one-to-one shuffle of 0 … 9,999,999, so that identifiers carry no order. */
export function scramble(index: number, step: number, start: number): number {
  return (index * step + start) % 10_000_000;
}

/** The index of the share in which `u` falls; shares need only sum to about 1. */
export function pick(shares: readonly number[], u: number): number {
  let left = u;
  for (let k = 0; k < shares.length - 1; k++) {
    left -= shares[k]!;
    if (left < 0) return k;
  }
  return shares.length - 1;
}

function drawAge(u: number, shift: number): number {
  let k = 1;
  while (u > ageAt[k]!) k++;
  const within = (u - ageAt[k - 1]!) / (ageAt[k]! - ageAt[k - 1]!);
  return ages[k - 1]! + within * (ages[k]! - ages[k - 1]!) + shift * 4 * u * (1 - u);
}

function drawInsurance(u: number, age: number): number {
  return age >= 65 ? pick([0.82, 0.04, 0.12, 0.02], u) : pick([0.2, 0.22, 0.5, 0.08], u);
}

function drawComorbidities(noise: Noise, stay: Stay): void {
  const decades = (stay.age - 65) / 10;
  stay.charlson = 0;
  stay.comorbidities = 0;
  for (let k = 0; k < comorbidities.length; k++) {
    const { points, logOdds, age, frailty, instead } = comorbidities[k]!;
    if (instead !== undefined && !hasComorbidity(stay, instead)) continue;
    const odds = Math.exp(logOdds + age * decades + frailty * stay.frailty);
    if (noise.uniform(draw.comorbidity + k) >= odds / (1 + odds)) continue;
    stay.comorbidities += 2 ** k;
    stay.charlson += points - (instead === undefined ? 0 : comorbidities[instead]!.points);
  }
  stay.congestive_heart_failure = hasComorbidity(stay, 1) ? 1 : 0;
  stay.chronic_pulmonary_disease = hasComorbidity(stay, 5) ? 1 : 0;
  stay.liver_disease = hasComorbidity(stay, 6) ? 1 : 0;
  stay.diabetes = hasComorbidity(stay, 8) ? 1 : 0;
  stay.renal_disease = hasComorbidity(stay, 10) ? 1 : 0;
  stay.cancer = hasComorbidity(stay, 11) ? 1 : 0;
}

/** Whether the patient has the `k`-th comorbidity of the catalog. */
export function hasComorbidity(stay: Stay, k: number): boolean {
  return (stay.comorbidities & (1 << k)) !== 0;
}
