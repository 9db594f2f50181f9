import { billOutpatient } from "./billing.js";
import { condition } from "./conditions.js";
import { diagnosis } from "./diagnosis-codes.js";
import { draw } from "./draws.js";
import { never, regimen, regimenSize, treated, untreated } from "./glycemia.js";
import type { Life } from "./life.js";
import { begin, learn } from "./prescribing.js";
import { procedure } from "./procedures.js";

const code = diagnosis("25000");
const uncontrolled = diagnosis("25002");
const known = 0.6;

/** The diagnosis of type 2 diabetes: coded at a visit of its own on the day of the test. */
export function diagnoseDiabetes(life: Life, day: number, slot: number, a1c: number): void {
  learn(life, condition.diabetes, day);
  life.known &= ~(1 << condition.prediabetes);
  life.diagnosed = life.month;
  life.firstA1c = a1c;
  const codes = life.knows(condition.obesity) ? [code, condition.obesity] : [code];
  billOutpatient(life, day, slot, 11, procedure.longOffice, codes, life.member.doctor);
}

/** How diabetes is coded at a visit. */
export function diabetesCode(level: number): number {
  return level >= 8 ? uncontrolled : code;
}

/**
 * Prevalent diabetes in the first month: four in five are known, and their drugs follow from what HbA1c would be without.
 */
export function inheritDiabetes(life: Life): void {
  const { glycemia, noise } = life;
  life.since.fill(never);
  if (glycemia.onset >= 0 || life.has(condition.type1)) return;
  noise.uniforms(draw.history);
  if (noise.first >= known) return;
  learn(life, condition.diabetes, 0);
  life.diagnosed = glycemia.onset;
  const level = untreated(glycemia, 0) + noise.second - 0.5;
  for (let k = 0; k < regimenSize; k++) {
    const enough = [6.6, 7.6, 9.3, 10.6, 11.2][k]!;
    if (level >= enough) startDrug(life, k, -12, 0);
  }
}

export function startDrug(life: Life, k: number, month: number, day: number): void {
  if (life.since[k] !== never) return;
  life.since[k] = month;
  begin(life, k, day);
}

/**
 * A routine visit beyond the first year, or of prevalent diabetes: if HbA1c is 7.2% or more and nothing was changed in
 * four months, the next drug is added with log-odds rising in HbA1c.
 */
export function intensify(life: Life, day: number, slot: number, a1c: number): void {
  if (!(a1c >= 7.2)) return;
  let [next, latest] = [-1, -never];
  for (let k = 0; k < regimenSize; k++) {
    if (life.since[k] === never) {
      if (next < 0) next = k;
    } else latest = Math.max(latest, life.since[k]!);
  }
  if (next < 0 || life.month - latest < 4) return;
  life.noise.uniforms(draw.routine, slot);
  const chance = 1 / (1 + Math.exp(-(-0.4 + 0.4 * (a1c - 8))));
  if (life.noise.first >= chance) return;
  if (next === regimen.metformin && life.knows(condition.kidney)) next = regimen.sulfonylurea;
  startDrug(life, next, life.month, day);
}

/** HbA1c of a month under a regimen: `since` as in {@link treated}. */
export function a1cUnder(life: Life, since: ArrayLike<number>, month: number): number {
  return treated(untreated(life.glycemia, month), since, month, life.member, life.knobs.drugEffect);
}
