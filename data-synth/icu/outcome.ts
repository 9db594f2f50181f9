import { careUnits, hospitals } from "./catalog.js";
import type { IcuKnobs } from "./knobs.js";
import { draw, type Noise } from "./noise.js";
import type { Stay } from "./stay.js";

const illness = {
  average: -1.64,
  age: 0.032,
  sofa: 0.22,
  logLactate: 1.1,
  map: -0.03,
  charlson: 0.09,
  year: -0.15,
  site: 0.35,
  lung: 0.6,
} as const;
/** Log-odds ratio of an early vasopressor at a lowest mean pressure of 66 mmHg, and its change per mmHg above. */
const benefit = { average: -0.38, map: 0.01 } as const;

/**
 * The risk of death within 28 days without (a = 0) and with (a = 1) an early vasopressor, under the clinicians' later
 * care, with the coefficients b and g above:
 *
 * logit P(death within 28 days) = b₀ + b₁ (age − 65) + b₂ (sofa − 4) + b₃ ln(lactate / 1.6) + b₄ (map_min − 66)
 *   + b₅ (charlson − 3) + unit + b₆ y (year group − 2) + b₇ s · excess of the hospital + b₈ m · chronic lung disease
 *   + 0.8 h · impression + a · e · [g₀ + g₁ k (map_min − 66)],
 *
 * e = effect, k = heterogeneity, h = hiddenConfounding, y = yearShift, s = siteShift, m = maskedRisk. How this risk
 * moves in the course of the stay, and when the patient dies, is in `risk-path.ts`; the reserve that decides it is a
 * uniform number that belongs to the stay, the same whatever is done. The equation reads lactate and SOFA as they are,
 * even where nobody measured them.
 */
export function drawRisks(noise: Noise, knobs: IcuKnobs, stay: Stay): void {
  const untreated =
    illness.average +
    illness.age * (stay.age - 65) +
    illness.sofa * (stay.trueSofa - 4) +
    illness.logLactate * Math.log(stay.trueLactate / 1.6) +
    illness.map * (stay.map_min - 66) +
    illness.charlson * (stay.charlson - 3) +
    careUnits[stay.first_careunit]!.death +
    illness.year * knobs.yearShift * (stay.anchor_year_group - 2) +
    illness.site * knobs.siteShift * hospitals[stay.hospital_id - 1]!.excess +
    lungLogOdds(knobs) * stay.chronic_pulmonary_disease +
    0.8 * knobs.hiddenConfounding * stay.impression;
  const gain = knobs.effect * (benefit.average + knobs.heterogeneity * benefit.map * (stay.map_min - 66));
  stay.risk0 = 1 / (1 + Math.exp(-untreated));
  stay.risk1 = 1 / (1 + Math.exp(-untreated - gain));
  stay.reserve = noise.uniform(draw.reserve);
}

/**
 * The terms in which the risk of death is a logistic model, when every laboratory value is measured and nothing is
 * hidden. The treatment's own column belongs to every outcome model and is not listed.
 */
export function outcomeTerms(knobs: IcuKnobs): string[] {
  const terms = [
    ...["age", "sofa", "log(lactate)", "map_min", "charlson", "C(first_careunit)"],
    ...(knobs.yearShift > 0 ? ["C(anchor_year_group)"] : []),
    ...(knobs.siteShift > 0 ? ["C(hospital_id)"] : []),
    ...(knobs.maskedRisk > 0 ? ["chronic_pulmonary_disease"] : []),
  ];
  return knobs.effect * knobs.heterogeneity > 0 ? [...terms, "early_vasopressor:map_min"] : terms;
}

/** The log-odds of death that chronic lung disease adds beside what the record shows. */
export function lungLogOdds(knobs: IcuKnobs): number {
  return illness.lung * knobs.maskedRisk;
}
