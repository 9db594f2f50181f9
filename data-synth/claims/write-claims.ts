import { mkdir, rm, statfs, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { assertInteger, assertKnownOptions, assertOneOf } from "../../src/assert.js";
import { ArgumentError } from "../../src/errors.js";
import { parallel } from "../../src/numeric/parallel.js";
import { work } from "../../src/work.js";
import { quoted, type WrittenFile, writeDataCard, writeFolder } from "../write-folder.js";
import type { ClaimsCohort } from "./cohort.js";
import type { ClaimsTruth } from "./truth.js";
import {
  type BlockTask,
  type ClaimsDialect,
  claimsDialects,
  dictionaries,
  exportedTables,
  partName,
} from "./write-block-task.js";

export type ClaimsFormat = "parquet" | "csv" | "csv.gz" | "duckdb";

export interface ClaimsWriteOptions {
  /** The folder to make. */
  readonly out: string;
  /** @default "parquet" */
  readonly format?: ClaimsFormat;
  /**
   * MarketScan's tables, the OMOP Common Data Model 5.4's, or Synthea's flat files.
   *
   * @default "marketscan"
   */
  readonly dialect?: ClaimsDialect;
  /** Replace a folder that is there. @default false */
  readonly force?: boolean;
  /** Worker threads; the files do not depend on them. @default the cores this process may use, or `$TXLAB_THREADS` */
  readonly threads?: number;
  /** Members in each Parquet part; a part is held in memory while it is written. @default 10000 */
  readonly partMembers?: number;
}

const formats: readonly ClaimsFormat[] = ["parquet", "csv", "csv.gz", "duckdb"];
const task: URL = new URL("./write-block-task.js", import.meta.url);

/**
 * Writes a cohort as a folder: each of MarketScan's tables as a folder of Parquet parts of 10,000 members (read
 * `outpatient_services/*.parquet`), or as one CSV, or all in one database named like the dialect; `truth/` apart; a data card with
 * seed, scenario, knobs and checksums.
 *
 * Workers simulate and write one part each, so that memory does not grow with the number of members. Everything is
 * written under a temporary name beside `out` and renamed at the end: an interrupted or failed run leaves nothing behind, and
 * what was there before stays.
 *
 * @returns the files, with rows, bytes and SHA-256
 * @throws ArgumentError if `out` is there already and `force` is not set; DataError if it cannot be written
 */
export async function writeClaims(
  simulated: { readonly cohort: ClaimsCohort; readonly truth: ClaimsTruth },
  options: ClaimsWriteOptions,
): Promise<readonly WrittenFile[]> {
  assertKnownOptions(options, ["out", "format", "dialect", "force", "threads", "partMembers"], "writeClaims");
  const { format = "parquet", dialect = "marketscan", force = false } = options;
  const { threads, partMembers = 10_000 } = options;
  assertOneOf(format, "format", formats);
  assertOneOf(dialect, "dialect", claimsDialects);
  if (threads !== undefined) assertInteger(threads, "threads", 1);
  assertInteger(partMembers, "partMembers", 1);
  if (simulated?.cohort?.knobs === undefined || simulated.truth?.graph === undefined) {
    throw new ArgumentError("writeClaims takes what simulateClaims returns, cohort and truth, first.");
  }
  return writeFolder(options.out, force, async (folder) => {
    const { cohort, truth } = simulated;
    await assertRoom(cohort.members, options.out);
    const parts = await writeParts(cohort, { folder, dialect, partMembers, threads });
    const written = format === "parquet" ? parts : await gather(folder, format, dialect, parts);
    await writeFile(
      join(folder, "truth/truth.json"),
      `${JSON.stringify({ graph: truth.graph, knobs: cohort.knobs }, null, 2)}\n`,
    );
    written.set("truth/truth.json", undefined);
    return writeDataCard(folder, written, (version) => ({
      name: "Synthetic claims cohort",
      generator: `txlab ${version}`,
      statement:
        "Every row is simulated. The generator is calibrated to published aggregates; no row of MarketScan or of any other insurer was read. The group in synthetic_group is made up: MarketScan has none.",
      seed: cohort.seed,
      scenario: cohort.scenario,
      knobs: cohort.knobs,
      members: cohort.members,
      format,
      truth:
        "The folder truth/ holds what is latent, potential outcomes and planted defects. Keep it away from whoever analyzes the tables.",
    }));
  });
}

/** Bytes that a member takes as Parquet, about. */
const bytesPerMember = 2_500;

async function assertRoom(members: number, out: string): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(resolve(out)));
  const needed = members * bytesPerMember;
  if (bavail * bsize < needed) {
    const gigabytes = (bytes: number): string => (bytes / 1e9).toFixed(1);
    throw new ArgumentError(
      `${members} members need about ${gigabytes(needed)} GB where ${out} would be; ${gigabytes(bavail * bsize)} GB are free. Write fewer, or elsewhere.`,
    );
  }
}

