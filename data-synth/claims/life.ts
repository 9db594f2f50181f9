import type { Noise } from "../noise.js";
import { firstYear, monthStart, months, years } from "./calendar.js";
import { condition, conditions } from "./conditions.js";
import { diagnoses, diagnosis } from "./diagnosis-codes.js";
import type { Tastes } from "./doctors.js";
import { drawEnrollment, type Spell } from "./enrollment.js";
import { drawGlycemia, type Glycemia, never, regimenSize } from "./glycemia.js";
import type { ClaimsKnobs } from "./knobs.js";
import { drawMember, type Member } from "./member.js";
import { drawOnsets } from "./onsets.js";
import { drugClasses } from "./red-book.js";
import type { ClaimsRows } from "./rows.js";

const long = -9999;
const benign = diagnosis("4011");
const uncontrolled = diagnosis("25002");

/** One member's life while it is simulated, in memory that is used again for the next. */
export class Life {
  readonly noise: Noise;
  readonly knobs: ClaimsKnobs;
  readonly tastes: Tastes;
  readonly rows: ClaimsRows;
  member!: Member;
  glycemia!: Glycemia;
  spells: readonly Spell[] = [];
  /** Per month: 0 not covered, 1 covered, 2 covered with drugs. */
  readonly covered: Uint8Array = new Uint8Array(months);
  readonly onsets: Int32Array = new Int32Array(conditions.length);
  /** Conditions that are there, and those that a doctor knows of, as bits. */
  active = 0;
  known = 0;
  month = 0;
  /** Month of the diagnosis of type 2 diabetes; negative if it came before the first month. */
  diagnosed: number = never;
  /** HbA1c that made the diagnosis. */
  firstA1c: number = Number.NaN;
  /** What was known at the diagnosis, as bits; the two decisions, and HbA1c at the second. */
  knownAtFirst = 0;
  firstAction = -1;
  secondAction = -1;
  secondA1c: number = Number.NaN;

  // What has been recorded: the last two days of each diagnosis and drug class, days of visits, stays, fills.
  readonly seen: Int32Array = new Int32Array(diagnoses.length);
  readonly seenBefore: Int32Array = new Int32Array(diagnoses.length);
  readonly filled: Int32Array = new Int32Array(drugClasses.length);
  readonly filledBefore: Int32Array = new Int32Array(drugClasses.length);
  readonly officeDays: number[] = [];
  readonly emergencyDays: number[] = [];
  readonly stayDays: number[] = [];
  readonly fillDays: number[] = [];

  // Drugs: the class is taken, until when it was dispensed, how often; the month each diabetes drug was begun.
  readonly takes: Uint8Array = new Uint8Array(drugClasses.length);
  readonly supplied: Int32Array = new Int32Array(drugClasses.length);
  readonly refills: Int32Array = new Int32Array(drugClasses.length);
  readonly since: Int32Array = new Int32Array(regimenSize);
  opioids = 0;
  opioidsUntil = -1;
  treatedFor = -1;

  // Numbers of claims, and what is left of the year's deductible and cap, in cents.
  line = 0;
  headers = 0;
  stays = 0;
  deductible = 0;
  cap = 0;
  /** The member's shares of the last charge, in cents. */
  copay = 0;
  coins = 0;
  deduct = 0;
  readonly spent: Float64Array = new Float64Array(years);
  /** Chronic conditions coded in each year, as bits. */
  readonly coded: Int32Array = new Int32Array(years);

  constructor(noise: Noise, knobs: ClaimsKnobs, tastes: Tastes, rows: ClaimsRows) {
    this.noise = noise;
    this.knobs = knobs;
    this.tastes = tastes;
    this.rows = rows;
  }

  /** Turns to the member of this number as of the first month. */
  begin(index: number): void {
    const { noise, knobs } = this;
    noise.select(index);
    this.member = drawMember(noise, index, knobs.labShare);
    this.glycemia = drawGlycemia(noise, this.member, knobs.progression);
    drawOnsets(noise, this.member, this.glycemia, this.onsets);
    this.spells = drawEnrollment(noise, this.member, knobs.censoring);
    this.covered.fill(0);
    for (const { from, to, rx } of this.spells) this.covered.fill(rx ? 2 : 1, from, to);
    this.active = 0;
    this.known = 0;
    this.diagnosed = never;
    this.firstA1c = Number.NaN;
    this.knownAtFirst = 0;
    this.firstAction = -1;
    this.secondAction = -1;
    this.secondA1c = Number.NaN;
    for (const days of [this.seen, this.seenBefore, this.filled, this.filledBefore]) days.fill(long);
    for (const days of [this.officeDays, this.emergencyDays, this.stayDays, this.fillDays]) days.length = 0;
    this.takes.fill(0);
    this.supplied.fill(long);
    this.refills.fill(0);
    this.since.fill(never);
    this.opioids = 0;
    this.opioidsUntil = -1;
    this.treatedFor = -1;
    this.line = 0;
    this.headers = 0;
    this.stays = 0;
    this.spent.fill(0);
    this.coded.fill(0);
  }

  /** Age in years in the middle of a month. */
  ageAt(month: number): number {
    return firstYear + (month + 0.5) / 12 - this.member.birth;
  }

  knows(k: number): boolean {
    return (this.known & (1 << k)) !== 0;
  }

  has(k: number): boolean {
    return (this.active & (1 << k)) !== 0;
  }

  /** Conditions that have begun by the month; prediabetes follows from glycemia. */
  bring(month: number): void {
    let bits = 0;
    for (let k = 0; k < conditions.length; k++) if (this.onsets[k]! <= month) bits |= 1 << k;
    this.active = bits & ~(1 << condition.prediabetes);
    this.month = month;
  }

  /** Remembers that a diagnosis was recorded on a day. */
  see(code: number, day: number): void {
    const k = code === benign ? condition.hypertension : code === uncontrolled ? condition.diabetes : code;
    if (k < conditions.length) this.coded[Math.floor(this.month / 12)]! |= 1 << k;
    if (this.seen[code] === day) return;
    this.seenBefore[code] = this.seen[code]!;
    this.seen[code] = day;
  }

  /** Whether the diagnosis was recorded in the 365 days before a day, that day left out. */
  sawBefore(code: number, day: number): boolean {
    return withinYear(this.seen[code]!, this.seenBefore[code]!, day);
  }

  filledBeforeDay(drugClass: number, day: number): boolean {
    return withinYear(this.filled[drugClass]!, this.filledBefore[drugClass]!, day);
  }

  /** Whether the member is covered, with drugs, in all months from one to another (inclusive). */
  coveredWithDrugs(from: number, to: number): boolean {
    if (from < 0 || to >= months) return false;
    for (let month = from; month <= to; month++) if (this.covered[month] !== 2) return false;
    return true;
  }

  /** The day of the month that a uniform number picks. */
  dayIn(month: number, u: number): number {
    const from = monthStart[month]!;
    return from + Math.floor(u * (monthStart[month + 1]! - from));
  }
}

function withinYear(last: number, before: number, day: number): boolean {
  const latest = last < day ? last : before;
  return latest >= day - 365 && latest < day;
}

/** Entries of the list in the 365 days before a day. */
export function countWithin(days: readonly number[], day: number): number {
  return days.reduce((count, each) => count + (each >= day - 365 && each < day ? 1 : 0), 0);
}

/** Different days of the ordered list in the 365 days before a day. */
export function countDays(days: readonly number[], day: number): number {
  let [count, last] = [0, long];
  for (const each of days) {
    if (each < day - 365 || each >= day || each === last) continue;
    count++;
    last = each;
  }
  return count;
}
