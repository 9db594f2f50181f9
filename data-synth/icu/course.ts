import { draw, type Noise } from "./noise.js";
import type { Stay } from "./stay.js";

const firstDay = 0.5;

/**
 * How long the stay lasts and where it ends. A patient whose risk exceeds the reserve dies at the time when the risk,
 * accumulated as risk × G(t), reaches it: G(t) = ln(1 + 27.5 s / 3) / ln(1 + 27.5 / 3) with s the share of the days
 * 0.5 to 28, half of the deaths by day 6. All others live on with a hazard that age and chronic disease set.
 */
export function drawCourse(noise: Noise, stay: Stay): void {
  drawFate(noise, stay);
  stay.death_1y = stay.deathDay <= 365 ? 1 : 0;
  stay.survival_days = Math.min(365, stay.deathDay);
}

function drawFate(noise: Noise, stay: Stay): void {
  const risk = stay.early_vasopressor === 1 ? stay.risk1 : stay.risk0;
  noise.normals(draw.lengthOfStay);
  const icuDays =
    0.45 + Math.exp(Math.log(1.55) + 0.3 * stay.severity + 0.35 * stay.ventilated + 0.82 * noise.first);
  const wardDays = Math.exp(
    Math.log(3.6) + 0.12 * stay.severity + 0.04 * stay.charlson + 0.85 * noise.second,
  );
  if (stay.death_28d === 1) {
    const fraction = stay.reserve / risk;
    stay.deathDay = firstDay + 27.5 * (((1 + 27.5 / 3) ** fraction - 1) / (27.5 / 3));
    drawPlaceOfDeath(noise.uniform(draw.place), icuDays, wardDays, stay);
    return;
  }
  const hazard = 0.0004 * Math.exp(0.03 * (stay.age - 65) + 0.18 * (stay.charlson - 3));
  stay.deathDay = 28 - Math.log(noise.uniform(draw.afterwards)) / hazard;
  stay.icu_los_days = icuDays;
  stay.hospital_los_days = icuDays + wardDays;
  stay.icu_expire_flag = 0;
  stay.hospital_expire_flag = 0;
}

/** Two in three die in the ICU, most others on the ward, the rest after they left. */
function drawPlaceOfDeath(u: number, icuDays: number, wardDays: number, stay: Stay): void {
  const death = stay.deathDay;
  stay.icu_expire_flag = u < 0.66 ? 1 : 0;
  stay.hospital_expire_flag = u < 0.88 ? 1 : 0;
  stay.icu_los_days = u < 0.66 ? death : Math.min(icuDays, 0.7 * death);
  stay.hospital_los_days = u < 0.88 ? death : Math.min(stay.icu_los_days + wardDays, 0.9 * death);
}