interface PartsOptions {
  readonly folder: string;
  readonly dialect: ClaimsDialect;
  readonly partMembers: number;
  readonly threads: number | undefined;
}

async function writeParts(
  cohort: ClaimsCohort,
  { folder, dialect, partMembers, threads }: PartsOptions,
): Promise<Map<string, number | undefined>> {
  const exported = exportedTables(dialect);
  const { members, seed, scenario, knobs } = cohort;
  for (const [path] of exported) await mkdir(join(folder, path), { recursive: true });
  const tasks: BlockTask[] = [];
  const stop = new Int32Array(new SharedArrayBuffer(4));
  for (let from = 0; from < members; from += partMembers) {
    const to = Math.min(members, from + partMembers);
    const settings = { members, seed, scenario, knobs };
    tasks.push({ settings, from, to, folder, part: tasks.length, dialect, stop });
  }
  const counts = await work("writing claims", members, async ({ report, signal, check }) => {
    const halt = (): void => {
      Atomics.store(stop, 0, 1);
    };
    signal.addEventListener("abort", halt);
    const done = (parts: number): void => {
      report(Math.min(members, parts * partMembers));
      check();
    };
    return parallel<BlockTask, number[]>(task, "writeBlock", tasks, { threads, report: done })
      .catch((error: unknown) => {
        check();
        throw error;
      })
      .finally(() => signal.removeEventListener("abort", halt));
  });
  const written = new Map<string, number | undefined>();
  counts.forEach((rows, part) => {
    exported.forEach(([path], k) => {
      if (!dictionaries.includes(path) || part === 0) written.set(`${path}/${partName(part)}`, rows[k]!);
    });
  });
  return written;
}

const copyOptions: Readonly<Record<string, string>> = {
  csv: "FORMAT csv, HEADER",
  "csv.gz": "FORMAT csv, HEADER, COMPRESSION gzip",
};

/** Puts the parts of each table together, as one file or in one database; the truth stays apart. */
async function gather(
  folder: string,
  format: Exclude<ClaimsFormat, "parquet">,
  dialect: ClaimsDialect,
  parts: ReadonlyMap<string, number | undefined>,
): Promise<Map<string, number | undefined>> {
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  const written = new Map<string, number | undefined>();
  const exported = exportedTables(dialect);
  try {
    if (format === "duckdb") {
      await connection.run(`ATTACH ${quoted(join(folder, `${dialect}.duckdb`))} AS target`);
    }
    await work("gathering tables", exported.length, async ({ report, check }) => {
      for (const [k, [path]] of exported.entries()) {
        check();
        const files = [...parts.keys()].filter((name) => name.startsWith(`${path}/part-`));
        const from = `read_parquet([${files.map((name) => quoted(join(folder, name))).join(", ")}])`;
        if (format === "duckdb" && !path.startsWith("truth/")) {
          await connection.run(`CREATE TABLE target.${path} AS FROM ${from}`);
        } else {
          const kind = format === "duckdb" ? "csv" : format;
          const copied = await connection.run(
            `COPY (FROM ${from}) TO ${quoted(join(folder, `${path}.${kind}`))} (${copyOptions[kind]})`,
          );
          written.set(`${path}.${kind}`, Number(copied.rowsChanged));
        }
        await rm(join(folder, path), { recursive: true });
        report(k + 1);
      }
      check();
    });
    if (format === "duckdb") {
      await connection.run("DETACH target");
      written.set(`${dialect}.duckdb`, undefined);
    }
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
  return written;
}
