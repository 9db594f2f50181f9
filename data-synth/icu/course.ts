import { draw, type Noise } from "./noise.js";
import type { Stay } from "./stay.js";

const day = 1440;
const shortestIcuDays = 0.5;
const longestIcuDays = 120;
/** The risk of death at which one of two is kept in the ICU for another half day. */
const keepHalf = 0.08;

/** What is settled at admission of a stay's course, in minutes from ICU admission. */
export interface CoursePlan {
  /** When leaving the ICU is first considered, and when it must happen. */
  readonly icuMinutes: number;
  readonly longestMinutes: number;
  readonly wardMinutes: number;
  /** Death of who outlives 28 days. */
  readonly laterDeath: number;
  /** Probability that one with this risk of death is kept in the ICU for another half day. */
  kept(risk: number): number;
}

/**
 * Plans the stay: 0.5 + exp(N(…)) days until leaving the ICU is first considered, days on the ward after it, both longer
 * in the more ill. At each check, half a day apart, one is kept whose risk of death is high:
 * logit P(kept) = 1.8 (logit risk − logit 0.08). Who outlives day 29 dies with a hazard that age and chronic disease set.
 */
export function planCourse(noise: Noise, stay: Stay): CoursePlan {
  noise.select(stay.unit);
  noise.normals(draw.lengthOfStay);
  const icu =
    shortestIcuDays +
    Math.exp(Math.log(0.95) + 0.3 * stay.severity + 0.35 * stay.ventilated + 1.25 * noise.first);
  const ward = Math.exp(Math.log(2.2) + 0.12 * stay.severity + 0.04 * stay.charlson + 0.9 * noise.second);
  noise.normals(draw.beforeIcu);
  stay.admitMinutes = -Math.round((stay.admission_type >= 2 ? 420 : 330) * Math.exp(noise.first));
  const hazard = 0.0004 * Math.exp(0.03 * (stay.age - 65) + 0.18 * (stay.charlson - 3));
  return {
    icuMinutes: Math.round(day * Math.min(longestIcuDays, icu)),
    longestMinutes: day * longestIcuDays,
    wardMinutes: Math.round(day * ward),
    laterDeath: Math.round(day * (29 - Math.log(noise.uniform(draw.afterwards)) / hazard)),
    kept: (risk) => 1 / (1 + ((keepHalf * (1 - risk)) / ((1 - keepHalf) * risk)) ** 1.8),
  };
}

/**
 * Ends the stay: the patient leaves the ICU at `leaves` with the risk of death that is then left, unless death within 28
 * days, at `death`, comes first. The higher the risk, the longer the ward.
 */
export function endCourse(plan: CoursePlan, leaves: number, death: number, risk: number, stay: Stay): void {
  stay.died_28d = Number.isFinite(death) ? 1 : 0;
  stay.deathMinutes = Math.min(death, plan.laterDeath);
  stay.icuMinutes = Math.min(leaves, stay.deathMinutes);
  stay.icu_expire_flag = stay.deathMinutes <= leaves ? 1 : 0;
  const ward = plan.wardMinutes * (1 + 18 * risk);
  stay.dischargeMinutes = Math.min(stay.icuMinutes + Math.round(ward), stay.deathMinutes);
  if (stay.icu_expire_flag === 1) stay.dischargeMinutes = stay.deathMinutes;
  stay.hospital_expire_flag = stay.deathMinutes <= stay.dischargeMinutes ? 1 : 0;
}
