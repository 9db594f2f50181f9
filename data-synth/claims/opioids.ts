import { billOutpatient } from "./billing.js";
import { condition } from "./conditions.js";
import { diagnosis } from "./diagnosis-codes.js";
import { draw } from "./draws.js";
import type { Life } from "./life.js";
import { type OpioidReason, opioidCovariates, readCovariates } from "./opioid-covariates.js";
import { begin, dispense } from "./prescribing.js";
import { procedure } from "./procedures.js";
import { drug } from "./red-book.js";

/** The first opioid of a member who belongs to the study, with its truth. */
export interface OpioidRecord {
  readonly enrolid: number;
  readonly day: number;
  readonly doctor: number;
  readonly covariates: Float64Array;
  readonly long: number;
  readonly outcome: number;
  readonly propensity: number;
  readonly risk0: number;
  readonly risk1: number;
  readonly y0: number;
  readonly y1: number;
}

export const opioidModel = {
  decision: -2,
  outcome: -4,
  effect: 0.6,
  rural: 0.6,
  taste: 0.6,
  pain: 0.9,
} as const;
const addiction = diagnosis("30400");
const expit = (x: number): number => 1 / (1 + Math.exp(-x));

/** Probability that the first prescription is for more than seven days. */
function propensity(life: Life, x: Float64Array, pain: number, doctor: number): number {
  const { knobs, tastes } = life;
  const followed = opioidCovariates.reduce((sum, { decision }, j) => sum + decision * x[j]!, 0);
  const eta =
    knobs.confounding * (opioidModel.decision + followed) -
    0.6 * (1 - Math.min(1, knobs.confounding)) +
    opioidModel.pain * knobs.hiddenConfounding * pain +
    opioidModel.taste * knobs.preference * tastes.long[doctor]!;
  return expit(eta / knobs.overlap);
}

/** Probability of long use or treatment for addiction in the year after, without and with a long first prescription. */
function risks(life: Life, x: Float64Array, pain: number): [number, number] {
  const { knobs, member } = life;
  const history = opioidCovariates.reduce((sum, { outcome }, j) => sum + outcome * x[j]!, 0);
  const eta = opioidModel.outcome + history + opioidModel.pain * knobs.hiddenConfounding * pain;
  const rural = member.area === 0 ? opioidModel.rural * knobs.heterogeneity : 0;
  return [expit(eta), expit(eta + knobs.effect * (opioidModel.effect + rural))];
}

/**
 * A doctor thinks of an opioid for pain, surgery, injury or a tooth: given with probability `chance`. The first one decides on long
 * use; its record goes to `keep` if the member is covered with drugs for twelve months on both sides, 18 or older,
 * and without cancer in the year before.
 */
export function considerOpioid(
  life: Life,
  day: number,
  slot: number,
  reason: OpioidReason,
  chance: number,
  doctor: number,
  keep: (record: OpioidRecord) => void,
): void {
  const { noise, month, member } = life;
  if (life.covered[month] !== 2 || life.ageAt(month) < 16) return;
  noise.uniforms(draw.opioid, slot);
  if (noise.first >= chance) return;
  const u = noise.second;
  if (life.opioids++ > 0) {
    if (life.opioids < 6) dispense(life, drug.opioid, day, 5, u);
    return;
  }
  const covariates = new Float64Array(opioidCovariates.length);
  readCovariates(life, day, reason, covariates);
  const pain = noise.normal(draw.pain);
  const chanceOfLong = propensity(life, covariates, pain, doctor);
  noise.uniforms(draw.duration);
  const long = noise.first < chanceOfLong ? 1 : 0;
  const days = (long === 1 ? [10, 10, 14, 15, 30] : [3, 3, 5, 5, 7])[Math.floor(5 * noise.second)]!;
  noise.uniforms(draw.reserve);
  const [risk0, risk1] = risks(life, covariates, pain);
  const [y0, y1] = [noise.first < risk0 ? 1 : 0, noise.first < risk1 ? 1 : 0];
  const outcome = long === 1 ? y1 : y0;
  const treated = noise.second < 0.2;
  dispense(life, drug.opioid, day, days, u);
  if (outcome === 1 && treated) life.treatedFor = month + 2;
  else if (outcome === 1) life.opioidsUntil = day + 360;
  const eligible =
    life.coveredWithDrugs(month - 12, month + 12) &&
    covariates[0]! >= 18 &&
    !life.sawBefore(condition.cancer, day);
  if (!eligible) return;
  keep({
    enrolid: member.index,
    day,
    doctor,
    covariates,
    long,
    outcome,
    propensity: chanceOfLong,
    risk0,
    risk1,
    y0,
    y1,
  });
}

/** Long use is a fill every thirty days; treatment for addiction a coded visit and buprenorphine. */
export function continueOpioids(life: Life, dayOfMonth: number): void {
  const { month } = life;
  if (life.covered[month] !== 2) return;
  if (life.opioidsUntil > dayOfMonth && life.filled[drug.opioid]! + 20 < dayOfMonth) {
    life.noise.uniforms(draw.course, month);
    dispense(life, drug.opioid, dayOfMonth, 30, life.noise.first);
  }
  if (life.treatedFor === month) {
    const proc = procedure.longOffice;
    billOutpatient(life, dayOfMonth, month * 64 + 60, 0, proc, [addiction], life.member.doctor);
    begin(life, drug.buprenorphine, dayOfMonth);
  }
}
