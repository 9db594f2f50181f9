import { type ColumnTable, table } from "arquero";
import { displayable } from "../../../src/plot/display.js";
import { formatFixed, formatPercent, formatSigned } from "../../../src/plot/format.js";
import { type TextTable, tableHtml, tableText } from "../../../src/plot/table.js";
import { dateText } from "../calendar.js";
import type { ClaimsCohort } from "../cohort.js";
import { opioidCovariates } from "../opioid-covariates.js";
import { simulateRecords } from "../records.js";
import { opioidTruthColumns } from "../truth-rows.js";
import { assertClaims } from "./assert-claims.js";
import { firstOpioidSql } from "./first-opioid-sql.js";

/** Effects of a long first prescription on long use, as differences of probabilities, over the members of the study. */
export interface OpioidEffects {
  readonly ate: number;
  readonly att: number;
  readonly rural: number;
  readonly urban: number;
}

export interface FirstOpioidStudy {
  /** One row a member: enrolid, index_date, provid, preference, the 44 covariates, long_first, long_use. */
  readonly table: ColumnTable;
  /** Names of the 44 covariates; 0 or 1 but for age and the last four, which are counts. */
  readonly covariates: readonly string[];
  /** Roles for causalStudy. */
  readonly roles: {
    readonly treatment: "long_first";
    readonly outcome: "long_use";
    readonly confounders: readonly string[];
    readonly id: "enrolid";
  };
  /** The instrument: how often the prescriber gave others more than seven days. */
  readonly instrument: "preference";
  /** The table but for the preference, as SQL over the tables of schema `marketscan`. */
  readonly sql: string;
  readonly truth: {
    /** Means of risk1 − risk0. */
    readonly effects: OpioidEffects;
    /** Means of y1 − y0, the outcomes as they would be. */
    readonly sample: OpioidEffects;
    /** One row a member: enrolid, propensity, risk0, risk1, y0, y1. */
    potentialOutcomes(): ColumnTable;
  };
  toString(): string;
}

/**
 * Problem set 6: does a first opioid prescription for more than seven days make long use more likely?
 *
 * Members of 18 years or more, without a cancer code in the year before, with their first opioid claim and coverage with drugs in the
 * twelve months on both sides. Treatment: more than seven days' supply. Outcome: ten or more opioid claims, or a code or
 * drug for addiction, in the 365 days after. 44 covariates from the 365 days before; prescribers decide by them on a logistic scale, by
 * taste and, with `hiddenConfounding`, by pain that no table holds. `preference` is the share of long first prescriptions among the
 * prescriber's other members of the study, drawn towards the mean as if there were one more.
 *
 * Assumes for identification what the knobs say: ignorable given the covariates if `hiddenConfounding` is 0; the preference
 * touches the outcome only through the treatment.
 *
 * @throws ArgumentError if it is given no cohort of simulateClaims
 * @example
 * const { cohort } = await simulateClaims({ members: 50_000 });
 * const study = await firstOpioidStudy(cohort);
 * study.covariates.length // => 44
 */
export async function firstOpioidStudy(cohort: ClaimsCohort): Promise<FirstOpioidStudy> {
  assertClaims(cohort, "firstOpioidStudy");
  const { opioid, opioidTruth } = await simulateRecords(cohort, ["opioid", "opioidTruth"]);
  const recorded = new Map(opioid);
  const secret = new Map(opioidTruth);
  const covariates = opioidCovariates.map(({ name }) => name);
  const study = {
    table: studyTable(recorded, covariates),
    covariates,
    roles: { treatment: "long_first", outcome: "long_use", confounders: covariates, id: "enrolid" },
    instrument: "preference",
    sql: firstOpioidSql,
    truth: {
      effects: effects(recorded, difference(secret.get("risk0")!, secret.get("risk1")!)),
      sample: effects(recorded, difference(secret.get("y0")!, secret.get("y1")!)),
      potentialOutcomes: () => table(opioidTruthColumns.map((name) => [name, secret.get(name)!.slice()])),
    },
  } as const;
  const view = (): TextTable => studyView(study, naive(recorded));
  return displayable(study, { text: () => tableText(view()), html: () => tableHtml(view()) });
}

type Columns = ReadonlyMap<string, Float64Array>;

function studyTable(columns: Columns, covariates: readonly string[]): ColumnTable {
  const whole = (name: string): [string, Int32Array] => [name, Int32Array.from(columns.get(name)!)];
  return table([
    whole("enrolid"),
    ["index_date", Array.from(columns.get("day")!, dateText)],
    whole("provid"),
    ["preference", preference(columns.get("provid")!, columns.get("long_first")!)],
    ...covariates.map(whole),
    whole("long_first"),
    whole("long_use"),
  ]);
}

function preference(doctors: Float64Array, long: Float64Array): Float64Array {
  const [count, sum] = [new Map<number, number>(), new Map<number, number>()];
  doctors.forEach((doctor, i) => {
    count.set(doctor, (count.get(doctor) ?? 0) + 1);
    sum.set(doctor, (sum.get(doctor) ?? 0) + long[i]!);
  });
  const total = long.reduce((all, each) => all + each, 0);
  return doctors.map((doctor, i) => {
    const mean = (total - long[i]!) / Math.max(1, long.length - 1);
    return (sum.get(doctor)! - long[i]! + mean) / count.get(doctor)!;
  });
}

function difference(low: Float64Array, high: Float64Array): Float64Array {
  return high.map((value, i) => value - low[i]!);
}

function effects(columns: Columns, effect: Float64Array): OpioidEffects {
  const [rural, long] = [columns.get("rural")!, columns.get("long_first")!];
  const mean = (chosen: (i: number) => boolean): number => {
    const some = effect.filter((_, i) => chosen(i));
    return some.reduce((sum, each) => sum + each, 0) / some.length;
  };
  return Object.freeze({
    ate: mean(() => true),
    att: mean((i) => long[i] === 1),
    rural: mean((i) => rural[i] === 1),
    urban: mean((i) => rural[i] === 0),
  });
}

function naive(columns: Columns): number {
  const [long, use] = [columns.get("long_first")!, columns.get("long_use")!];
  const mean = (arm: number): number => {
    const some = use.filter((_, i) => long[i] === arm);
    return some.reduce((sum, each) => sum + each, 0) / some.length;
  };
  return mean(1) - mean(0);
}

function studyView(study: Pick<FirstOpioidStudy, "table" | "truth">, crude: number): TextTable {
  const { effects: truth } = study.truth;
  const points = (x: number): string => formatSigned(100 * x, 2);
  const share = study.table.array("long_first") as Int32Array;
  return {
    title: "First opioid prescription for more than seven days and long use, in points",
    columns: [{ name: "", align: "left" }, { name: "difference" }],
    rows: [
      ["naive", points(crude)],
      ["true ATE", points(truth.ate)],
      ["true ATT", points(truth.att)],
      ["true, rural", points(truth.rural)],
      ["true, urban", points(truth.urban)],
    ],
    notes: [
      `${formatFixed(study.table.numRows(), 0)} members, ${formatPercent(share.reduce((a, b) => a + b, 0) / share.length)} long; 44 covariates.`,
    ],
  };
}
