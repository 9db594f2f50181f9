import type { ColumnTable } from "arquero";
import { assertOneOf } from "../../src/assert.js";
import { displayable } from "../../src/plot/display.js";
import { formatFixed, formatPercent } from "../../src/plot/format.js";
import { escapeHtml } from "../../src/plot/html.js";
import { type TextTable, tableHtml, tableText } from "../../src/plot/table.js";
import type { GrowingColumns } from "../growing-columns.js";
import { analysisTable, icuColumns } from "./columns.js";
import type { IcuDatabase } from "./database.js";
import { type IcuKnobs, type IcuScenario, scenarios } from "./knobs.js";
import { mimic4Tables } from "./mimic4.js";
import type { IcuDensity } from "./nursing.js";
import type { IcuPolicy, IcuStrategy } from "./policy.js";
import type { IcuSettings } from "./run-icu.js";
import type { Recorded } from "./stay.js";

/** A synthetic ICU cohort: what a database would hold, and nothing of the truth. */
export interface IcuCohort {
  readonly patients: number;
  readonly stays: number;
  readonly seed: number;
  readonly scenario: IcuScenario;
  readonly knobs: IcuKnobs;
  readonly density: IcuDensity;
  /** The treatment policy that `intervene` put in place of the clinicians' practice. */
  readonly policy?: IcuPolicy | IcuStrategy;
  /** The analysis table, one row per ICU stay; `icuColumns` says what each column means. */
  analysis(): ColumnTable;
  /**
   * One of MIMIC-IV's tables, by its name ("chartevents"). The patients are played hour by hour for it, in memory; for
   * more than one table, or for SQL, open the database.
   */
  table(name: string): Promise<ColumnTable>;
  /** All event tables and derived concepts in DuckDB, in memory, for SQL. Close it after use. */
  database(): Promise<IcuDatabase>;
  toString(): string;
}

type Recording = GrowingColumns<keyof Recorded>;

export function icuCohort(columns: Recording, settings: IcuSettings): IcuCohort {
  let made: ColumnTable | undefined;
  const cohort = {
    ...settings,
    stays: columns.rows,
    analysis: (): ColumnTable => {
      made ??= analysisTable(columns);
      return made;
    },
    table: (name: string): Promise<ColumnTable> => readTable(settings, name),
    database: (): Promise<IcuDatabase> => openDatabase(settings),
  };
  return displayable(cohort, {
    text: () => [headline(cohort), tableText(cohortView(cohort, columns))].join("\n"),
    html: () =>
      `<div><em>${escapeHtml(headline(cohort))}</em></div>${tableHtml(cohortView(cohort, columns))}`,
  });
}

/** DuckDB is loaded only here, so that the analysis table needs no database. */
async function openDatabase(settings: IcuSettings): Promise<IcuDatabase> {
  const { IcuDatabase } = await import("./database.js");
  return IcuDatabase.open(settings);
}

async function readTable(settings: IcuSettings, name: string): Promise<ColumnTable> {
  assertOneOf(
    name,
    "table",
    mimic4Tables.map((each) => each.name),
  );
  const { module } = mimic4Tables.find((each) => each.name === name)!;
  const database = await openDatabase(settings);
  try {
    return await database.query(`SELECT * FROM mimiciv_${module}.${name}`);
  } finally {
    database.close();
  }
}

function headline(cohort: IcuSettings & { readonly stays: number }): string {
  const count = (n: number): string => formatFixed(n, 0);
  return `Synthetic ICU cohort · ${count(cohort.patients)} patients, ${count(cohort.stays)} stays · ${mimic4Tables.length} MIMIC-IV tables · seed ${cohort.seed} · scenario ${cohort.scenario} · no MIMIC row was read`;
}

function cohortView(cohort: IcuSettings & { readonly stays: number }, columns: Recording): TextTable {
  const share = (name: keyof Recorded): string => {
    const known = columns.column(name).filter((value) => !Number.isNaN(value));
    return formatPercent(known.reduce((total, value) => total + value, 0) / known.length);
  };
  const rows: Readonly<Record<string, number>> = {
    patients: cohort.patients,
    admissions: cohort.stays,
    icustays: cohort.stays,
  };
  return {
    columns: [{ name: "table", align: "left" }, { name: "rows" }, { name: "holds", align: "left" }],
    rows: [
      [
        "analysis()",
        formatFixed(cohort.stays, 0),
        `one row a stay: ${columnNames(7)}, … (${icuColumns.length} columns)`,
      ],
      ...mimic4Tables.map(({ module, name, about }) => [
        `${module}.${name}`,
        name in rows ? formatFixed(rows[name]!, 0) : "",
        about,
      ]),
    ],
    notes: [
      `${share("early_vasopressor")} early vasopressor, ${share("death_28d")} dead within 28 days; ${scenarios[cohort.scenario].about}.`,
      "Event tables are played when asked for: await cohort.table(name), or await cohort.database() for SQL.",
    ],
  };
}

function columnNames(count: number): string {
  return icuColumns
    .slice(0, count)
    .map(({ name }) => name)
    .join(", ");
}
