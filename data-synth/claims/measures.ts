import { monthOf, monthStart, months, years } from "./calendar.js";
import { condition } from "./conditions.js";
import { diagnosis, meaningOf } from "./diagnosis-codes.js";
import { never } from "./glycemia.js";
import { lab } from "./lab-tests.js";
import type { Life } from "./life.js";
import { procedure as p } from "./procedures.js";
import { drug, products } from "./red-book.js";
import type { ClaimsRows, IntegerRows } from "./rows.js";

const diabetic: ReadonlySet<number> = new Set([diagnosis("25000"), diagnosis("25002")]);
const operations: readonly number[] = [p.gallbladder, p.hernia, p.knee, p.wrist];
const counted: readonly string[] = ["4011", "4019", "2724", "25000"];
const numbers: readonly number[] = counted.map((each) => diagnosis(each as "4011"));
const lastYear = years - 1;

/** Sums over members, by name; sums of parts add up to those of the whole. */
export class Sums {
  readonly values: Map<string, number>;

  constructor(entries: Iterable<readonly [string, number]> = []) {
    this.values = new Map(entries);
  }

  add(name: string, value: number): void {
    this.values.set(name, (this.values.get(name) ?? 0) + value);
  }

  merge(entries: Iterable<readonly [string, number]>): void {
    for (const [name, value] of entries) this.add(name, value);
  }

  get(name: string): number {
    return this.values.get(name) ?? 0;
  }

  /** A mean, or a share in percent with `times` 100. */
  ratio(top: string, bottom: string, times = 1): number {
    return (times * this.get(top)) / this.get(bottom);
  }
}

/**
 * Adds what one member's rows say: payments by kind and year, coded diabetes, tests, first drugs. Only rows that the
 * tables hold are read, but for body mass and undiagnosed diabetes, which no claim has.
 */
export function measureMember(life: Life, rows: ClaimsRows, sums: Sums): void {
  const spend = new Float64Array(years);
  payments(rows.outpatient, "outpatient", spend, sums);
  payments(rows.inpatient, "inpatient", spend, sums);
  payments(rows.drug, "drugs", spend, sums);
  const { member } = life;
  const covered = new Int32Array(years);
  for (const month of rows.month.named("month")) covered[Math.floor(month / 12)]!++;
  for (let year = 0; year < years; year++) {
    if (covered[year] === 0) continue;
    const groups = [
      `${year}`,
      `${year} ${member.woman ? "women" : "men"}`,
      `${year} region ${member.region + 1}`,
    ];
    for (const group of groups) {
      sums.add(`spend ${group}`, spend[year]! / 100);
      sums.add(`years ${group}`, covered[year]! / 12);
    }
  }
  sums.add("admissions", rows.admission.rows);
  sums.add("member-years", rows.month.rows / 12);
  const coded = codedDiabetes(rows);
  diabetesYears(life, rows, covered, spend, coded, sums);
  results(rows, coded.first, sums);
  surgery(life, rows, sums);
  codes(rows, sums);
}

function payments(table: IntegerRows, kind: string, spend: Float64Array, sums: Sums): void {
  const [day, pay] = [table.named("day"), table.named("pay")];
  const [copay, coins, deduct] = [table.named("copay"), table.named("coins"), table.named("deduct")];
  const facility = kind === "drugs" ? undefined : table.named("facility");
  const [paid, paidFacility, own] = [
    new Float64Array(years),
    new Float64Array(years),
    new Float64Array(years),
  ];
  for (let i = 0; i < table.rows; i++) {
    const year = Math.floor(monthOf(day[i]!) / 12);
    paid[year]! += pay[i]!;
    if (facility !== undefined && facility[i] === 1) paidFacility[year]! += pay[i]!;
    own[year]! += copay[i]! + coins[i]! + deduct[i]!;
  }
  for (let year = 0; year < years; year++) {
    if (paid[year] === 0) continue;
    spend[year]! += paid[year]!;
    sums.add(`own ${year}`, own[year]! / 100);
    if (facility === undefined) sums.add(`drugs ${year}`, paid[year]! / 100);
    else {
      sums.add(`${kind} ${year}`, paidFacility[year]! / 100);
      sums.add(`professional ${year}`, (paid[year]! - paidFacility[year]!) / 100);
    }
  }
}

interface Coded {
  /** Outpatient lines with diabetes, by year, and the day of the first. */
  readonly lines: Int32Array;
  readonly first: number;
}

function codedDiabetes({ outpatient }: ClaimsRows): Coded {
  const lines = new Int32Array(years);
  const [day, dx1] = [outpatient.named("day"), outpatient.named("dx1")];
  let first = never;
  for (let i = 0; i < outpatient.rows; i++) {
    if (!diabetic.has(meaningOf(dx1[i]!))) continue;
    lines[Math.floor(monthOf(day[i]!) / 12)]!++;
    first = Math.min(first, day[i]!);
  }
  return { lines, first };
}

