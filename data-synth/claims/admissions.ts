import { nothing } from "../raw-table.js";
import { charge, priceLevel } from "./billing.js";
import { lastDay } from "./calendar.js";
import { condition, conditions } from "./conditions.js";
import { codedOn, diagnosis as d } from "./diagnosis-codes.js";
import { draw } from "./draws.js";
import type { Life } from "./life.js";
import { procedure as p } from "./procedures.js";
import { codesOf } from "./visits.js";

/** Why somebody is admitted. */
interface Cause {
  readonly code: number;
  /** MS-DRG, and MarketScan's admission type: 1 surgical, 2 medical, 3 maternity, 4 psychiatric. */
  readonly drg: number;
  readonly kind: number;
  readonly proc: number;
  readonly days: number;
  readonly hospital: number;
}

const cause = (
  code: number,
  drg: number,
  kind: number,
  proc: number,
  days: number,
  hospital: number,
): Cause => ({
  code,
  drg,
  kind,
  proc,
  days,
  hospital,
});

const general: readonly Cause[] = [
  cause(d("71590"), 470, 1, p.joint, 3, 25_000),
  cause(d("5409"), 343, 1, p.gallbladder, 2, 11_500),
  cause(d("486"), 194, 2, p.ward, 4, 10_000),
  cause(d("5589"), 392, 2, p.ward, 3, 8000),
  cause(d("0389"), 872, 2, p.ward, 5, 14_000),
  cause(d("78650"), 313, 2, p.ward, 2, 6500),
];
const births: readonly Cause[] = [
  cause(d("650"), 775, 3, p.delivery, 2, 6000),
  cause(d("650"), 766, 3, p.cesarean, 3, 9500),
];
const chronic: Readonly<Record<number, Cause>> = {
  [condition.diabetes]: cause(d("25002"), 638, 2, p.ward, 3, 8500),
  [condition.kidney]: cause(condition.kidney, 683, 2, p.ward, 4, 12_000),
  [condition.coronary]: cause(condition.coronary, 247, 1, p.stent, 3, 24_000),
  [condition.heartFailure]: cause(condition.heartFailure, 292, 2, p.ward, 5, 13_000),
  [condition.copd]: cause(condition.copd, 190, 2, p.ward, 4, 10_500),
  [condition.asthma]: cause(condition.asthma, 203, 2, p.ward, 3, 7500),
  [condition.depression]: cause(d("29623"), 885, 4, p.ward, 6, 8000),
  [condition.cancer]: cause(d("V5811"), 847, 2, p.ward, 4, 19_000),
  [condition.substance]: cause(condition.substance, 897, 4, p.ward, 6, 8000),
  [condition.type1]: cause(condition.type1, 638, 2, p.ward, 3, 9000),
  [condition.liver]: cause(condition.liver, 442, 2, p.ward, 4, 12_000),
};

/** Admissions a year for reasons of age and frailty, and for birth. */
function rates(life: Life): { general: number; birth: number } {
  const { member, month } = life;
  const age = life.ageAt(month);
  const base = age < 1 ? 0.1 : 0.015 * Math.exp(0.022 * Math.max(0, age - 18) + 0.25 * member.frailty);
  const fertile = member.woman ? 0.105 * Math.exp(-0.5 * ((age - 30.5) / 5) ** 2) : 0;
  return { general: base, birth: fertile };
}

/** The yearly rate of admissions; it changes with age and conditions only. */
export function admissionRate(life: Life): number {
  const { general: base, birth } = rates(life);
  let rate = base + birth;
  for (let k = 0; k < conditions.length; k++) {
    if (life.has(k)) rate += (conditions[k]!.admissions ?? 0) * Math.exp(0.25 * life.member.frailty);
  }
  return rate;
}

