import { complaints, emergencies, operations } from "./acute.js";
import { billOutpatient } from "./billing.js";
import { condition, conditions } from "./conditions.js";
import { diabetesCode, intensify } from "./diabetes-care.js";
import { diagnosis } from "./diagnosis-codes.js";
import { draw } from "./draws.js";
import { currentA1c, type Order, takeBlood } from "./laboratory.js";
import type { Life } from "./life.js";
import { doctorsPerRegion } from "./member.js";
import { considerOpioid, type OpioidRecord } from "./opioids.js";
import { pick } from "./places.js";
import { dispense, learn } from "./prescribing.js";
import { procedure as p } from "./procedures.js";
import { drug } from "./red-book.js";
import { workups } from "./workups.js";

/** Reasons for a visit before those of chronic conditions. */
export const reason = {
  preventive: 0,
  acute: 1,
  emergency: 2,
  operation: 3,
  injury: 4,
  tooth: 5,
  pregnancy: 6,
  chronic: 7,
} as const;

const routine = diagnosis("V700");
const childCheck = diagnosis("V202");
const gynecology = diagnosis("V7231");
const benign = diagnosis("4011");
const codedShare = 0.28;

export interface Visit {
  readonly day: number;
  readonly slot: number;
  readonly why: number;
  readonly keep: (record: OpioidRecord) => void;
}

/** Plays one visit: what is coded, billed, prescribed and found. */
export function playVisit(life: Life, visit: Visit): void {
  const { why } = visit;
  if (why === reason.preventive) preventive(life, visit);
  else if (why === reason.acute) acute(life, visit);
  else if (why === reason.emergency) emergency(life, visit);
  else if (why < reason.pregnancy) operate(life, visit);
  else if (why === reason.pregnancy) pregnant(life, visit);
  else chronic(life, visit, why - reason.chronic);
}

/** The diagnoses of a visit: its reason, then up to three known conditions that happen to be coded too. */
export function codesOf(life: Life, slot: number, first: number): number[] {
  const codes = [first];
  life.noise.uniforms(draw.coding, slot);
  let u = life.noise.first;
  for (let k = 0; k < conditions.length && codes.length < 4; k++) {
    if (!life.knows(k) || k === first) continue;
    u = (u * 7919.37) % 1;
    if (u < (k === condition.obesity ? 0.5 : 1) * codedShare) codes.push(coded(life, k, u));
  }
  return codes;
}

/** Hypertension is coded as benign more often than not. */
function coded(life: Life, k: number, u: number): number {
  if (k === condition.hypertension) return u < 0.55 * codedShare ? benign : k;
  return k === condition.diabetes ? diabetesCode(currentA1c(life)) : k;
}

function preventive(life: Life, { day, slot }: Visit): void {
  const { member, noise, month } = life;
  const age = life.ageAt(month);
  noise.uniforms(draw.reasons, slot);
  const [u, v] = [noise.first, noise.second];
  const woman = member.woman && age >= 18 && u < 0.45;
  const code = age < 18 ? childCheck : woman ? gynecology : routine;
  const proc = age < 18 ? p.child : woman ? p.gynecology : p.preventive;
  const doctor = member.doctor;
  if (age >= 18) discover(life, day, v);
  billOutpatient(life, day, slot, 0, proc, codesOf(life, slot, code), doctor);
  noise.uniforms(draw.procedure, slot);
  const [a, b] = [noise.first, noise.second];
  if (a < (age < 18 ? 0.6 : 0.25)) billOutpatient(life, day, slot, 1, p.vaccine, [code], doctor);
  if (member.woman && age >= 40 && b < 0.6)
    billOutpatient(life, day, slot, 2, p.mammogram, [diagnosis("V7612")], doctor);
  if (age >= 50 && a > 0.88) billOutpatient(life, day, slot, 3, p.colonoscopy, [diagnosis("V7651")], doctor);
  if (age < 18) return;
  const risk = member.bodyMass >= 30 || age >= 45;
  takeBlood(life, day, slot, code, {
    panel: v < 0.35,
    lipids: u < 0.75,
    a1c: b < (risk ? 0.07 : 0.02),
    thyroid: a < 0.2,
  });
}

/** A preventive visit finds conditions that nobody knew of, each with probability one half. */
function discover(life: Life, day: number, v: number): void {
  let u = v;
  for (let k = 0; k < conditions.length; k++) {
    if (!life.has(k) || life.knows(k) || k === condition.diabetes) continue;
    u = (u * 7919.37) % 1;
    if (u < 0.5) learn(life, k, day);
  }
}

