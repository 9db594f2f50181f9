import { firstYear } from "./calendar.js";
import { condition } from "./conditions.js";
import { a1cUnder, startDrug } from "./diabetes-care.js";
import { draw } from "./draws.js";
import { glycemicResults, never, regimen, regimenSize } from "./glycemia.js";
import type { Life } from "./life.js";

/** First decision, at diagnosis. */
export const firstActions = ["none", "metformin", "sulfonylurea"] as const;
/** Second decision, after six months: `older` adds metformin or a sulfonylurea, what is not yet taken; `newer` a DPP-4 inhibitor. */
export const secondActions = ["keep", "older", "newer"] as const;

/** What is recorded of a newly diagnosed member, in the order of the study's table. */
export interface RegimeRecord {
  enrolid: number;
  age: number;
  female: number;
  obesity: number;
  hypertension: number;
  kidney_disease: number;
  high_deductible: number;
  group_b: number;
  region: number;
  provid: number;
  a1c_0: number;
  first: number;
  a1c_6: number;
  second: number;
  a1c_12: number;
}

/** Potential results and probabilities of the actions, kept apart. */
export interface RegimeTruth {
  /** HbA1c after six months under each first action, and after twelve under each pair (3 · first + second). */
  readonly sixMonths: Float64Array;
  readonly twelveMonths: Float64Array;
  /** Probabilities of the first actions, and of the second given each first one. */
  readonly firstPropensity: Float64Array;
  readonly secondPropensity: Float64Array;
}

/** Takes the first decision on HbA1c at diagnosis. */
export function decideFirst(life: Life, day: number): void {
  life.noise.uniforms(draw.firstLine);
  const action = drawn(firstOdds(life, life.firstA1c), life.noise.first);
  life.firstAction = action;
  if (action > 0) startDrug(life, action - 1, life.month, day);
}

/** Takes the second decision on HbA1c six months later. */
export function decideSecond(life: Life, day: number, a1c: number): void {
  life.noise.uniforms(draw.secondLine);
  const action = drawn(secondOdds(life, a1c), life.noise.first);
  life.secondAction = action;
  life.secondA1c = a1c;
  if (action > 0) startDrug(life, addedBy(life.firstAction, action), life.month, day);
}

/** The class that a second action adds after a first one. */
function addedBy(first: number, second: number): number {
  if (second === 2) return regimen.dpp4;
  return first === 1 ? regimen.sulfonylurea : regimen.metformin;
}

/** Probabilities of the first actions given what is recorded. */
function firstOdds(life: Life, a1c: number): Float64Array {
  const { knobs } = life;
  const by = knobs.confounding / knobs.overlap;
  const kidney = life.knows(condition.kidney) ? 1 : 0;
  const obese = life.knows(condition.obesity) ? 1 : 0;
  const hidden = (0.6 * knobs.hiddenConfounding * life.glycemia.outlook) / knobs.overlap;
  const sick = by * 0.9 * (a1c - 7.2) + hidden;
  const taste = (0.3 * knobs.preference * life.tastes.newer[life.member.doctor]!) / knobs.overlap;
  return shares(-1.5 + sick + by * (0.4 * obese - 1.5 * kidney), -3.4 + sick + by * 1.2 * kidney - taste);
}

function secondOdds(life: Life, a1c: number): Float64Array {
  const { knobs, member } = life;
  const by = knobs.confounding / knobs.overlap;
  const obese = life.knows(condition.obesity) ? 1 : 0;
  const hidden = (0.6 * knobs.hiddenConfounding * life.glycemia.outlook) / knobs.overlap;
  const sick = by * 1.1 * (a1c - 7) + hidden;
  const taste = (0.8 * knobs.preference * life.tastes.newer[member.doctor]!) / knobs.overlap;
  const gap = member.group === 1 ? knobs.allocationGap : 0;
  return shares(
    -2.6 + sick,
    -3.4 + sick + by * (0.3 * obese - 0.4 * highDeductible(member.plan)) + taste - gap,
  );
}

/** Multinomial shares with score 0 for the first action. */
function shares(one: number, two: number): Float64Array {
  const [a, b] = [Math.exp(Math.min(30, one)), Math.exp(Math.min(30, two))];
  const total = 1 + a + b;
  return Float64Array.of(1 / total, a / total, b / total);
}

function drawn(odds: Float64Array, u: number): number {
  return u < odds[0]! ? 0 : u < odds[0]! + odds[1]! ? 1 : 2;
}

function highDeductible(plan: number): number {
  return plan >= 5 ? 1 : 0;
}

/** What the table holds, twelve months after the diagnosis. */
export function regimeRecord(life: Life, a1c12: number): RegimeRecord {
  const { member, diagnosed } = life;
  return {
    enrolid: member.index,
    age: Math.floor(firstYear + diagnosed / 12 - member.birth),
    female: member.woman ? 1 : 0,
    obesity: life.knownAtFirst & (1 << condition.obesity) ? 1 : 0,
    hypertension: life.knownAtFirst & (1 << condition.hypertension) ? 1 : 0,
    kidney_disease: life.knownAtFirst & (1 << condition.kidney) ? 1 : 0,
    high_deductible: highDeductible(member.plan),
    group_b: member.group,
    region: member.region + 1,
    provid: 10_001 + member.doctor,
    a1c_0: life.firstA1c,
    first: life.firstAction,
    a1c_6: life.secondA1c,
    second: life.secondAction,
    a1c_12: a1c12,
  };
}

/** All nine regimes of this member: the noise is keyed by month, so only what drugs change differs. */
export function regimeTruth(life: Life): RegimeTruth {
  const { diagnosed: start, noise } = life;
  const [sixMonths, twelveMonths] = [new Float64Array(3), new Float64Array(9)];
  const secondPropensity = new Float64Array(9);
  const since = new Int32Array(regimenSize);
  for (let first = 0; first < 3; first++) {
    since.fill(never);
    if (first > 0) since[first - 1] = start;
    sixMonths[first] = glycemicResults(noise, start + 6, a1cUnder(life, since, start + 6)).a1c;
    secondPropensity.set(secondOdds(life, sixMonths[first]!), 3 * first);
    for (let second = 0; second < 3; second++) {
      const both = Int32Array.from(since);
      if (second > 0) both[addedBy(first, second)] = start + 6;
      const level = a1cUnder(life, both, start + 12);
      twelveMonths[3 * first + second] = glycemicResults(noise, start + 12, level).a1c;
    }
  }
  return { sixMonths, twelveMonths, firstPropensity: firstOdds(life, life.firstA1c), secondPropensity };
}
