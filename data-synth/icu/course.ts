import { draw, type Noise } from "./noise.js";
import type { Stay } from "./stay.js";

const day = 1440;
const shortestIcuDays = 0.5;
const longestIcuDays = 120;

/**
 * How long the stay lasts and where it ends, in minutes from ICU admission. A patient whose risk exceeds the reserve
 * dies when the risk used up, risk × G(t), reaches it: G(t) = ln(1 + s / 3) / ln(1 + 27.5 / 3) with s = t − 0.5 days, so
 * that half of the deaths fall before day 7. All others outlive day 29, with a hazard that age and chronic disease set.
 */
export function drawCourse(noise: Noise, stay: Stay): void {
  noise.normals(draw.lengthOfStay);
  const icu =
    shortestIcuDays +
    Math.exp(Math.log(1.33) + 0.3 * stay.severity + 0.35 * stay.ventilated + 1.02 * noise.first);
  const ward = Math.exp(Math.log(3.2) + 0.12 * stay.severity + 0.04 * stay.charlson + 0.9 * noise.second);
  const icuDays = Math.min(longestIcuDays, icu);
  noise.normals(draw.beforeIcu);
  const elective = stay.admission_type >= 2;
  stay.admitMinutes = -Math.round((elective ? 420 : 330) * Math.exp(noise.first));
  if (stay.died_28d === 1) {
    endInDeath(noise.uniform(draw.place), icuDays, ward, stay);
    return;
  }
  const hazard = 0.0004 * Math.exp(0.03 * (stay.age - 65) + 0.18 * (stay.charlson - 3));
  stay.deathMinutes = Math.round(day * (29 - Math.log(noise.uniform(draw.afterwards)) / hazard));
  stay.icuMinutes = Math.round(day * icuDays);
  stay.dischargeMinutes = Math.min(stay.icuMinutes + Math.round(day * ward), stay.deathMinutes - day);
  stay.icu_expire_flag = 0;
  stay.hospital_expire_flag = 0;
  finish(stay);
}

/** Two in three die in the ICU, most others on the ward, the rest after they left. */
function endInDeath(u: number, icuDays: number, wardDays: number, stay: Stay): void {
  const risk = stay.early_vasopressor === 1 ? stay.risk1 : stay.risk0;
  const days = 0.5 + 3 * ((1 + 27.5 / 3) ** (stay.reserve / risk) - 1);
  stay.deathMinutes = Math.round(day * days);
  stay.icu_expire_flag = u < 0.66 ? 1 : 0;
  stay.hospital_expire_flag = u < 0.88 ? 1 : 0;
  stay.icuMinutes =
    u < 0.66 ? stay.deathMinutes : Math.round(day * Math.max(shortestIcuDays, Math.min(icuDays, 0.7 * days)));
  const left = Math.round(day * Math.min(stay.icuMinutes / day + wardDays, 0.9 * days));
  stay.dischargeMinutes = u < 0.88 ? stay.deathMinutes : Math.max(stay.icuMinutes, left);
  finish(stay);
}

function finish(stay: Stay): void {
  stay.dischargeMinutes = Math.max(stay.dischargeMinutes, stay.icuMinutes);
}
