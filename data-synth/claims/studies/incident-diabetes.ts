import { type ColumnTable, table } from "arquero";
import { assertKnownOptions } from "../../../src/assert.js";
import { type WindowFeatures, windowFeatures } from "../../../src/cohort/windows/window-features.js";
import { ArgumentError, DataError } from "../../../src/errors.js";
import { displayable } from "../../../src/plot/display.js";
import { formatFixed, formatPercent } from "../../../src/plot/format.js";
import { type TextTable, tableHtml, tableText } from "../../../src/plot/table.js";
import type { ClaimsDatabase } from "../database.js";
import {
  type DiabetesReason,
  type DiabetesWindows,
  diabetesEventsSql,
  diabetesReasons,
  incidentDiabetesSql,
} from "./incident-diabetes-sql.js";

export interface IncidentDiabetesOptions extends Partial<DiabetesWindows> {
  /** Lengths of the feature windows that end where the gap begins. @default ["180d", "730d"] */
  readonly lookBack?: readonly string[];
}

/** Whether a member is in the study, and the facts that decide. */
export interface DiabetesInclusion {
  readonly enrolid: number;
  readonly included: boolean;
  readonly reason: DiabetesReason | "unknown: no member has this ENROLID";
  /** Months covered with drugs, days with diabetes codes, drug claims, first dates; empty if nobody has the ENROLID. */
  readonly facts: Readonly<Record<string, string | number | null>>;
}

export interface IncidentDiabetesStudy {
  /** One row a member who is in: enrolid, age, female, place, plan, onset_date, diabetes (the label), and what was coded before. */
  readonly table: ColumnTable;
  /** Members by reason. */
  readonly flow: Readonly<Record<DiabetesReason, number>>;
  readonly windows: DiabetesWindows;
  /** Who is in or out, and why. */
  explain(enrolid: number): DiabetesInclusion;
  /** Presence of diagnoses, drugs, procedures and abnormal results in each window, as a sparse design over the table's rows. */
  features(): Promise<WindowFeatures>;
  toString(): string;
}

const known: readonly (readonly [string, string])[] = [
  ["hypertension", "dx LIKE '401%' OR dx = 'I10'"],
  ["hyperlipidemia", "dx LIKE '272%' OR dx LIKE 'E78%'"],
  ["obesity", "dx LIKE '278%' OR dx LIKE 'E66%'"],
  ["coronary_disease", "dx LIKE '414%' OR dx LIKE 'I25%'"],
];

/**
 * Problem set 2: type 2 diabetes in the claims of members who did not have it, after Razavian et al. 2015 (Big Data 3:277).
 *
 * In: covered with drugs in every month of the feature window, the gap and the onset window (nobody is censored on either side), 18
 * or older, no conflicting records, and before the onset window neither two days with a diabetes code nor a drug
 * that only diabetics take. Label: in the onset window two days with a code (250.xx, E10, E11), or such a drug;
 * who has just one day is left out as unclear. Features never look beyond the gap's beginning.
 *
 * It asks the tables of schema `marketscan` only, by SQL, so it runs on any database of that shape.
 *
 * @throws ArgumentError if the windows are not days in their order; DataError if nobody is in
 * @example
 * const database = await cohort.database();
 * const study = await incidentDiabetesStudy(database);
 * study.explain(101).reason // why member 101 is in or out
 */
export async function incidentDiabetesStudy(
  database: Pick<ClaimsDatabase, "query">,
  options: IncidentDiabetesOptions = {},
): Promise<IncidentDiabetesStudy> {
  assertKnownOptions(
    options,
    ["featuresFrom", "gapFrom", "onsetFrom", "until", "lookBack"],
    "incidentDiabetesStudy",
  );
  if (typeof database?.query !== "function") {
    throw new ArgumentError(
      "incidentDiabetesStudy takes a database with the schema marketscan, such as await cohort.database().",
    );
  }
  const windows = checkWindows(options);
  const lookBack = options.lookBack ?? ["180d", "730d"];
  const everybody = await database.query(incidentDiabetesSql(windows));
  const rows = everybody.objects() as Record<string, number | string | null>[];
  const byId = new Map(rows.map((row) => [row.enrolid as number, row]));
  const counts = diabetesReasons.map((_, k) => rows.filter(({ reason }) => reason === k).length);
  if (counts.at(-1) === 0) {
    throw new DataError(
      `none of ${rows.length} members is in the study: ${diabetesReasons.map((reason, k) => `${counts[k]} ${reason}`).join("; ")}.`,
    );
  }
  const inside = `(SELECT enrolid FROM (${incidentDiabetesSql(windows)}) WHERE reason = 6)`;
  const kept = await database.query(tableSql(windows));
  const study = {
    table: kept,
    flow: Object.freeze(
      Object.fromEntries(diabetesReasons.map((reason, k) => [reason, counts[k]!])),
    ) as IncidentDiabetesStudy["flow"],
    windows,
    explain: (enrolid: number): DiabetesInclusion => explain(byId, enrolid),
    features: async (): Promise<WindowFeatures> => {
      const events = await database.query(diabetesEventsSql(`${inside} AS inside`, windows));
      const index = Math.round(Date.parse(windows.gapFrom) / 86_400_000);
      const ids = kept.array("enrolid") as ArrayLike<number>;
      const people = table([
        ["enrolid", Int32Array.from(ids)],
        ["index", new Int32Array(ids.length).fill(index)],
      ]);
      const days = lookBack.map((text) => lengthInDays(text));
      return windowFeatures(people, events, {
        id: "enrolid",
        index: "index",
        time: "day",
        code: "code",
        lookBack: days,
        aggregate: "any",
        sparse: true,
      });
    },
  };
  const view = (): TextTable => studyView(study);
  return displayable(study, { text: () => tableText(view()), html: () => tableHtml(view()) });
}

