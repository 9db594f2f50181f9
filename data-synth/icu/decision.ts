import { careUnits, hospitals, minorities } from "./catalog.js";
import type { IcuKnobs } from "./knobs.js";
import type { Stay } from "./stay.js";

/** Log-odds of an early vasopressor for the average patient, and per unit of what the clinician looks at. */
const practice = {
  average: -0.85,
  age: 0.012,
  sofa: 0.16,
  logLactate: 1,
  map: -0.05,
  sofaSquared: -0.03,
  lactateUnmeasured: -0.3,
} as const;
const publishedGap: number = Math.log(0.87);
const drift = 0.15;
const drawn = 4;

/**
 * The clinician's decision after six hours, with the coefficients b above:
 *
 * logit P(A = 1) = b₀ + c/o · [b₁ (age − 65) + b₂ (sofa − 4) + b₃ ln(lactate / 1.6) + b₄ (map_min − 66)
 *                              + k b₅ (sofa − 4)² + unit]
 *                  + s · taste of the hospital + g · ln 0.87 (Black, Hispanic, Asian)
 *                  + 0.15 y · (year group − 2) + 4 m · chronic lung disease + h · impression,
 *
 * c = confounding, k = curvature, o = overlap, s = siteVariation, g = allocationGap, y = yearShift, m = maskedRisk,
 * h = hiddenConfounding. Every term but the last is
 * a function of recorded columns; where no lactate was measured, b₃ ln(…) is −0.3. The odds ratio 0.87 is that of a
 * vasopressor on day 1 for minority patients with sepsis (Yale J Biol Med 2023, PMC10524813).
 */
export function clinicianPropensity(knobs: IcuKnobs, stay: Stay): number {
  const lactate = Number.isNaN(stay.lactate)
    ? practice.lactateUnmeasured
    : practice.logLactate * Math.log(stay.lactate / 1.6);
  const state =
    practice.age * (stay.age - 65) +
    practice.sofa * (stay.sofa - 4) +
    lactate +
    practice.map * (stay.map_min - 66) +
    knobs.curvature * practice.sofaSquared * (stay.sofa - 4) ** 2 +
    careUnits[stay.first_careunit]!.vasopressor;
  return expit(
    practice.average +
      (knobs.confounding / knobs.overlap) * state +
      knobs.siteVariation * hospitals[stay.hospital_id - 1]!.taste +
      groupLogOdds(knobs, stay) +
      knobs.yearShift * drift * (stay.anchor_year_group - 2) +
      knobs.maskedRisk * drawn * stay.chronic_pulmonary_disease +
      knobs.hiddenConfounding * stay.impression,
  );
}

/** What belonging to a group adds to the log-odds of treatment. */
export function groupLogOdds(knobs: IcuKnobs, stay: Stay): number {
  return minorities[stay.race] ? knobs.allocationGap * publishedGap : 0;
}

function expit(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** The terms in which the propensity of these knobs is a logistic model. */
export function propensityTerms(knobs: IcuKnobs): string[] {
  return [
    ...(knobs.confounding > 0 ? ["age", "sofa", "log(lactate)", "map_min", "C(first_careunit)"] : []),
    ...(knobs.confounding * knobs.curvature > 0 ? ["sofa^2"] : []),
    ...(knobs.siteVariation > 0 ? ["C(hospital_id)"] : []),
    ...(knobs.allocationGap > 0 ? ["C(race)"] : []),
    ...(knobs.yearShift > 0 ? ["C(anchor_year_group)"] : []),
    ...(knobs.maskedRisk > 0 ? ["chronic_pulmonary_disease"] : []),
  ];
}