function acute(life: Life, { day, slot }: Visit): void {
  const { member, noise, month } = life;
  const child = life.ageAt(month) < 16;
  noise.uniforms(draw.reasons, slot);
  const [u, v] = [noise.first, noise.second];
  const weight = (k: number): number => {
    const { adult, child: young, metabolic } = complaints[k]!;
    return (child ? young : adult) * (metabolic === 0 ? 1 : Math.exp(metabolic * member.metabolic));
  };
  let total = 0;
  for (let k = 0; k < complaints.length; k++) total += weight(k);
  let rest = u * total;
  let which = 0;
  while (which < complaints.length - 1 && rest >= weight(which)) rest -= weight(which++);
  const { code, antibiotic } = complaints[which]!;
  const proc = v < 0.18 ? p.newOffice : v < 0.7 ? p.office : p.longOffice;
  billOutpatient(life, day, slot, 0, proc, codesOf(life, slot, code), member.doctor);
  const w = (v * 7919.37) % 1;
  if (w > 0.93) billOutpatient(life, day, slot, 1, p.chestXray, [code], member.doctor);
  if (w < antibiotic && life.covered[month] === 2) dispense(life, drug.antibiotic, day, 10, u);
  if (w > 0.8 && !child)
    takeBlood(life, day, slot, code, { panel: true, a1c: w > 0.96, lipids: false, thyroid: w > 0.95 });
}

function emergency(life: Life, { day, slot, keep }: Visit): void {
  const { noise } = life;
  noise.uniforms(draw.reasons, slot);
  const [u, v] = [noise.first, noise.second];
  const code = emergencies[Math.floor(u * emergencies.length)]!;
  const doctor = colleague(life, v);
  billOutpatient(
    life,
    day,
    slot,
    0,
    v > 0.7 ? p.severeEmergency : p.emergency,
    codesOf(life, slot, code),
    doctor,
  );
  life.emergencyDays.push(day);
  const w = (u * 7919.37) % 1;
  if (w < 0.18) billOutpatient(life, day, slot, 1, p.ct, [code], doctor);
  else if (w < 0.45) billOutpatient(life, day, slot, 1, p.chestXray, [code], doctor);
  considerOpioid(life, day, slot, code === diagnosis("84500") ? "injury" : "pain", 0.12, doctor, keep);
}

function operate(life: Life, { day, slot, why, keep }: Visit): void {
  const { noise } = life;
  noise.uniforms(draw.reasons, slot);
  const doctor = colleague(life, noise.second);
  const u = noise.first;
  if (why === reason.operation) {
    const { code, proc } = operations[pick(u, operations)]!;
    billOutpatient(life, day, slot, 0, proc, codesOf(life, slot, code), doctor);
    considerOpioid(life, day, slot, "surgery", 0.57, doctor, keep);
  } else if (why === reason.tooth) {
    billOutpatient(life, day, slot, 0, p.teeth, [diagnosis("5206")], doctor);
    considerOpioid(life, day, slot, "dental", 0.7, doctor, keep);
  } else {
    const broken = u < 0.25;
    const code = diagnosis(broken ? "81342" : "84500");
    billOutpatient(life, day, slot, 0, broken ? p.fracture : p.office, codesOf(life, slot, code), doctor);
    billOutpatient(life, day, slot, 1, p.xray, [code], doctor);
    considerOpioid(life, day, slot, "injury", broken ? 0.6 : 0.25, doctor, keep);
  }
}

function pregnant(life: Life, { day, slot }: Visit): void {
  const { noise, member } = life;
  noise.uniforms(draw.reasons, slot);
  const sugar = noise.first < 0.06 + 0.03 * Math.max(0, member.metabolic);
  const code = diagnosis(sugar ? "64883" : "V221");
  billOutpatient(life, day, slot, 0, p.office, [code], member.doctor);
  if (noise.second < 0.4) billOutpatient(life, day, slot, 1, p.ultrasound, [code], member.doctor);
}

/** A visit for a chronic condition, with its tests; it becomes known if it was not. */
export function chronic(
  life: Life,
  { day, slot, keep }: Omit<Visit, "why">,
  k: number,
  checked = false,
): number {
  const { member, noise } = life;
  const { visit, procedures = [], panel = 0, a1c = 0, lipids = 0, thyroid = 0, opioid = 0 } = workups[k]!;
  learn(life, k, day);
  noise.uniforms(draw.reasons, slot);
  const [u, v] = [noise.first, noise.second];
  const code = coded(life, k, u * codedShare);
  const proc = visit !== undefined && v < 0.75 ? visit : u < 0.55 ? p.office : p.longOffice;
  billOutpatient(life, day, slot, 0, proc, codesOf(life, slot, code), member.doctor);
  noise.uniforms(draw.procedure, slot);
  const chances = [noise.first, noise.second];
  procedures.forEach(([which, chance], at) => {
    if (chances[at]! < chance) billOutpatient(life, day, slot, 1 + at, which, [code], member.doctor);
  });
  const w = (u * 7919.37) % 1;
  const x = (v * 7919.37) % 1;
  const order: Order = {
    panel: w < panel,
    a1c: checked || x < a1c,
    lipids: w < lipids,
    thyroid: x < thyroid,
  };
  const result = takeBlood(life, day, slot, code, order);
  if (k === condition.diabetes && !checked && (life.diagnosed < 0 || life.month > life.diagnosed + 12)) {
    intensify(life, day, slot, result);
  }
  if (opioid > 0) considerOpioid(life, day, slot, "pain", opioid, member.doctor, keep);
  return result;
}

/** A specialist of the region. */
function colleague(life: Life, u: number): number {
  return life.member.region * doctorsPerRegion + Math.floor(u * doctorsPerRegion);
}
