import { join } from "node:path";
import { InterruptedError } from "../../src/errors.js";
import { omopClaims } from "../omop/omop-claims.js";
import { syntheaFiles } from "../omop/synthea.js";
import { quoted } from "../write-folder.js";
import { ClaimsDatabase } from "./database.js";
import type { ClaimsSettings } from "./knobs.js";
import { claimsTables } from "./tables.js";

export interface BlockTask {
  readonly settings: ClaimsSettings;
  readonly from: number;
  readonly to: number;
  readonly folder: string;
  readonly part: number;
  readonly dialect: ClaimsDialect;
  /** Set to 1 to stop: ending a thread inside the database would end the process. */
  readonly stop: Int32Array;
}

const defectKey =
  "SELECT (d.member + 1)::BIGINT * 100 + 1 AS enrolid, k.label AS defect, CASE WHEN d.line > 0 THEN d.line END AS line, d.before, d.after FROM raw.defect d JOIN raw.defect_kind k ON k.code = d.kind";

/** MarketScan's tables, the OMOP Common Data Model's, or Synthea's flat files. */
export type ClaimsDialect = "marketscan" | "omop" | "synthea";
export const claimsDialects: readonly ClaimsDialect[] = ["marketscan", "omop", "synthea"];

/** What a folder of claims holds: path of a table, and its query. */
export function exportedTables(dialect: ClaimsDialect): readonly (readonly [path: string, from: string])[] {
  const tables = { marketscan: claimsTables, omop: omopClaims, synthea: syntheaFiles }[dialect];
  return [
    ...tables.map(({ name }) => [name, `${dialect}.${name}`] as const),
    ["truth/members", "truth.members"],
    ["truth/opioid_first", "truth.opioid_first"],
    ["truth/diabetes_regimes", "truth.diabetes_regimes"],
    ["truth/defects", `(${defectKey})`],
  ];
}

/** Dictionaries, which are the same in every part and are written with the first. */
export const dictionaries: readonly string[] = ["red_book", "source_to_concept_map"];

/** Runs in a worker: simulates members and writes their part of each table as Parquet; returns the rows of each. */
export async function writeBlock(block: BlockTask): Promise<number[]> {
  const { settings, from, to, folder, part, dialect, stop } = block;
  const database = await ClaimsDatabase.open(settings, { from, to, stop });
  try {
    const rows: number[] = [];
    for (const [path, query] of exportedTables(dialect)) {
      if (Atomics.load(stop, 0) === 1) throw new InterruptedError("writing claims was interrupted.");
      if (dictionaries.includes(path) && part > 0) {
        rows.push(0);
        continue;
      }
      const file = quoted(join(folder, path, partName(part)));
      const copied = await database.connection.run(
        `COPY (FROM ${query}) TO ${file} (FORMAT parquet, COMPRESSION zstd)`,
      );
      rows.push(Number(copied.rowsChanged));
    }
    return rows;
  } finally {
    database.close();
  }
}

export function partName(part: number): string {
  return `part-${String(part).padStart(5, "0")}.parquet`;
}