function explain(
  byId: ReadonlyMap<number, Record<string, number | string | null>>,
  enrolid: number,
): DiabetesInclusion {
  const row = byId.get(enrolid);
  if (row === undefined)
    return { enrolid, included: false, reason: "unknown: no member has this ENROLID", facts: {} };
  const { reason, enrolid: _, ...facts } = row;
  return Object.freeze({
    enrolid,
    included: reason === 6,
    reason: diabetesReasons[reason as number]!,
    facts,
  });
}

/** The members who are in, with the risk factors that everybody knows, as coded in the feature window. */
function tableSql(windows: DiabetesWindows): string {
  const flags = known
    .map(([name, condition]) => `coalesce(bool_or(${condition}), false)::INTEGER AS ${name}`)
    .join(", ");
  return `WITH inside AS (SELECT * FROM (${incidentDiabetesSql(windows)}) WHERE reason = 6),
codes AS (SELECT enrolid, unnest([dx1, dx2, dx3, dx4]) AS dx FROM marketscan.outpatient_services
  WHERE svcdate >= DATE '${windows.featuresFrom}' AND svcdate < DATE '${windows.gapFrom}')
SELECT i.enrolid, any_value(age) AS age, any_value(female) AS female, any_value(region) AS region, any_value(rural) AS rural,
  any_value(plantyp) AS plantyp, ${flags}, any_value(diabetes) AS diabetes,
  any_value(CASE WHEN diabetes = 1 THEN coalesce(onset_date, first_drug) END) AS onset_date
FROM inside i LEFT JOIN codes c USING (enrolid) GROUP BY i.enrolid ORDER BY i.enrolid`;
}

function checkWindows(options: IncidentDiabetesOptions): DiabetesWindows {
  const windows = {
    featuresFrom: options.featuresFrom ?? "2011-01-01",
    gapFrom: options.gapFrom ?? "2013-01-01",
    onsetFrom: options.onsetFrom ?? "2014-01-01",
    until: options.until ?? "2015-01-01",
  };
  let before = "";
  for (const [name, value] of Object.entries(windows)) {
    if (!/^\d{4}-\d{2}-01$/.test(value) || Number.isNaN(Date.parse(value))) {
      throw new ArgumentError(
        `${name} must be the first day of a month, such as "2013-01-01"; it was ${JSON.stringify(value)}.`,
      );
    }
    const bad = name === "onsetFrom" ? value < before : value <= before;
    if (bad) throw new ArgumentError(`${name} must come after what precedes it, ${before}; it was ${value}.`);
    before = value;
  }
  return windows;
}

function lengthInDays(text: string): number {
  const days = /^(\d+)d$/.exec(text)?.[1];
  if (days === undefined)
    throw new ArgumentError(
      `lookBack must be lengths in days, such as "180d"; one was ${JSON.stringify(text)}.`,
    );
  return Number(days);
}

function studyView({ table: kept, flow }: Pick<IncidentDiabetesStudy, "table" | "flow">): TextTable {
  const of = (name: string, label: number): number => {
    const [labels, values] = [
      kept.array("diabetes") as ArrayLike<number>,
      kept.array(name) as ArrayLike<number>,
    ];
    const some = Array.from(labels.length === 0 ? [] : Array.from(labels).keys()).filter(
      (i) => labels[i] === label,
    );
    return some.reduce((sum, i) => sum + values[i]!, 0) / some.length;
  };
  const count = (label: number): number =>
    Array.from(kept.array("diabetes") as ArrayLike<number>).filter((each) => each === label).length;
  return {
    title: "Incident type 2 diabetes",
    columns: [{ name: "", align: "left" }, { name: "members" }, { name: "women" }, { name: "hypertension" }],
    rows: [1, 0].map((label) => [
      label === 1 ? "diabetes in the onset window" : "no diabetes",
      formatFixed(count(label), 0),
      formatPercent(of("female", label)),
      formatPercent(of("hypertension", label)),
    ]),
    notes: diabetesReasons.slice(0, -1).map((reason) => `Out: ${formatFixed(flow[reason], 0)} ${reason}.`),
  };
}
