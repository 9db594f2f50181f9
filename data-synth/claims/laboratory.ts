import { billOutpatient } from "./billing.js";
import { condition } from "./conditions.js";
import { diagnoseDiabetes } from "./diabetes-care.js";
import { codedOn, diagnosis } from "./diagnosis-codes.js";
import { draw } from "./draws.js";
import { glycemicResults, treated, untreated } from "./glycemia.js";
import { lab } from "./lab-tests.js";
import type { Life } from "./life.js";
import { learn } from "./prescribing.js";
import { procedure } from "./procedures.js";
import { drug } from "./red-book.js";

/** What is taken at a visit. */
export interface Order {
  readonly panel: boolean;
  readonly a1c: boolean;
  readonly lipids: boolean;
  readonly thyroid: boolean;
}

const diabetesCode = diagnosis("25000");
const ruledOut = 0.04;

/** HbA1c as it is in the month, drugs taken into account. */
export function currentA1c(life: Life): number {
  const { glycemia, month, member, knobs, since } = life;
  return treated(untreated(glycemia, month), since, month, member, knobs.drugEffect);
}

/**
 * Takes blood: bills the tests, writes the values if the member's laboratory reports them, and acts on glucose and HbA1c:
 * a glucose of 126 mg/dL or more in somebody not known to have diabetes is followed by HbA1c; 6.5% or more with such a
 * glucose makes the diagnosis.
 * Returns HbA1c, or NaN if it was not measured.
 */
export function takeBlood(life: Life, day: number, slot: number, code: number, order: Order): number {
  const { month, noise } = life;
  const diabetic = life.knows(condition.diabetes) || life.knows(condition.type1);
  const level = life.has(condition.type1) ? 8 : currentA1c(life);
  const { a1c, glucose } = glycemicResults(noise, month, level);
  noise.uniforms(draw.testing, slot);
  const follow = noise.second;
  const wantsA1c = order.a1c || (order.panel && !diabetic && glucose >= 126 && noise.first > 0.9);
  const codes = [code];
  const asked = !diabetic && noise.first < ruledOut ? [diabetesCode] : codes;
  if (order.panel) {
    bill(life, day, slot, 7, procedure.blood, codes);
    value(life, day, lab.glucose, glucose, code, procedure.blood);
    panelValues(life, day, code);
  }
  if (order.lipids) lipidValues(life, day, slot, code);
  if (order.thyroid) {
    bill(life, day, slot, 9, procedure.thyroid, codes);
    noise.normals(draw.result + 3, month);
    value(life, day, lab.thyrotropin, Math.exp(0.6 + 0.5 * noise.first), code, procedure.thyroid);
  }
  if (wantsA1c) {
    bill(life, day, slot, 10, procedure.a1c, asked);
    value(life, day, lab.a1c, a1c, code, procedure.a1c);
  }
  if (diabetic) return wantsA1c ? a1c : Number.NaN;
  if (wantsA1c && a1c >= 6.5 && life.has(condition.type1)) learn(life, condition.type1, day);
  else if (wantsA1c && a1c >= 6.5 && glucose >= 126) diagnoseDiabetes(life, day, slot, a1c);
  else if (follow < (wantsA1c && a1c >= 5.7 ? 0.4 : glucose >= 126 ? 0.3 : 0)) {
    life.known |= 1 << condition.prediabetes;
  }
  return wantsA1c ? a1c : Number.NaN;
}

function bill(
  life: Life,
  day: number,
  slot: number,
  place: number,
  proc: number,
  codes: readonly number[],
): void {
  billOutpatient(life, day, slot, place, proc, codes, life.member.doctor);
}

function panelValues(life: Life, day: number, code: number): void {
  const { member, noise, month } = life;
  if (!member.laboratory) return;
  noise.normals(draw.result + 1, month);
  const kidney = life.has(condition.kidney) ? 0.5 : 0;
  const creatinine = Math.exp((member.woman ? -0.3 : -0.06) + kidney + 0.14 * noise.first);
  const liver = life.has(condition.liver) ? 0.7 : 0;
  const alt = Math.exp(3.05 + 0.12 * member.metabolic + 0.1 * member.body + liver + 0.35 * noise.second);
  value(life, day, lab.creatinine, creatinine, code, procedure.blood);
  value(life, day, lab.alt, Math.round(alt), code, procedure.blood);
}

function lipidValues(life: Life, day: number, slot: number, code: number): void {
  bill(life, day, slot, 8, procedure.lipids, [code]);
  const { member, noise, month } = life;
  if (!member.laboratory) return;
  noise.normals(draw.result + 2, month);
  const [x, y] = [noise.first, noise.second];
  const statin = life.takes[drug.statin] === 1 ? 1 - 0.36 * member.adherence : 1;
  const ldl = Math.round(
    Math.max(30, (112 + (life.has(condition.hyperlipidemia) ? 32 : 0) + 22 * x) * statin),
  );
  const hdl = Math.round(Math.max(20, (member.woman ? 56 : 46) - 5 * member.metabolic + 9 * y));
  const triglycerides = Math.round(
    Math.exp(4.7 + 0.22 * member.metabolic + 0.15 * member.body - 0.25 * y + 0.2 * x),
  );
  value(life, day, lab.ldl, ldl, code, procedure.lipids);
  value(life, day, lab.hdl, hdl, code, procedure.lipids);
  value(life, day, lab.triglycerides, triglycerides, code, procedure.lipids);
  value(life, day, lab.cholesterol, Math.round(ldl + hdl + triglycerides / 5), code, procedure.lipids);
}

function value(life: Life, day: number, test: number, result: number, code: number, proc: number): void {
  const { member, rows } = life;
  if (!member.laboratory) return;
  rows.lab.add(member.index, ++life.line, day, test, Math.round(100 * result), codedOn(day, code), proc);
}
