import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { table } from "arquero";
import fc from "fast-check";
import {
  bindColumns,
  designMatrix,
  parquetSource,
  type SparseDesign,
  sparseDesign,
  type TableSource,
} from "txlab/cohort";
import { lasso } from "txlab/models";
import { describe, expect, it } from "vitest";

const filled = ({ rows, names, starts, rowIndices, values }: SparseDesign): number[][] =>
  names.map((_, j) => {
    const column = new Array<number>(rows).fill(0);
    for (let k = starts[j]!; k < starts[j + 1]!; k++) column[rowIndices[k]!] = values[k]!;
    return column;
  });

const events = table({
  person: [7, 3, 7, 9, 3, 7],
  code: ["b", "a", "b", "c", "b", "a"],
  units: [1, 2, 4, 8, 16, 32],
});
const roles = { id: "person", feature: "code" };

/** The same rows in batches of two. */
const streamed: TableSource = {
  name: "events",
  async *batches() {
    const names = events.columnNames();
    for (let from = 0; from < events.numRows(); from += 2) {
      const part = (name: string): unknown[] => Array.from(events.array(name)).slice(from, from + 2);
      yield { rows: 2, columns: Object.fromEntries(names.map((name) => [name, part(name)])) };
    }
  },
};

describe("sparseDesign", () => {
  it("counts the events of each person and feature, in ascending order of both", async () => {
    const made = await sparseDesign(events, roles);
    expect(made.ids).toEqual([3, 7, 9]);
    expect(made.names).toEqual(["a", "b", "c"]);
    expect(filled(made)).toEqual([
      [1, 1, 0],
      [1, 2, 0],
      [0, 0, 1],
    ]);
    expect(made.values.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(String(made)).toMatch(/3 rows, 3 columns, 5 values \(55.6% filled\)/);
  });

  it("adds values up, keeps the largest, or says whether there are any", async () => {
    const b = async (combine: "sum" | "max" | "any") =>
      filled(await sparseDesign(events, { ...roles, value: "units", combine }))[1];
    expect(await b("sum")).toEqual([16, 5, 0]);
    expect(await b("max")).toEqual([16, 4, 0]);
    expect(await b("any")).toEqual([1, 1, 0]);
  });

  it("makes the same of a stream as of a table", async () => {
    expect(await sparseDesign(streamed, roles)).toEqual(await sparseDesign(events, roles));
  });

  it("reads only the columns that it needs of a Parquet file", async () => {
    const folder = mkdtempSync(join(tmpdir(), "txlab-sparse-"));
    try {
      const path = join(folder, "events.parquet");
      const connection = await (await DuckDBInstance.create(":memory:")).connect();
      const rows =
        "VALUES (7::BIGINT, 'b', [1]), (3, 'a', [2]), (7, 'b', [3]), (9, 'c', [4]), (3, 'b', [5]), (7, 'a', [6])";
      await connection.run(
        `COPY (SELECT * FROM (${rows}) t(person, code, nested)) TO '${path}' (FORMAT parquet)`,
      );
      connection.closeSync();
      expect(await sparseDesign(parquetSource(path), roles)).toEqual(await sparseDesign(events, roles));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("keeps to the people and features that are asked for, and counts the others", async () => {
    const made = await sparseDesign(events, { ...roles, ids: [9, 1, 7], features: ["z", "b"] });
    expect(made.ids).toEqual([9, 1, 7]);
    expect(filled(made)).toEqual([
      [0, 0, 0],
      [0, 0, 2],
    ]);
    expect(made.leftOut).toEqual({ otherIds: 2, otherFeatures: 2 });
  });

  it("makes columns for prediction that a model knows, whatever codes the new events have", async () => {
    const x = await sparseDesign(events, roles);
    const model = await lasso({ lambda: 0.01 }).fit(x, Float64Array.of(1, 3, 2));
    const fresh = table({ person: [1, 1, 2], code: ["new", "b", "a"] });
    const wrong = await sparseDesign(fresh, roles);
    expect(() => model.predict(wrong)).toThrow(/needs the column "c" that the model was fitted with/);
    const right = await sparseDesign(fresh, { ...roles, features: x.names });
    expect(right.leftOut.otherFeatures).toBe(1);
    expect(model.predict(right)[0]).toBeCloseTo(model.coefficients[0]! + model.coefficients[2]!, 12);
  });

  it("does not depend on the order of the events", async () => {
    const rows = fc.array(
      fc.record({
        person: fc.integer({ min: 0, max: 9 }),
        code: fc.constantFrom("a", "b", "c"),
        units: fc.integer({ min: -3, max: 3 }),
      }),
      { minLength: 1, maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(rows, async (list) => {
        const made = async (from: typeof list) =>
          sparseDesign(
            table({
              person: from.map(({ person }) => person),
              code: from.map(({ code }) => code),
              units: from.map(({ units }) => units),
            }),
            { ...roles, value: "units" },
          );
        const [one, two] = [await made(list), await made([...list].reverse())];
        expect(two).toEqual(one);
        const total = list.reduce((sum, { units }) => sum + units, 0);
        expect(one.values.reduce((sum, value) => sum + value, 0)).toBe(total);
        expect(one.values.every((value) => value !== 0)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it("refuses missing names and values, with their row, and roles that it does not know", async () => {
    const holes = table({ person: [1, null], code: ["a", "b"], units: [Number.NaN, 1] });
    await expect(sparseDesign(holes, roles)).rejects.toThrow(
      /id "person" must be text or a number in every row; row 1 is null/,
    );
    await expect(sparseDesign(holes, { ...roles, ids: [1], value: "units" })).rejects.toThrow(
      /row 0 is NaN|row 1 is null/,
    );
    await expect(sparseDesign(events, { ...roles, feature: "cod" })).rejects.toThrow(/Did you mean "code"/);
    await expect(sparseDesign(streamed, { ...roles, feature: "cod" })).rejects.toThrow(
      /events does not have/,
    );
    await expect(sparseDesign(events, { ...roles, weight: "units" } as typeof roles)).rejects.toThrow(
      /no option "weight"/,
    );
    await expect(sparseDesign(events, { ...roles, ids: [1, 1] })).rejects.toThrow(/ids has 1 twice/);
  });
});

describe("designMatrix with sparse columns", () => {
  const people = table({
    age: [0, 40, 50, 60],
    sex: ["F", "M", "F", "M"],
    region: ["n", "s", "e", "s"],
  });
  const terms = ["age", "sex", "C(region)", "sex:region", "age:sex", "bs(age, 4)"];

  it("equals the dense one, column by column", () => {
    const dense = designMatrix(people, terms);
    const sparse = designMatrix(people, terms, { sparse: true });
    expect(sparse.names).toEqual(dense.names);
    expect(sparse.terms).toEqual(terms);
    expect(filled(sparse)).toEqual(dense.columns.map((column) => [...column]));
  });

  it("makes 10,000 levels without filling in a zero, and fits them", async () => {
    const n = 20_000;
    const site = Array.from({ length: n }, (_, i) => `site ${i % 10_001}`);
    const x = designMatrix(table({ site }), ["C(site)"], { sparse: true });
    expect([x.names.length, x.values.length]).toEqual([10_000, n - 2]);
    const y = Float64Array.from(site, (_, i) => Number(i % 10_001 === 5000) + 0.001 * (i % 7));
    const model = await lasso({ lambda: 0.005 }).fit(x, y);
    const kept = x.names.filter((_, j) => model.coefficients[j + 1] !== 0);
    expect(kept).toEqual(["C(site)[site 5000]"]);
  });

  it("remembers levels, and refuses those never seen and missing ones", () => {
    const made = designMatrix(people, ["sex"], { sparse: true });
    expect(filled(made.transform(table({ sex: ["M", "M", "F"] })))).toEqual([[1, 1, 0]]);
    expect(() => made.transform(table({ sex: ["X"] }))).toThrow(
      /1 level never seen when it was fitted \("X"\)/,
    );
    expect(() => made.transform(table({ sex: ["M", null] }))).toThrow(/C\(sex\) is missing in 1 of 2 rows/);
    expect(() => designMatrix(people, ["sex"], { spars: true } as object)).toThrow(/no option "spars"/);
  });
});

describe("bindColumns", () => {
  it("sets dense and sparse columns side by side", async () => {
    const people = table({ age: [30, 0, 50] });
    const codes = await sparseDesign(events, roles);
    const both = bindColumns(
      designMatrix(people, ["age"]),
      codes,
      designMatrix(people, ["age^2"], { sparse: true }),
    );
    expect(both.names).toEqual(["age", "a", "b", "c", "age^2"]);
    expect(filled(both)).toEqual([[30, 0, 50], ...filled(codes), [900, 0, 2500]]);
  });

  it("refuses other people and repeated names", async () => {
    const codes = await sparseDesign(events, roles);
    const two = designMatrix(table({ age: [1, 2] }), ["age"]);
    expect(() => bindColumns(codes, two)).toThrow(/part 1 has 2 rows, and part 0 has 3/);
    expect(() => bindColumns(codes, codes)).toThrow(/two parts have a column "a"/);
  });
});