function pickCause(life: Life, u: number): Cause {
  const { general: base, birth } = rates(life);
  let rest = u * admissionRate(life) - base;
  if (rest < 0) {
    const old = life.ageAt(life.month) > 45 ? 0 : 1;
    return general[old + Math.floor(((rest + base) / base) * (general.length - old))]!;
  }
  rest -= birth;
  if (rest < 0) return births[-rest / birth < 0.68 ? 0 : 1]!;
  for (let k = 0; k < conditions.length; k++) {
    if (!life.has(k)) continue;
    rest -= (conditions[k]!.admissions ?? 0) * Math.exp(0.25 * life.member.frailty);
    if (rest < 0) return chronic[k] ?? general[2]!;
  }
  return general[2]!;
}

/** Plays an admission; returns the day of discharge. */
export function admit(life: Life, day: number): number {
  const { noise, month, member } = life;
  noise.uniforms(draw.stay, month);
  const [u, v] = [noise.first, noise.second];
  const { code, drg, kind, proc, days, hospital } = pickCause(life, u);
  const stay = ++life.stays;
  const length = Math.max(
    1,
    Math.round(days * Math.exp(0.5 * Math.sqrt(-2 * Math.log(v)) * Math.cos(40 * v) - 0.1)),
  );
  const until = Math.min(lastDay, day + length);
  const codes = codesOf(life, month * 64 + 61, code);
  noise.normals(draw.stayPrice, month);
  const level = 100 * priceLevel(life);
  const fee = Math.round(
    1.28 * level * hospital * (0.55 + (0.45 * length) / days) * Math.exp(0.4 * noise.first - 0.08),
  );
  const professional = Math.round(level * (proc === p.ward ? 240 : 1900) * Math.exp(0.3 * noise.second));
  const stayRecord = { stay, day, until, drg, codes };
  const [copay, coins, deduct] = [0, 0, 0];
  const shares = { copay, coins, deduct };
  inpatientLine(life, stayRecord, day, proc, 1, fee, shares);
  inpatientLine(life, stayRecord, day, proc, 0, professional, shares);
  let physician = professional;
  for (let k = 0; k < Math.min(4, until - day); k++) {
    const pay = Math.round(level * 92);
    physician += pay;
    inpatientLine(life, stayRecord, day + k, k === 0 ? p.admit : p.ward, 0, pay, shares);
  }
  header(life, stayRecord, proc, fee);
  const status = length > 8 ? 3 : length > 5 ? 6 : 1;
  const dx = [0, 1, 2, 3].map((k) => (k < codes.length ? codedOn(day, codes[k]!) : nothing));
  life.rows.admission.add(
    member.index,
    stay,
    day,
    until,
    kind,
    drg,
    ...dx,
    proc,
    status,
    fee,
    physician,
    shares.copay,
    shares.coins,
    shares.deduct,
  );
  life.stayDays.push(day);
  return until;
}

interface StayRecord {
  readonly stay: number;
  readonly day: number;
  readonly until: number;
  readonly drg: number;
  readonly codes: readonly number[];
}

/** Writes a line and adds the member's shares to those of the stay. */
function inpatientLine(
  life: Life,
  { stay, day, until, drg, codes }: StayRecord,
  service: number,
  proc: number,
  facility: number,
  pay: number,
  shares: { copay: number; coins: number; deduct: number },
): void {
  charge(life, pay, 0);
  shares.copay += life.copay;
  shares.coins += life.coins;
  shares.deduct += life.deduct;
  life.spent[Math.floor(life.month / 12)]! += pay;
  const dx = [0, 1, 2, 3].map((k) => (k < codes.length ? codedOn(service, codes[k]!) : nothing));
  life.rows.inpatient.add(
    life.member.index,
    ++life.line,
    stay,
    service,
    day,
    until,
    drg,
    ...dx,
    proc,
    facility,
    life.member.doctor,
    pay,
    life.copay,
    life.coins,
    life.deduct,
  );
}

function header(life: Life, { stay, day, until, codes }: StayRecord, proc: number, pay: number): void {
  const dx = [0, 1, 2, 3].map((k) => (k < codes.length ? codedOn(day, codes[k]!) : nothing));
  life.rows.header.add(
    life.member.index,
    ++life.headers,
    stay,
    day,
    until,
    ...dx,
    proc,
    pay,
    life.copay,
    life.coins,
    life.deduct,
  );
}
