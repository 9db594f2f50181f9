import type { ColumnTable } from "arquero";
import { assertOneOf } from "../../src/assert.js";
import { displayable } from "../../src/plot/display.js";
import { formatFixed } from "../../src/plot/format.js";
import { escapeHtml } from "../../src/plot/html.js";
import { type TextTable, tableHtml, tableText } from "../../src/plot/table.js";
import type { ClaimsDatabase } from "./database.js";
import { type ClaimsKnobs, type ClaimsScenario, type ClaimsSettings, scenarios } from "./knobs.js";
import { claimsTables } from "./tables.js";

/** A synthetic claims cohort: what a database would hold, and nothing of the truth. */
export interface ClaimsCohort {
  readonly members: number;
  readonly seed: number;
  readonly scenario: ClaimsScenario;
  readonly knobs: ClaimsKnobs;
  /**
   * One of MarketScan's tables, by its name ("drug_claims"), in memory; for more than one, or for SQL, open the database.
   */
  table(name: string): Promise<ColumnTable>;
  /** All tables in DuckDB, in memory, in the schema `marketscan`. Close it after use. */
  database(): Promise<ClaimsDatabase>;
  toString(): string;
}

export function claimsCohort(settings: ClaimsSettings): ClaimsCohort {
  const cohort = {
    ...settings,
    table: (name: string): Promise<ColumnTable> => readTable(settings, name),
    database: (): Promise<ClaimsDatabase> => openDatabase(settings),
  };
  return displayable(cohort, {
    text: () => [headline(settings), tableText(view(settings))].join("\n"),
    html: () => `<div><em>${escapeHtml(headline(settings))}</em></div>${tableHtml(view(settings))}`,
  });
}

/** DuckDB is loaded only here. */
async function openDatabase(settings: ClaimsSettings): Promise<ClaimsDatabase> {
  const { ClaimsDatabase } = await import("./database.js");
  return ClaimsDatabase.open(settings);
}

async function readTable(settings: ClaimsSettings, name: string): Promise<ColumnTable> {
  assertOneOf(
    name,
    "table",
    claimsTables.map((each) => each.name),
  );
  const database = await openDatabase(settings);
  try {
    return await database.query(`SELECT * FROM marketscan.${name}`);
  } finally {
    database.close();
  }
}

function headline({ members, seed, scenario }: ClaimsSettings): string {
  return `Synthetic claims cohort · ${formatFixed(members, 0)} members, 2011 to 2015 · ${claimsTables.length} tables · seed ${seed} · scenario ${scenario} · no MarketScan row was read`;
}

function view({ scenario }: ClaimsSettings): TextTable {
  return {
    columns: [
      { name: "table", align: "left" },
      { name: "holds", align: "left" },
    ],
    rows: claimsTables.map(({ name, about }) => [name, about]),
    notes: [
      `Scenario: ${scenarios[scenario].about}.`,
      "Members are simulated when asked for: await cohort.table(name), await cohort.database() for SQL, or writeClaims.",
    ],
  };
}
