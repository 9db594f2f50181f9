import type { Noise } from "../noise.js";
import { firstYear, months } from "./calendar.js";
import { draw } from "./draws.js";
import type { Member } from "./member.js";

/** Classes of diabetes drugs, in the order in which they are added. */
export const regimen = { metformin: 0, sulfonylurea: 1, dpp4: 2, glp1: 3, insulin: 4 } as const;
export const regimenSize = 5;

/**
 * The latent glycemic burden z of a member, linear in time, and HbA1c = 4.9 + 0.55 exp(z / 2) % if nothing is taken.
 * Diabetes is HbA1c of 6.5% or more, z ≥ 2 ln(1.6 / 0.55). Beyond it z rises faster.
 */
export interface Glycemia {
  /** z in the first month. */
  readonly start: number;
  /** Rise of z a year before diabetes and, added to it, after its onset. */
  readonly slope: number;
  readonly acceleration: number;
  /** How fast it will accelerate, standard normal: what a doctor may sense and no table holds. */
  readonly outlook: number;
  /** Month of onset: negative if before the first month, 9,999 if never. */
  readonly onset: number;
}

const threshold: number = 2 * Math.log(1.6 / 0.55);
export const never = 9999;
const highest = 13.5;

/** Mean of z at an age: it rises fast until 25 and slowly after. */
function meanAt(age: number): number {
  return age < 25 ? 0.03 + 0.09 * (age - 25) : 0.03 + 0.0275 * (age - 25);
}

export function drawGlycemia(noise: Noise, member: Member, progression: number): Glycemia {
  noise.normals(draw.glycemia);
  const age = firstYear - member.birth;
  const scale = age < 25 ? 0.7 + 0.012 * age : 1;
  const own = 0.74 * member.metabolic + 0.34 * member.body + 0.62 * noise.first;
  const start = meanAt(age) + scale * own - (member.woman ? 0.08 : -0.04);
  const taste = noise.second;
  const slope =
    progression * (age < 25 ? 0.05 : 0.02 * Math.exp(0.5 * taste - 0.125) * (1 + 0.2 * Math.max(0, own)));
  const acceleration = progression * 0.17 * Math.exp(1.2 * taste);
  if (start >= threshold) {
    const since = Math.min(12, (start - threshold) / 0.1);
    return {
      start: start + 0.04 * since,
      slope,
      acceleration,
      outlook: taste,
      onset: -Math.max(1, Math.round(12 * since)),
    };
  }
  const wait = slope === 0 ? never : Math.ceil((12 * (threshold - start)) / slope);
  return { start, slope, acceleration, outlook: taste, onset: wait < months ? wait : never };
}

/** HbA1c in percent at a month if no drug is taken. */
export function untreated({ start, slope, acceleration, onset }: Glycemia, month: number): number {
  const since = onset === never ? 0 : Math.max(0, month - Math.max(0, onset));
  const z = start + (slope * month + acceleration * since) / 12;
  return Math.min(highest, 4.9 + 0.55 * Math.exp(0.5 * z));
}

/** Share of what lies above 5.2% that each class takes away at full dose. */
const reductions: readonly number[] = [0.36, 0.3, 0.2, 0.32, 0.48];

/**
 * HbA1c with drugs: 5.2 + (untreated − 5.2) Π (1 − reduction). A drug reaches its full effect in three months, works in
 * proportion to adherence; metformin does a quarter more in the obese, a sulfonylurea wears off over years.
 * `since` holds the month in which each class was begun, `never` if it was not.
 */
export function treated(
  base: number,
  since: ArrayLike<number>,
  month: number,
  member: Member,
  drugEffect: number,
): number {
  let rest = 1;
  for (let k = 0; k < regimenSize; k++) {
    const taken = month - since[k]!;
    if (taken <= 0) continue;
    let share = reductions[k]! * member.adherence * Math.min(1, taken / 3);
    if (k === regimen.metformin && member.bodyMass >= 30) share *= 1.25;
    if (k === regimen.sulfonylurea) share *= Math.exp(-taken / 60);
    rest *= 1 - Math.min(0.9, drugEffect * share);
  }
  return base <= 5.2 ? base : 5.2 + (base - 5.2) * rest;
}

/** What the laboratory reports in a month: HbA1c in tenths of a percent, and glucose, which share the month's biology. */
export function glycemicResults(
  noise: Noise,
  month: number,
  level: number,
): { a1c: number; glucose: number } {
  noise.normals(draw.biology, month);
  const biology = level * (1 + 0.012 * noise.first);
  const assay = 0.06 * noise.second;
  noise.normals(draw.result, month);
  const fasting = 28.7 * biology - 46.7;
  return {
    a1c: Math.round(10 * (biology + assay)) / 10,
    glucose: Math.max(45, Math.round(fasting * (1 + 0.13 * noise.first) - 8)),
  };
}
