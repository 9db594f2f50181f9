import { monthStart, months } from "./calendar.js";
import { never } from "./glycemia.js";
import type { Life } from "./life.js";
import { opioidCovariates } from "./opioid-covariates.js";
import type { OpioidRecord } from "./opioids.js";
import type { RegimeRecord, RegimeTruth } from "./regimes.js";
import type { Keeper } from "./simulate-member.js";

/** ENROLID of a member: the family's number, then 01. */
export function enrolidOf(member: number): number {
  return (member + 1) * 100 + 1;
}

/** Doubles in columns that are emptied and used again. */
export class DoubleRows {
  readonly names: readonly string[];
  #columns: Float64Array[];
  rows = 0;

  constructor(names: readonly string[]) {
    this.names = names;
    this.#columns = names.map(() => new Float64Array(1024));
  }

  add(values: ArrayLike<number>): void {
    if (this.rows === this.#columns[0]!.length) {
      this.#columns = this.#columns.map((column) => {
        const larger = new Float64Array(2 * column.length);
        larger.set(column);
        return larger;
      });
    }
    for (let j = 0; j < this.names.length; j++) this.#columns[j]![this.rows] = values[j]!;
    this.rows++;
  }

  column(j: number): Float64Array {
    return this.#columns[j]!;
  }

  /** The values of a column, copied. */
  values(name: string): Float64Array {
    return this.#columns[this.names.indexOf(name)]!.slice(0, this.rows);
  }
}

const nine = (name: string): string[] => [0, 1, 2].flatMap((a) => [0, 1, 2].map((b) => `${name}_${a}${b}`));

/** Columns of the studies and of their truths, as they are kept while members are simulated. */
export const opioidColumns: readonly string[] = [
  "enrolid",
  "day",
  "provid",
  ...opioidCovariates.map(({ name }) => name),
  "long_first",
  "long_use",
];
export const opioidTruthColumns: readonly string[] = ["enrolid", "propensity", "risk0", "risk1", "y0", "y1"];
export const regimeColumns: readonly (keyof RegimeRecord)[] = [
  "enrolid",
  "age",
  "female",
  "obesity",
  "hypertension",
  "kidney_disease",
  "high_deductible",
  "group_b",
  "region",
  "provid",
  "a1c_0",
  "first",
  "a1c_6",
  "second",
  "a1c_12",
];
export const regimeTruthColumns: readonly string[] = [
  "enrolid",
  "p_first_0",
  "p_first_1",
  "p_first_2",
  ...nine("p_second"),
  "a1c_6_0",
  "a1c_6_1",
  "a1c_6_2",
  ...nine("a1c_12"),
];
export const memberTruthColumns: readonly string[] = [
  "enrolid",
  "metabolic",
  "frailty",
  "seeking",
  "body_mass",
  "smokes",
  "diabetes_onset",
  "diabetes_diagnosis",
];

export const needColumns: readonly string[] = [
  "enrolid",
  "group_b",
  "age",
  "female",
  "region",
  "rural",
  "office_days_2012",
  "emergency_days_2012",
  "admissions_2012",
  "fills_2012",
  "conditions_2012",
  "spend_2012",
  "conditions_2013",
  "spend_2013",
];
export const needTruthColumns: readonly string[] = ["enrolid", "need"];

/** Collects the studies' records and the members' truth. */
export class TruthRows {
  readonly opioid: DoubleRows = new DoubleRows(opioidColumns);
  readonly opioidTruth: DoubleRows = new DoubleRows(opioidTruthColumns);
  readonly regime: DoubleRows = new DoubleRows(regimeColumns);
  readonly regimeTruth: DoubleRows = new DoubleRows(regimeTruthColumns);
  readonly member: DoubleRows = new DoubleRows(memberTruthColumns);
  readonly need: DoubleRows = new DoubleRows(needColumns);
  readonly needTruth: DoubleRows = new DoubleRows(needTruthColumns);

  get keeper(): Keeper {
    return {
      opioid: (record) => this.#addOpioid(record),
      regime: (record, truth) => this.#addRegime(record, truth),
      member: (life) => {
        this.#addMember(life);
        this.#addNeed(life);
      },
    };
  }

  get tables(): readonly (readonly [name: string, rows: DoubleRows])[] {
    return [
      ["members", this.member],
      ["opioid_first", this.opioidTruth],
      ["diabetes_regimes", this.regimeTruth],
    ];
  }

  clear(): void {
    const { opioid, opioidTruth, regime, regimeTruth, member, need, needTruth } = this;
    for (const rows of [opioid, opioidTruth, regime, regimeTruth, member, need, needTruth]) rows.rows = 0;
  }

  #addOpioid({ enrolid, day, doctor, covariates, long, outcome, ...truth }: OpioidRecord): void {
    const id = enrolidOf(enrolid);
    this.opioid.add([id, day, 10_001 + doctor, ...covariates, long, outcome]);
    this.opioidTruth.add([id, truth.propensity, truth.risk0, truth.risk1, truth.y0, truth.y1]);
  }

  #addRegime(record: RegimeRecord, truth: RegimeTruth): void {
    const id = enrolidOf(record.enrolid);
    this.regime.add(regimeColumns.map((name) => (name === "enrolid" ? id : record[name])));
    const { firstPropensity, secondPropensity, sixMonths, twelveMonths } = truth;
    this.regimeTruth.add([id, ...firstPropensity, ...secondPropensity, ...sixMonths, ...twelveMonths]);
  }

  #addMember({ member, glycemia, diagnosed }: Life): void {
    const day = (month: number): number =>
      month === never
        ? Number.NaN
        : month < 0
          ? Math.round(30.44 * month)
          : monthStart[Math.min(months, month)]!;
    const { index, metabolic, frailty, seeking, bodyMass, smokes } = member;
    const onset = day(glycemia.onset);
    this.member.add([
      enrolidOf(index),
      metabolic,
      frailty,
      seeking,
      bodyMass,
      smokes ? 1 : 0,
      onset,
      day(diagnosed),
    ]);
  }

  /** Adults covered from 2012 to 2013: what 2012 shows, what 2013 costs, and how ill they are. */
  #addNeed(life: Life): void {
    const { member } = life;
    const born = Math.floor(member.birth);
    for (let month = 12; month < 36; month++) if (life.covered[month] === 0) return;
    if (2012 - born < 18) return;
    const [from, to] = [monthStart[12]!, monthStart[24]!];
    const count = (days: readonly number[]): number =>
      new Set(days.filter((day) => day >= from && day < to)).size;
    const fills = life.fillDays.filter((day) => day >= from && day < to).length;
    const id = enrolidOf(member.index);
    const [visits, emergencies, stays] = [life.officeDays, life.emergencyDays, life.stayDays].map(count);
    this.need.add([
      id,
      member.group,
      2012 - born,
      member.woman ? 1 : 0,
      member.region + 1,
      member.area === 0 ? 1 : 0,
      visits!,
      emergencies!,
      stays!,
      fills,
      bitCount(life.coded[1]!),
      life.spent[1]! / 100,
      bitCount(life.coded[2]!),
      life.spent[2]! / 100,
    ]);
    this.needTruth.add([id, need(life, 35)]);
  }
}

/** Chronic conditions that are there in a month, coded or not. */
function need(life: Life, month: number): number {
  return life.onsets.reduce((sum, onset) => sum + (onset <= month ? 1 : 0), 0);
}

function bitCount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}
