import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { assertInteger, assertKnownOptions, assertOneOf } from "../../src/assert.js";
import { work } from "../../src/work.js";
import { omopIcu } from "../omop/omop-icu.js";
import { syntheaFiles } from "../omop/synthea.js";
import { fileColumns, insertTable } from "../table-file.js";
import { quoted, type WrittenFile, writeDataCard, writeFolder } from "../write-folder.js";
import { analysisSql } from "./analysis-sql.js";
import type { IcuCohort } from "./cohort.js";
import { courseTables } from "./course-tables.js";
import type { IcuDatabase } from "./database.js";
import { derivedConcepts } from "./derived.js";
import { mimic3Tables } from "./mimic3.js";
import { mimic4Tables } from "./mimic4.js";
import type { IcuTruth } from "./truth.js";

export type IcuFormat = "parquet" | "csv" | "csv.gz" | "duckdb";

export type IcuDialect = "mimic4" | "mimic3" | "omop" | "synthea";

export interface IcuWriteOptions {
  /** The folder to make. */
  readonly out: string;
  /** @default "parquet" */
  readonly format?: IcuFormat;
  /**
   * MIMIC-IV's tables in `hosp/` and `icu/`; MIMIC-III's in `mimiciii/`, with discharge summaries among them; the OMOP
   * Common Data Model 5.4 in `omop/`; or Synthea's flat files in `synthea/`.
   *
   * @default "mimic4"
   */
  readonly dialect?: IcuDialect;
  /** Replace a folder that is there. @default false */
  readonly force?: boolean;
  /** Patients of the Monte-Carlo population in which the named policies are lived for `truth/truth.json`; 0 leaves their values out. @default 2000 */
  readonly policyPatients?: number;
}

/** One file that was written. */
export type IcuFile = WrittenFile;

const formats: readonly IcuFormat[] = ["parquet", "csv", "csv.gz", "duckdb"];
const dialects: readonly IcuDialect[] = ["mimic4", "mimic3", "omop", "synthea"];
const copyOptions: Readonly<Record<string, string>> = {
  parquet: "FORMAT parquet, COMPRESSION zstd",
  csv: "FORMAT csv, HEADER",
  "csv.gz": "FORMAT csv, HEADER, COMPRESSION gzip",
};

/**
 * Writes a cohort as a folder: `hosp/` and `icu/` as MIMIC-IV has them (or one `mimic.duckdb`), the analysis table,
 * `sql/` with the derived concepts, `truth/` apart, and a data card with seed, scenario, knobs and checksums.
 *
 * Everything is written under a temporary name beside `out` and renamed at the end, so that an interrupted or failed run
 * leaves nothing behind, and what was there before stays. Memory does not grow with the number of patients, but for the
 * analysis table.
 */
export async function writeIcu(
  simulated: { readonly cohort: IcuCohort; readonly truth: IcuTruth },
  options: IcuWriteOptions,
): Promise<readonly IcuFile[]> {
  assertKnownOptions(options, ["out", "format", "dialect", "force", "policyPatients"], "writeIcu");
  const { format = "parquet", dialect = "mimic4", force = false, policyPatients = 2000 } = options;
  assertInteger(policyPatients, "policyPatients", 0);
  assertOneOf(format, "format", formats);
  assertOneOf(dialect, "dialect", dialects);
  return writeFolder(options.out, force, (folder) =>
    writeAll(simulated, folder, format, dialect, policyPatients),
  );
}

async function writeAll(
  { cohort, truth }: { readonly cohort: IcuCohort; readonly truth: IcuTruth },
  folder: string,
  format: IcuFormat,
  dialect: IcuDialect,
  policyPatients: number,
): Promise<readonly IcuFile[]> {
  const { IcuDatabase } = await import("./database.js");
  const modules = dialect === "mimic4" ? ["hosp", "icu"] : [dialect === "mimic3" ? "mimiciii" : dialect];
  for (const part of [...modules, "sql", "truth"]) await mkdir(join(folder, part));
  const file = join(folder, "playing.duckdb");
  const database = await IcuDatabase.open(cohort, file);
  const written = new Map<string, number | undefined>();
  try {
    await insertTable(database.connection, "raw.analysis", fileColumns(cohort.analysis()));
    await insertTable(database.connection, "raw.potential_outcomes", fileColumns(truth.potentialOutcomes()));
    await insertTable(database.connection, "raw.actual", fileColumns(truth.actual()));
    await exportTables(database, folder, format, dialect, written);
  } finally {
    database.close();
    await rm(file, { force: true });
    await rm(`${file}.wal`, { force: true });
  }
  await writeTexts(cohort, truth, policyPatients, folder, written);
  if (format === "duckdb") for (const part of modules) await rm(join(folder, part), { recursive: true });
  return writeCard(cohort, format, folder, written);
}

const defectKey =
  "SELECT s.subject_id, s.stay_id, raw.at(d.minute) AS charttime, d.itemid, l.label AS defect, d.value AS true_value FROM raw.defect d JOIN raw.stay s USING (stay_id) JOIN raw.label l ON l.kind = 'defect' AND l.code = d.kind";

