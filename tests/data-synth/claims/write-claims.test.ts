import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { simulateClaims, writeClaims } from "txlab/data-synth";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setWorkListener } from "#src/work.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "txlab-claims-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function ask(sql: string, path = ":memory:"): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  const rows = (await connection.runAndReadAll(sql)).getRowsJS();
  connection.closeSync();
  instance.closeSync();
  return rows as unknown[][];
}

describe("writeClaims", () => {
  it("writes parts of each table, the truth apart, and a card with checksums", async () => {
    const simulated = await simulateClaims({ members: 200, seed: 3, defects: 0.05, labShare: 0.4 });
    const out = join(folder, "parquet");
    const files = await writeClaims(simulated, { out });
    const card = JSON.parse(readFileSync(join(out, "data-card.json"), "utf8"));
    expect(card).toMatchObject({ seed: 3, members: 200, scenario: "commercial", knobs: { defects: 0.05 } });
    expect(card.statement).toMatch(/no row of MarketScan/);
    for (const { path, sha256, bytes } of files) {
      const content = readFileSync(join(out, path));
      expect(createHash("sha256").update(content).digest("hex")).toBe(sha256);
      expect(content.length).toBe(bytes);
    }
    expect(readdirSync(join(out, "truth")).sort()).toEqual([
      "defects",
      "diabetes_regimes",
      "members",
      "opioid_first",
      "truth.json",
    ]);
    const database = await simulated.cohort.database();
    const claims = await database.query("SELECT count(*) AS n, sum(pay) AS pay FROM marketscan.drug_claims");
    database.close();
    const [[n, pay]] = (await ask(`SELECT count(*)::INT, sum(pay) FROM '${out}/drug_claims/*.parquet'`)) as [
      number[],
    ];
    expect(claims.object()).toEqual({ n, pay });
    const [[spoiled]] = (await ask(`SELECT count(*)::INT FROM '${out}/truth/defects/*.parquet'`)) as [
      number[],
    ];
    expect(spoiled).toBeGreaterThan(20);
  });

  it("writes the same bytes for any number of threads, in parts of as many members as asked for", async () => {
    const make = async (threads: number): ReturnType<typeof writeClaims> =>
      writeClaims(await simulateClaims({ members: 130, seed: 8, labShare: 1 }), {
        out: join(folder, `threads-${threads}`),
        threads,
        partMembers: 70,
      });
    const one = await make(1);
    expect(one.filter(({ path }) => path.startsWith("lab/")).map(({ rows }) => rows! > 0)).toEqual([
      true,
      true,
    ]);
    expect(await make(2)).toEqual(one);
  });

  it("writes the same rows in every format, and no truth into the database", async () => {
    const simulated = await simulateClaims({ members: 120, seed: 6 });
    const files = await writeClaims(simulated, { out: join(folder, "csv"), format: "csv" });
    await writeClaims(simulated, { out: join(folder, "gzip"), format: "csv.gz" });
    await writeClaims(simulated, { out: join(folder, "duck"), format: "duckdb" });
    const rows = files.find(({ path }) => path === "outpatient_services.csv")!.rows;
    const duck = join(folder, "duck/marketscan.duckdb");
    const count = async (from: string, path?: string): Promise<unknown> =>
      (await ask(`SELECT count(*)::INT FROM ${from}`, path))[0]![0];
    expect(await count(`'${folder}/gzip/outpatient_services.csv.gz'`)).toBe(rows);
    expect(await count("outpatient_services", duck)).toBe(rows);
    expect(
      await ask(
        "SELECT table_name FROM duckdb_tables() WHERE table_name LIKE '%defect%' OR table_name LIKE '%member%' OR table_name LIKE '%regime%'",
        duck,
      ),
    ).toEqual([]);
    const [[type]] = (await ask("SELECT typeof(svcdate) FROM drug_claims LIMIT 1", duck)) as [string[]];
    expect(type).toBe("DATE");
  });

  it("never replaces a folder unless told to, and then leaves the new one alone", async () => {
    const out = join(folder, "kept");
    const simulated = await simulateClaims({ members: 3 });
    await writeClaims(simulated, { out });
    writeFileSync(join(out, "mine.txt"), "mine");
    await expect(writeClaims(simulated, { out })).rejects.toThrow(/exists already; choose another folder/);
    expect(existsSync(join(out, "mine.txt"))).toBe(true);
    await writeClaims(simulated, { out, force: true });
    expect(existsSync(join(out, "mine.txt"))).toBe(false);
    expect(readdirSync(folder).filter((name) => name.startsWith(".kept"))).toEqual([]);
  });

  it("leaves nothing half-written when it is interrupted", async () => {
    for (const [label, format] of [
      ["writing claims", "parquet"],
      ["gathering tables", "csv"],
    ] as const) {
      const simulated = await simulateClaims({ members: label === "writing claims" ? 3000 : 50 });
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
      const writing = writeClaims(simulated, { out: join(folder, "stopped"), format, partMembers: 500 });
      await expect(writing.finally(() => setWorkListener(before))).rejects.toThrow(/interrupted/);
      expect(readdirSync(folder).filter((name) => name.includes("stopped"))).toEqual([]);
    }
  });

  it("says what is wrong with a folder, a format, an option, and with room", async () => {
    writeFileSync(join(folder, "file"), "");
    const simulated = await simulateClaims({ members: 3 });
    await expect(writeClaims(simulated, { out: join(folder, "file/below") })).rejects.toThrow(
      /could not be written, and nothing of it was left/,
    );
    await expect(writeClaims(simulated, { out: "x", format: "xlsx" as "csv" })).rejects.toThrow(
      /format must be one of/,
    );
    await expect(writeClaims(simulated, { out: "" })).rejects.toThrow(/out must name the folder/);
    await expect(writeClaims(simulated, { out: "x", forced: true } as never)).rejects.toThrow(
      /Did you mean "force"/,
    );
    await expect(writeClaims({} as never, { out: "x" })).rejects.toThrow(/takes what simulateClaims returns/);
    await expect(writeClaims(simulated, { out: join(folder, "y"), threads: 0 })).rejects.toThrow(/threads/);
  });
});
