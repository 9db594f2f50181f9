import { admissionRate, admit } from "./admissions.js";
import { openYear } from "./billing.js";
import { monthStart, months } from "./calendar.js";
import { condition, conditions } from "./conditions.js";
import { inheritDiabetes } from "./diabetes-care.js";
import { draw } from "./draws.js";
import { never } from "./glycemia.js";
import type { Life } from "./life.js";
import type { OpioidRecord } from "./opioids.js";
import { continueOpioids } from "./opioids.js";
import { beginHabits, learn, refill } from "./prescribing.js";
import {
  decideFirst,
  decideSecond,
  type RegimeRecord,
  type RegimeTruth,
  regimeRecord,
  regimeTruth,
} from "./regimes.js";
import { writeEnrollment } from "./roster.js";
import { chronic, playVisit, reason } from "./visits.js";

/** What studies keep of members while these are simulated. */
export interface Keeper {
  readonly opioid?: (record: OpioidRecord) => void;
  readonly regime?: (record: RegimeRecord, truth: RegimeTruth) => void;
  readonly member?: (life: Life) => void;
  /** Called at the end of each covered calendar year. */
  readonly month?: (life: Life) => void;
}

const reasons = reason.chronic + conditions.length;
const knownBefore = 0.85;
const mostVisits = 24;

/** Simulates members one after the other; their claims are added to the rows of `life`. */
export class MemberSimulator {
  readonly life: Life;
  readonly #keeper: Keeper;
  readonly #weights: Float64Array = new Float64Array(reasons);
  readonly #days: Int32Array = new Int32Array(mostVisits);
  readonly #whys: Int32Array = new Int32Array(mostVisits);
  #total = 0;
  #stays = 0;
  #keepOpioid: (record: OpioidRecord) => void;

  constructor(life: Life, keeper: Keeper = {}) {
    this.life = life;
    this.#keeper = keeper;
    this.#keepOpioid = keeper.opioid ?? (() => {});
  }

  simulate(index: number): void {
    const { life } = this;
    life.begin(index);
    life.bring(0);
    this.#inherit();
    writeEnrollment(life);
    let [bits, knew] = [-1, -1];
    for (let month = 0; month < months; month++) {
      if (month % 12 === 0) openYear(life);
      life.bring(month);
      if (life.covered[month] === 0) continue;
      if (month % 12 === 0 || bits !== life.active || knew !== life.known) {
        this.#weigh();
        [bits, knew] = [life.active, life.known];
      }
      this.#playMonth(month);
      this.#keeper.month?.(life);
    }
    this.#keeper.member?.(life);
  }

