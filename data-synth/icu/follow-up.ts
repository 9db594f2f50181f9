import { insurances, minorities } from "./catalog.js";
import type { IcuKnobs } from "./knobs.js";
import { draw, type Noise } from "./noise.js";
import type { Stay } from "./stay.js";

const day = 1440;
const year = 365;
/** A number of minutes that no stay reaches. */
const never = 1_000_000_000;
const medicaid = insurances.indexOf("Medicaid");

/**
 * When the patient is lost to follow-up, in minutes from ICU admission: twelve hours and an exponential time, with the rate
 * 0.006 l · exp(−0.01 (age − 65) − 0.08 (sofa − 4) + 0.5 · Medicaid) a day, l = lossToFollowUp. It depends on recorded
 * columns alone, so that times of death are censored independently given them. Who is lost in hospital has been
 * transferred, and the record of the stay ends there. Who is there after 28 days is followed to the end.
 */
export function drawLoss(noise: Noise, knobs: IcuKnobs, stay: Stay): void {
  stay.lostMinutes = never;
  stay.transferred = 0;
  if (knobs.lossToFollowUp === 0) return;
  const state = -0.01 * (stay.age - 65) - 0.08 * (stay.sofa - 4) + (stay.insurance === medicaid ? 0.5 : 0);
  const rate = 0.006 * knobs.lossToFollowUp * Math.exp(state);
  const lost = 720 + Math.ceil((-Math.log(noise.uniform(draw.lost)) / rate) * day);
  if (lost < 28 * day) stay.lostMinutes = lost;
  if (stay.lostMinutes >= Math.min(stay.dischargeMinutes, stay.deathMinutes)) return;
  stay.transferred = 1;
  stay.hospital_expire_flag = 0;
  stay.dischargeMinutes = stay.lostMinutes;
  if (stay.lostMinutes >= stay.icuMinutes) return;
  stay.icu_expire_flag = 0;
  stay.icuMinutes = stay.lostMinutes;
}

/**
 * The columns that follow from the time of death, which a later stay of the same patient may have moved: as it was
 * (`died_…`), and as recorded, where the lost are missing and, of minority patients, a share `labelBias` of those who
 * died out of hospital pass for alive.
 */
export function recordSurvival(knobs: IcuKnobs, diedInHospital: boolean, stay: Stay): void {
  const days = Math.floor((stay.intime + stay.deathMinutes) / day) - Math.floor(stay.intime / day);
  stay.died_1y = days <= year ? 1 : 0;
  const lost = stay.lostMinutes < Math.min(stay.deathMinutes, year * day);
  stay.unlinkedShare = !diedInHospital && minorities[stay.race] === true ? knobs.labelBias : 0;
  const unlinked = stay.linkage < stay.unlinkedShare;
  stay.lost_to_follow_up = lost ? 1 : 0;
  stay.knownDeathMinutes = lost || unlinked ? never : stay.deathMinutes;
  stay.death_28d = lost && stay.lostMinutes < 28 * day ? Number.NaN : unlinked ? 0 : stay.died_28d;
  stay.death_1y = lost ? Number.NaN : unlinked ? 0 : stay.died_1y;
  stay.survival_days = Math.min(year, Math.min(stay.knownDeathMinutes, stay.lostMinutes) / day);
}