/** Of members covered all year: diabetes by two coded lines, its cost, its tests, its company. */
function diabetesYears(
  life: Life,
  rows: ClaimsRows,
  covered: Int32Array,
  spend: Float64Array,
  { lines }: Coded,
  sums: Sums,
): void {
  const { member } = life;
  const any = (from: number): boolean => lines.subarray(0, from + 1).some((count) => count >= 2);
  for (let year = 1; year < years; year++) {
    const age = life.ageAt(12 * year);
    if (covered[year] !== 12 || age < 18) continue;
    const has = any(year);
    sums.add(`adult spend ${has ? "diabetes" : "others"}`, spend[year]! / 100);
    sums.add(`adult years ${has ? "diabetes" : "others"}`, 1);
    if (year !== lastYear) continue;
    const band = age < 45 ? "18-44" : "45-64";
    sums.add(`adults ${band}`, 1);
    if (has) sums.add(`diabetes ${band}`, 1);
    const truly = life.onsets[condition.diabetes]! <= 12 * year;
    if (truly) sums.add("true diabetes", 1);
    if (truly && life.diagnosed > 12 * year) sums.add("undiagnosed", 1);
    if (!has) continue;
    sums.add("diabetics", 1);
    if (member.bodyMass >= 25) sums.add("diabetics overweight", 1);
    if (life.knows(condition.hypertension)) sums.add("diabetics hypertension", 1);
    if (tested(rows, year)) sums.add("diabetics tested", 1);
  }
  let atRisk = 0;
  for (let month = 12; month < months; month++) {
    if (life.covered[month] === 0 || life.ageAt(month) < 18 || life.diagnosed < month) continue;
    atRisk++;
    if (life.diagnosed === month) sums.add("adults diagnosed", 1);
  }
  sums.add("adult months at risk", atRisk);
  firstDrugs(life, rows, sums);
}

function tested({ outpatient }: ClaimsRows, year: number): boolean {
  const [day, proc] = [outpatient.named("day"), outpatient.named("proc")];
  const [from, to] = [monthStart[12 * year]!, monthStart[12 * year + 12]!];
  return proc.some((each, i) => each === p.a1c && day[i]! >= from && day[i]! < to);
}

/** What newly diagnosed members with a year of coverage with drugs after it are given. */
function firstDrugs(life: Life, { drug: claims }: ClaimsRows, sums: Sums): void {
  const { diagnosed } = life;
  if (diagnosed < 0 || diagnosed === never || !life.coveredWithDrugs(diagnosed, diagnosed + 12)) return;
  const [from, to] = [monthStart[diagnosed]!, monthStart[diagnosed]! + 365];
  const [day, product] = [claims.named("day"), claims.named("product")];
  const starts = new Map<number, number>();
  for (let i = 0; i < claims.rows; i++) {
    const which = products[product[i]!]!.class;
    if (which > drug.insulin || day[i]! < from || day[i]! > to) continue;
    starts.set(which, Math.min(day[i]!, starts.get(which) ?? never));
  }
  sums.add("newly diagnosed", 1);
  if (starts.size === 0) return;
  sums.add("started", 1);
  const first = Math.min(...starts.values());
  if ((starts.get(drug.metformin) ?? never) === first) sums.add("started metformin", 1);
  if (starts.size > 1) sums.add("second line", 1);
}

/** HbA1c of known diabetics, and its correlation with glucose across members. */
function results({ lab: values }: ClaimsRows, diabeticFrom: number, sums: Sums): void {
  const [day, test, value] = [values.named("day"), values.named("test"), values.named("value")];
  const means = [0, 0, 0, 0];
  let latest = Number.NaN;
  for (let i = 0; i < values.rows; i++) {
    const which = test[i] === lab.a1c ? 0 : test[i] === lab.glucose ? 1 : -1;
    if (which < 0) continue;
    means[which]! += value[i]! / 100;
    means[2 + which]!++;
    if (which === 0 && day[i]! > diabeticFrom + 180) latest = value[i]! / 100;
  }
  if (latest >= 0) {
    sums.add("A1c", 1);
    sums.add(
      latest < 7 ? "A1c below 7" : latest < 8 ? "A1c 7 to 8" : latest <= 9 ? "A1c 8 to 9" : "A1c above 9",
      1,
    );
  }
  if (means[2] === 0 || means[3] === 0) return;
  const [x, y] = [means[0]! / means[2]!, means[1]! / means[3]!];
  [1, x, y, x * x, x * y, y * y].forEach((each, k) => {
    sums.add(`pair ${k}`, each);
  });
}

/** Operations of members covered with drugs, and those followed by an opioid on the day. */
function surgery(life: Life, { outpatient, drug: claims }: ClaimsRows, sums: Sums): void {
  const [day, proc, facility] = [
    outpatient.named("day"),
    outpatient.named("proc"),
    outpatient.named("facility"),
  ];
  const [filled, product] = [claims.named("day"), claims.named("product")];
  for (let i = 0; i < outpatient.rows; i++) {
    if (facility[i] === 1 || !operations.includes(proc[i]!) || life.covered[monthOf(day[i]!)] !== 2) continue;
    sums.add("operations", 1);
    const given = filled.some((each, j) => each === day[i] && products[product[j]!]!.class === drug.opioid);
    if (given) sums.add("operations with an opioid", 1);
  }
}

function codes({ outpatient }: ClaimsRows, sums: Sums): void {
  const found = new Int32Array(counted.length);
  for (const stored of outpatient.named("dx1")) {
    const at = numbers.indexOf(meaningOf(stored));
    if (at >= 0) found[at]!++;
  }
  found.forEach((count, k) => {
    if (count > 0) sums.add(`code ${counted[k]}`, count);
  });
}
