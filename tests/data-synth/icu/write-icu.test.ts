import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { namedPolicies, simulateIcu, writeIcu } from "txlab/data-synth";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setWorkListener } from "#src/work.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "txlab-icu-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const simulate = (patients = 30): ReturnType<typeof simulateIcu> =>
  simulateIcu({ patients, seed: 5, missingness: 0.5 });

/** Whether a small disk can be mounted here. */
function smallDisk(): boolean {
  const disk = mkdtempSync(join(tmpdir(), "txlab-disk-"));
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", disk]).status === 0;
  if (mounted) spawnSync("umount", [disk]);
  rmSync(disk, { recursive: true });
  return mounted;
}

async function ask(sql: string, path = ":memory:"): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  const rows = (await connection.runAndReadAll(sql)).getRowsJS();
  connection.closeSync();
  instance.closeSync();
  return rows as unknown[][];
}

describe("writeIcu", () => {
  it("writes every table, the truth apart, and a card whose checksums are those of the files", async () => {
    const simulated = await simulate();
    const out = join(folder, "parquet");
    const files = await writeIcu(simulated, { out, policyPatients: 300 });
    const card = JSON.parse(readFileSync(join(out, "data-card.json"), "utf8"));
    expect(card).toMatchObject({
      seed: 5,
      scenario: "confounding-by-indication",
      patients: 30,
      knobs: { missingness: 0.5 },
    });
    expect(card.statement).toMatch(/no row of MIMIC/);
    for (const { path, sha256, bytes } of files) {
      const content = readFileSync(join(out, path));
      expect(createHash("sha256").update(content).digest("hex")).toBe(sha256);
      expect(content.length).toBe(bytes);
    }
    expect(readdirSync(join(out, "truth")).sort()).toEqual([
      "actual.parquet",
      "defects.parquet",
      "potential_outcomes.parquet",
      "truth.json",
    ]);
    const [[stays, lactates, columns]] = (await ask(
      `SELECT count(*)::INT, count(lactate)::INT, (SELECT count(*)::INT FROM (DESCRIBE FROM '${out}/analysis.parquet'))
       FROM '${out}/analysis.parquet'`,
    )) as [number[]];
    const lactate = Array.from(simulated.cohort.analysis().array("lactate") as ArrayLike<number>);
    expect(stays).toBe(simulated.cohort.stays);
    expect(lactates).toBe(lactate.filter((value) => !Number.isNaN(value)).length);
    expect(columns).toBe(simulated.cohort.analysis().numCols());
    const truth = JSON.parse(readFileSync(join(out, "truth/truth.json"), "utf8"));
    expect(truth.effects.ate.value).toBe(simulated.truth.effects.ate.value);
    expect(card.density).toBe("light");
    const { sepsis } = truth.policies as { sepsis: { policy: string; risk: number }[] };
    expect(sepsis.map(({ policy }) => policy)).toEqual(Object.keys(namedPolicies));
    expect(sepsis[0]!.risk).toBeLessThan(sepsis[1]!.risk);
  });

  it("writes the same bytes for the same seed", async () => {
    const files = await writeIcu(await simulate(), {
      policyPatients: 0,
      out: join(folder, "once"),
      format: "csv",
    });
    expect(
      await writeIcu(await simulate(), { policyPatients: 0, out: join(folder, "twice"), format: "csv" }),
    ).toEqual(files);
  });

  it("writes the same rows in every format", async () => {
    const simulated = await simulate();
    const files = await writeIcu(simulated, { policyPatients: 0, out: join(folder, "plain"), format: "csv" });
    await writeIcu(simulated, { policyPatients: 0, out: join(folder, "gzip"), format: "csv.gz" });
    await writeIcu(simulated, { policyPatients: 0, out: join(folder, "duck"), format: "duckdb" });
    const rows = files.find(({ path }) => path === "icu/chartevents.csv")!.rows;
    const duck = join(folder, "duck/mimic.duckdb");
    const count = async (from: string, path?: string): Promise<unknown> =>
      (await ask(`SELECT count(*)::INT FROM ${from}`, path))[0]![0];
    expect(await count(`'${folder}/gzip/icu/chartevents.csv.gz'`)).toBe(rows);
    expect(await count("mimiciv_icu.chartevents", duck)).toBe(rows);
    const secret =
      "SELECT table_name FROM duckdb_tables() WHERE regexp_matches(table_name, 'outcome|defect')";
    expect(await ask(secret, duck)).toEqual([]);
  });

  it("never replaces a folder unless told to, and then leaves the new one alone", async () => {
    const out = join(folder, "kept");
    const simulated = await simulate(3);
    await writeIcu(simulated, { policyPatients: 0, out });
    writeFileSync(join(out, "mine.txt"), "mine");
    await expect(writeIcu(simulated, { policyPatients: 0, out })).rejects.toThrow(
      /exists already; choose another folder, or replace it with force/,
    );
    expect(existsSync(join(out, "mine.txt"))).toBe(true);
    await writeIcu(simulated, { policyPatients: 0, out, force: true });
    expect(existsSync(join(out, "mine.txt"))).toBe(false);
    expect(readdirSync(folder).filter((name) => name.startsWith(".kept"))).toEqual([]);
  });

  it("leaves nothing half-written when it is interrupted, while playing or while writing", async () => {
    for (const label of ["ICU tables", "writing tables"]) {
      const simulated = await simulate(600);
      const abort = new AbortController();
      const before = setWorkListener({
        start: (name) => ({
          signal: abort.signal,
          report: () => {
            if (name === label) abort.abort();
          },
          end: () => {},
        }),
      });
      const writing = writeIcu(simulated, { policyPatients: 0, out: join(folder, "stopped") });
      await expect(writing.finally(() => setWorkListener(before))).rejects.toThrow(/was interrupted/);
      expect(readdirSync(folder).filter((name) => name.includes("stopped"))).toEqual([]);
    }
  });

  it.skipIf(!smallDisk())(
    "says that the disk is full, in every format, and leaves nothing on it (skipped where no tmpfs may be mounted)",
    async () => {
      const disk = join(folder, "disk");
      mkdirSync(disk, { recursive: true });
      spawnSync("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", disk]);
      try {
        const simulated = await simulate(400);
        for (const format of ["parquet", "csv", "duckdb"] as const) {
          await expect(
            writeIcu(simulated, { policyPatients: 0, out: join(disk, "cohort"), format }),
          ).rejects.toThrow(/could not be written, and nothing of it was left: .*(space|full|write)/is);
          expect(readdirSync(disk)).toEqual([]);
        }
      } finally {
        spawnSync("umount", [disk]);
      }
    },
  );

  it("says what is wrong with a folder that cannot be made, a format, an option", async () => {
    writeFileSync(join(folder, "file"), "");
    const simulated = await simulate(3);
    await expect(writeIcu(simulated, { policyPatients: 0, out: join(folder, "file/below") })).rejects.toThrow(
      /could not be written, and nothing of it was left/,
    );
    await expect(
      writeIcu(simulated, { policyPatients: 0, out: join(folder, "x"), format: "xlsx" as "csv" }),
    ).rejects.toThrow(/format must be one of/);
    await expect(writeIcu(simulated, { policyPatients: 0, out: "" })).rejects.toThrow(
      /out must name the folder/,
    );
    await expect(writeIcu(simulated, { policyPatients: 0, out: "x", forced: true } as never)).rejects.toThrow(
      /Did you mean "force"/,
    );
  });
});