/** The dialect's tables, and where they are written. */
function eventTables(dialect: IcuDialect): { from: string; to: string }[] {
  const flat = (
    schema: string,
    tables: readonly { readonly name: string }[],
  ): { from: string; to: string }[] =>
    tables.map(({ name }) => ({ from: `${schema}.${name}`, to: `${schema}/${name}` }));
  if (dialect === "mimic3") return flat("mimiciii", mimic3Tables);
  if (dialect === "omop") return flat("omop", omopIcu);
  if (dialect === "synthea") return flat("synthea", syntheaFiles);
  return mimic4Tables.map(({ module, name }) => ({
    from: `mimiciv_${module}.${name}`,
    to: `${module}/${name}`,
  }));
}

async function exportTables(
  database: IcuDatabase,
  folder: string,
  format: IcuFormat,
  dialect: IcuDialect,
  written: Map<string, number | undefined>,
): Promise<void> {
  const tables = [
    ...eventTables(dialect),
    { from: "raw.analysis", to: "analysis" },
    { from: "raw.potential_outcomes", to: "truth/potential_outcomes" },
    { from: "raw.actual", to: "truth/actual" },
    { from: `(${defectKey})`, to: "truth/defects" },
  ];
  const { connection } = database;
  if (format === "duckdb") await connection.run(`ATTACH ${quoted(join(folder, "mimic.duckdb"))} AS target`);
  await work("writing tables", tables.length, async ({ report, check }) => {
    for (const [k, { from, to }] of tables.entries()) {
      check();
      if (format === "duckdb" && !to.startsWith("truth/")) {
        const [schema, name] = to === "analysis" ? ["main", "analysis"] : from.split(".");
        await connection.run(
          `CREATE SCHEMA IF NOT EXISTS target.${schema}; CREATE TABLE target.${schema}.${name} AS FROM ${from}`,
        );
      } else {
        const kind = format === "duckdb" ? "parquet" : format;
        const path = `${to}.${kind}`;
        const result = await connection.run(
          `COPY (FROM ${from}) TO ${quoted(join(folder, path))} (${copyOptions[kind]})`,
        );
        written.set(path, Number(result.rowsChanged));
      }
      report(k + 1);
    }
    check();
  });
  if (format !== "duckdb") return;
  await connection.run("DETACH target");
  written.set("mimic.duckdb", undefined);
}

async function writeTexts(
  cohort: IcuCohort,
  truth: IcuTruth,
  patients: number,
  folder: string,
  written: Map<string, number | undefined>,
): Promise<void> {
  const { effects, planted, sample, propensityTerms, outcomeTerms, graph } = truth;
  const { knobs } = cohort;
  const policies = patients > 0 && {
    all: await truth.policyValues({ patients }),
    sepsis: await truth.policyValues({ patients, among: "sepsis" }),
  };
  const known = {
    ...{ effects, planted, sample, ...(policies ? { policies } : {}) },
    ...{ propensityTerms, outcomeTerms, graph, knobs },
  };
  const texts: [path: string, text: string][] = [
    ["sql/analysis.sql", `${analysisSql.trim()};\n`],
    ...[...derivedConcepts, ...courseTables].map(({ name, about, sql }): [string, string] => [
      `sql/${name}.sql`,
      `-- mimiciv_derived.${name}: ${about}\n${sql.trim()};\n`,
    ]),
    ["truth/truth.json", `${JSON.stringify(known, null, 2)}\n`],
  ];
  for (const [path, text] of texts) {
    await writeFile(join(folder, path), text);
    written.set(path, undefined);
  }
}

async function writeCard(
  cohort: IcuCohort,
  format: IcuFormat,
  folder: string,
  written: ReadonlyMap<string, number | undefined>,
): Promise<readonly IcuFile[]> {
  return writeDataCard(folder, written, (version) => ({
    name: "Synthetic ICU cohort",
    generator: `txlab ${version}`,
    statement:
      "Every row is simulated. The generator is calibrated to published aggregates; no row of MIMIC or of any other patient database was read.",
    seed: cohort.seed,
    scenario: cohort.scenario,
    knobs: cohort.knobs,
    density: cohort.density,
    policy: policyInWords(cohort.policy),
    patients: cohort.patients,
    stays: cohort.stays,
    format,
    truth:
      "The folder truth/ holds potential outcomes, propensities and effects. Keep it away from whoever analyzes the tables.",
  }));
}

/** A policy as the card has it: its words, and what cannot be written named. */
function policyInWords(policy: IcuCohort["policy"]): unknown {
  if (typeof policy === "function") return "a function of the record";
  if (typeof policy !== "object") return policy;
  const part = (value: unknown): unknown =>
    typeof value === "function"
      ? "a function of the record"
      : typeof value === "object" && value !== null
        ? `the policy ${(value as { readonly name?: string }).name ?? "without a name"}`
        : value;
  return Object.fromEntries(Object.entries(policy).map(([name, value]) => [name, part(value)]));
}
