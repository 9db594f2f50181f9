import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { parquetSource, querySource, readTable } from "txlab/cohort";
import { randomStream } from "txlab/stats";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DataError } from "#src/errors.js";

let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "txlab-query-"));
  const instance = await DuckDBInstance.create(join(folder, "a.duckdb"));
  const connection = await instance.connect();
  await connection.run("CREATE TABLE stays AS SELECT i AS id, i / 2 AS half FROM range(5000) t(i)");
  await connection.run(`COPY (SELECT i AS id, CASE WHEN i % 2 = 0 THEN 1.5 * i END AS x, 'p' || i AS name, i % 3 = 0 AS flag,
    TIMESTAMP '2020-01-01' AS at FROM range(5000) t(i)) TO '${join(folder, "flat.parquet")}'`);
  await connection.run(`COPY (SELECT [1, 2] AS list) TO '${join(folder, "nested.parquet")}'`);
  connection.closeSync();
  instance.closeSync();
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("parquetSource and querySource", () => {
  it("read numbers, text, booleans and dates, missing ones included", async () => {
    const table = await readTable(join(folder, "flat.parquet"));
    expect(table.numRows()).toBe(5000);
    expect(table.column("x")).toBeInstanceOf(Float64Array);
    expect(table.object(1)).toEqual({
      id: 1,
      x: Number.NaN,
      name: "p1",
      flag: false,
      at: new Date("2020-01-01T00:00:00Z"),
    });
  });

  it("answer a Parquet file with bytes turned over or cut off with a table or an error that names it", async () => {
    const stream = randomStream(44);
    const whole = readFileSync(join(folder, "flat.parquet"));
    const path = join(folder, "damaged.parquet");
    const [outcomes, damaged] = [{ table: 0, error: 0 }, Array.from({ length: 48 }, (_, k) => k)];
    for (const k of damaged) {
      const bytes = Buffer.from(
        whole.subarray(0, k < 16 ? stream.integer(k < 3 ? k + 1 : whole.length) : undefined),
      );
      // The metadata stand at the end: half of the damage goes there.
      const from = k % 2 === 0 ? Math.max(0, bytes.length - 600) : 0;
      for (let flips = 0; flips < 1 + (k % 5) && bytes.length > 0; flips++) {
        bytes[from + stream.integer(bytes.length - from)]! ^= 1 << stream.integer(8);
      }
      writeFileSync(path, bytes);
      const found = await readTable(path).catch((error: unknown) => error);
      if (found instanceof Error) {
        expect(found, String(found)).toBeInstanceOf(DataError);
        expect(found.message).toContain("damaged.parquet");
        outcomes.error++;
      } else outcomes.table++;
    }
    expect(outcomes.error).toBeGreaterThan(24);
    expect(outcomes.table).toBeGreaterThan(0);
  });

  it("read a DuckDB file without changing it", async () => {
    const source = querySource("SELECT sum(half) AS total FROM stays", {
      database: join(folder, "a.duckdb"),
    });
    expect((await readTable(source)).object(0)).toEqual({ total: 6248750 });
    const write = querySource("CREATE TABLE t (x INT)", { database: join(folder, "a.duckdb") });
    await expect(readTable(write)).rejects.toThrow(/DuckDB could not run the query/);
  });

  it("give an empty table with its columns where no row answers", async () => {
    const table = await readTable(querySource("SELECT 1 AS a WHERE false"));
    expect([table.numRows(), table.columnNames()]).toEqual([0, ["a"]]);
  });

  it("refuse nested columns, repeated names, integers that a number cannot hold, and wrong SQL", async () => {
    await expect(readTable(parquetSource(join(folder, "nested.parquet")))).rejects.toThrow(
      /column "list" is nested .*; take it apart in a query/,
    );
    await expect(readTable(querySource("SELECT 1 AS a, 2 AS a"))).rejects.toThrow(/the column "a" twice/);
    await expect(readTable(querySource("SELECT 9007199254740993 AS big"))).rejects.toThrow(
      /beyond what a number holds/,
    );
    await expect(readTable(querySource("SELEC 1"))).rejects.toThrow(/DuckDB could not run the query/);
  });
});
