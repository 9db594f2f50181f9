import { careUnits, comorbidities, hospitals, raceShares } from "./catalog.js";
import { draw, type Noise } from "./noise.js";
import type { Stay } from "./stay.js";

const unitShares = careUnits.map((unit) => unit.share);
const hospitalShares = hospitals.map((hospital) => hospital.share);

/** Quantiles of age over all adult stays; the quartiles are set so that those of stays are MIMIC-III's (52.8, 65.8, 77.8 years). */
const ageAt = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1] as const;
const ages = [18, 29.5, 53.9, 67.1, 78.9, 89, 99] as const;
const overallMedianAge = 65.8;

/** Draws who the patient is: what stays the same from one stay to the next. The noise stands on the patient. */
export function drawPatient(noise: Noise, patient: number, stay: Stay): void {
  stay.subject_id = 10_000_000 + scramble(patient, 2_999_999);
  stay.first_careunit = pick(unitShares, noise.uniform(draw.unit));
  const unit = careUnits[stay.first_careunit]!;
  const exactAge = drawAge(noise.uniform(draw.age), unit.medianAge - overallMedianAge);
  stay.age = exactAge > 89 ? 91 : Math.floor(exactAge);
  stay.gender = noise.uniform(draw.gender) < unit.male ? 1 : 0;
  stay.race = pick(raceShares, noise.uniform(draw.race));
  stay.insurance = drawInsurance(noise.uniform(draw.insurance), stay.age);
  stay.hospital_id = 1 + pick(hospitalShares, noise.uniform(draw.hospital));
  stay.anchor_year_group = Math.floor(5 * noise.uniform(draw.year));
  stay.frailty = noise.normal(draw.frailty);
  noise.normals(draw.body);
  stay.weight_kg = Math.round(10 * Math.exp(Math.log(stay.gender === 1 ? 86 : 73) + 0.23 * noise.first)) / 10;
  drawComorbidities(noise, stay);
}

/** A fixed one-to-one shuffle of 0 … 9,999,999, so that identifiers carry no order. */
export function scramble(index: number, step: number): number {
  return (index * step + 7_919_191) % 10_000_000;
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
  for (let k = 0; k < comorbidities.length; k++) {
    const { name, points, logOdds, age, frailty } = comorbidities[k]!;
    const odds = Math.exp(logOdds + age * decades + frailty * stay.frailty);
    const has = noise.uniform(draw.comorbidity + k) < odds / (1 + odds) ? 1 : 0;
    stay.charlson += points * has;
    if (name in stay) stay[name as "diabetes"] = has;
  }
}