  /** What was known before the first month. */
  #inherit(): void {
    const { life } = this;
    inheritDiabetes(life);
    for (let k = 0; k < conditions.length; k++) {
      if (!life.has(k) || k === condition.diabetes) continue;
      life.noise.uniforms(draw.history, 2 + k);
      if (life.noise.first < (k === condition.obesity ? 0.35 : knownBefore)) learn(life, k, 0);
    }
    beginHabits(life);
  }

  /** Visits a year by reason. */
  #weigh(): void {
    const { life } = this;
    const { member, month, knobs } = life;
    const w = this.#weights;
    const age = life.ageAt(month);
    const access = member.group === 1 ? Math.exp(-0.3 * knobs.accessGap) : 1;
    const seeks = access * Math.exp(0.35 * member.seeking + (member.woman ? 0.04 : -0.14));
    const adult = age >= 18;
    w[reason.preventive] = seeks * (adult ? (member.woman ? 0.62 : 0.36) : age < 3 ? 2.2 : 0.75);
    w[reason.acute] = seeks * (adult ? 1.9 : 2.4) * Math.exp(0.2 * member.frailty);
    w[reason.emergency] = 0.15 * Math.exp(0.3 * member.frailty);
    w[reason.operation] = adult ? 0.05 * access : 0.004;
    w[reason.injury] = 0.09;
    w[reason.tooth] = age > 16 && age < 30 ? 0.03 : 0.008;
    w[reason.pregnancy] = member.woman ? 0.75 * Math.exp(-0.5 * ((age - 30) / 5) ** 2) : 0;
    for (let k = 0; k < conditions.length; k++) {
      const quiet = k === condition.diabetes || k === condition.prediabetes;
      const there = quiet ? life.knows(k) : life.has(k) || life.knows(k);
      w[reason.chronic + k] = there ? 1.6 * seeks * conditions[k]!.visits * (life.knows(k) ? 1 : 0.6) : 0;
    }
    this.#total = w.reduce((sum, each) => sum + each, 0);
    this.#stays = 1 - Math.exp((-access * admissionRate(life)) / 12);
  }

  #playMonth(month: number): void {
    const { life } = this;
    const { noise } = life;
    refill(life);
    continueOpioids(life, monthStart[month]! + 9);
    noise.uniforms(draw.admission, month);
    const admission = noise.first < this.#stays ? life.dayIn(month, noise.second) : -1;
    const visits = this.#drawVisits(month);
    let [home, waiting] = [-1, admission >= 0];
    for (let v = 0; v < visits; v++) {
      const day = this.#days[v]!;
      if (waiting && admission <= day) {
        home = admit(life, admission);
        waiting = false;
      }
      const why = this.#whys[v]!;
      if (day <= home && why >= 0) continue;
      this.#see(day, month * 64 + v, why);
    }
    if (waiting) admit(life, admission);
  }

  /** One visit; a negative reason is the check of HbA1c six or twelve months after a diagnosis. */
  #see(day: number, slot: number, why: number): void {
    const { life } = this;
    const undiagnosed = life.diagnosed === never;
    if (why >= 0) playVisit(life, { day, slot, why, keep: this.#keepOpioid });
    else {
      const a1c = chronic(life, { day, slot, keep: this.#keepOpioid }, condition.diabetes, true);
      const age = life.ageAt(life.diagnosed);
      if (life.month === life.diagnosed + 6) decideSecond(life, day, a1c);
      else if (life.secondAction >= 0 && age >= 18 && life.coveredWithDrugs(life.diagnosed, life.month)) {
        this.#keeper.regime?.(regimeRecord(life, a1c), regimeTruth(life));
      }
    }
    if (undiagnosed && life.diagnosed === life.month) {
      life.knownAtFirst = life.known;
      decideFirst(life, day);
    }
  }

  /** Days and reasons of the month's visits, in order and on different days; their number is Poisson. */
  #drawVisits(month: number): number {
    const { life } = this;
    const { noise } = life;
    noise.uniforms(draw.visits, month);
    let count = poisson(this.#total / 12, noise.first);
    const [days, whys] = [this.#days, this.#whys];
    const after = month - life.diagnosed;
    const check = life.diagnosed >= 0 && (after === 6 || after === 12);
    const spare = noise.second;
    count = Math.min(count, mostVisits - 1);
    for (let v = 0; v < count; v++) {
      noise.uniforms(draw.visit, month * 64 + v);
      days[v] = life.dayIn(month, noise.first);
      whys[v] = this.#pickReason(noise.second);
    }
    if (check) {
      days[count] = life.dayIn(month, spare);
      whys[count++] = -1;
    }
    return inOrder(days, whys, count, monthStart[month + 1]! - 1);
  }

  #pickReason(u: number): number {
    const w = this.#weights;
    let rest = u * this.#total;
    let k = 0;
    while (k < reasons - 1 && rest >= w[k]!) rest -= w[k++]!;
    while (w[k] === 0) k--;
    return k;
  }
}

function poisson(mean: number, u: number): number {
  let [count, term] = [0, Math.exp(-mean)];
  let below = term;
  while (u >= below && count < 60) {
    term *= mean / ++count;
    below += term;
  }
  return count;
}

/** Sorts by day (checks win a day), drops a second visit of a day, and returns how many are left. */
function inOrder(days: Int32Array, whys: Int32Array, count: number, last: number): number {
  for (let i = 1; i < count; i++) {
    const [day, why] = [days[i]!, whys[i]!];
    let j = i - 1;
    for (; j >= 0 && (days[j]! > day || (days[j] === day && why < 0)); j--) {
      days[j + 1] = days[j]!;
      whys[j + 1] = whys[j]!;
    }
    days[j + 1] = day;
    whys[j + 1] = why;
  }
  let kept = 0;
  for (let i = 0; i < count; i++) {
    if (days[i]! > last || (kept > 0 && days[i] === days[kept - 1])) continue;
    days[kept] = days[i]!;
    whys[kept++] = whys[i]!;
  }
  return kept;
}
