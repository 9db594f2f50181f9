import { table } from "arquero";
import fc from "fast-check";
import { selectRows, sparseDesign, splitTable } from "txlab/cohort";
import { describe, expect, it } from "vitest";

const stays = table({
  patient: ["a", "b", "a", "c", "d", "e", "e", "f"],
  day: [
    "2015-03-01",
    "2016-01-01",
    "2018-02-01",
    "2015-01-01",
    "2019-01-01",
    "2018-01-01",
    "2018-06-01",
    "2016-12-31",
  ],
  age: [50, 60, 53, 70, 20, 30, 30, 40],
});
const calendar = {
  patient: "patient",
  time: "day",
  parts: ["train", "validation", "test"],
  cuts: ["2017-01-01", "2018-06-01"],
} as const;
const patientsOf = (part: { table: { array(name: string): ArrayLike<unknown> } }): unknown[] =>
  Array.from(part.table.array("patient"));

describe("splitTable by shares", () => {
  it("takes each row for a patient where told so, and never by silence", () => {
    const { parts } = splitTable(stays, { patient: null, shares: { train: 0.75, test: 0.25 } });
    expect([parts.train.patients, parts.test.table.numRows()]).toEqual([6, 2]);
    const silent = { shares: { train: 0.75, test: 0.25 } } as unknown as {
      patient: null;
      shares: { train: number };
    };
    expect(() => splitTable(stays, silent)).toThrow(/patient must name the column that says whose row it is/);
  });

  it("keeps patients whole, gives each row to one part at most, and counts the rest", () => {
    const rows = fc.array(fc.record({ patient: fc.integer({ min: 0, max: 30 }), value: fc.integer() }), {
      minLength: 60,
      maxLength: 90,
    });
    fc.assert(
      fc.property(rows, fc.integer({ min: 0, max: 99 }), (list, seed) => {
        const from = table({
          patient: list.map(({ patient }) => patient),
          value: list.map(({ value }) => value),
        });
        const shares = { train: 0.5, validation: 0.2, test: 0.2 };
        const { parts, leftOut } = splitTable(from, { patient: "patient", shares, seed });
        const sets = Object.values(parts).map((part) => new Set(patientsOf(part)));
        for (const [k, one] of sets.entries())
          for (const other of sets.slice(k + 1)) expect([...one].filter((id) => other.has(id))).toEqual([]);
        const rowsIn = Object.values(parts).flatMap(({ rows: places }) => [...places]);
        expect(new Set(rowsIn).size).toBe(rowsIn.length);
        expect(rowsIn.length + (leftOut[0]?.rows ?? 0)).toBe(list.length);
        const total = new Set(list.map(({ patient }) => patient)).size;
        expect(Math.abs(parts.train.patients - 0.5 * total)).toBeLessThan(1);
        const { train } = parts;
        expect(Array.from(train.table.array("value"))).toEqual(Array.from(train.rows, (i) => list[i]!.value));
      }),
      { numRuns: 40 },
    );
  });

  it("depends on the seed and the patients, not on the order of their rows", () => {
    const n = 40;
    const from = (ids: number[]) => table({ patient: ids });
    const ids = Array.from({ length: n }, (_, i) => i);
    const shares = { train: 0.7, test: 0.3 };
    const parts = (order: number[], seed?: number) =>
      patientsOf(
        splitTable(from(order), { patient: "patient", shares, ...(seed === undefined ? {} : { seed }) }).parts
          .test,
      )
        .map(Number)
        .sort((a, b) => a - b);
    expect(parts([...ids].reverse())).toEqual(parts(ids));
    expect(parts(ids, 2)).not.toEqual(parts(ids, 1));
    expect(parts(ids, 1)).toEqual(parts(ids));
  });

  it("refuses shares that are none, and parts that would be empty", () => {
    const split = (shares: Record<string, number>) => () => splitTable(stays, { patient: "patient", shares });
    expect(split({ train: 0.9, test: 0.2 })).toThrow(/add up to at most 1/);
    expect(split({ train: 0.95, test: 0.05 })).toThrow(/the part "test" of the 6 patients would be empty/);
    expect(() => splitTable(stays, { patient: "patients", shares: { a: 0.5, b: 0.5 } })).toThrow(
      /Did you mean "patient"/,
    );
  });
});

describe("splitTable by time", () => {
  it("refuses patients in several parts unless it is told what becomes of them", () => {
    expect(() => splitTable(stays, calendar)).toThrow(
      /2 of 6 patients have rows in several parts.*straddling: "keep-first"/,
    );
  });

  it("puts a row at a cut into the later part, and keeps a straddling patient's first rows, or last, or none", () => {
    const days = (straddling: "keep-first" | "keep-last" | "leave-out") => {
      const { parts, leftOut } = splitTable(stays, { ...calendar, straddling });
      return {
        ...Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, [...part.rows]])),
        left: leftOut[0]!.rows,
      };
    };
    expect(days("keep-first")).toEqual({ train: [0, 1, 3, 7], validation: [5], test: [4], left: 2 });
    expect(days("keep-last")).toEqual({ train: [1, 3, 7], validation: [2], test: [4, 6], left: 2 });
    expect(() => days("leave-out")).toThrow(/the part "validation" of the 8 rows would be empty/);
    const made = splitTable(stays, { ...calendar, straddling: "keep-first" });
    expect(String(made)).toBe(
      [
        "train: 4 rows of 4 patients",
        "validation: 1 rows of 1 patients",
        "test: 1 rows of 1 patients",
        "left out, of the 2 patients with rows in several parts: 2 rows",
      ].join("\n"),
    );
  });

  it("never lets a patient straddle, nor a training row lie after a cut", () => {
    const rows = fc.array(
      fc.record({ patient: fc.integer({ min: 0, max: 40 }), time: fc.integer({ min: 0, max: 99 }) }),
      { minLength: 80, maxLength: 120 },
    );
    fc.assert(
      fc.property(rows, fc.constantFrom("keep-first" as const, "keep-last" as const), (list, straddling) => {
        const from = table({
          patient: list.map(({ patient }) => patient),
          time: list.map(({ time }) => time),
        });
        const { parts } = splitTable(from, {
          patient: "patient",
          time: "time",
          parts: ["train", "test"],
          cuts: [50],
          straddling,
        });
        const tested = new Set(patientsOf(parts.test));
        expect(patientsOf(parts.train).some((id) => tested.has(id))).toBe(false);
        expect(
          Array.from(parts.train.table.array("time") as ArrayLike<number>).every((time) => time < 50),
        ).toBe(true);
        expect(
          Array.from(parts.test.table.array("time") as ArrayLike<number>).every((time) => time >= 50),
        ).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it("refuses cuts and times that are none", () => {
    const split = (change: object) => () =>
      splitTable(stays, { ...calendar, straddling: "keep-first", ...change } as never);
    expect(split({ cuts: ["2017-01-01"] })).toThrow(/cuts must be one fewer than the 3 parts; there were 1/);
    expect(split({ cuts: ["2018-01-01", "2017-01-01"] })).toThrow(/cuts must ascend; number 1/);
    expect(split({ cuts: [5, 6] })).toThrow(/must be times like the others; row 0 is 5/);
    expect(split({ parts: ["a", "a", "b"] })).toThrow(/different names/);
    expect(split({ straddling: "drop" })).toThrow(/straddling must be one of/);
    const holes = table({ patient: ["a", "b"], day: ["2015-01-01", null] });
    expect(() =>
      splitTable(holes, { patient: "patient", time: "day", parts: ["x", "y"], cuts: ["2016-01-01"] }),
    ).toThrow(/time "day" is missing in 1 of 2 rows/);
  });
});

describe("selectRows", () => {
  it("takes the rows of a part out of a sparse design, with all columns", async () => {
    const events = table({ id: [0, 0, 1, 2, 3, 3], code: ["x", "y", "x", "z", "y", "x"] });
    const design = await sparseDesign(events, { id: "id", feature: "code", ids: [0, 1, 2, 3] });
    const some = selectRows(design, [3, 0, 3]);
    expect(some.names).toEqual(["x", "y", "z"]);
    expect([...some.starts]).toEqual([0, 3, 6, 6]);
    expect([...some.rowIndices]).toEqual([0, 1, 2, 0, 1, 2]);
    expect(() => selectRows(design, [4])).toThrow(/rows\[0\] must be below the design's 4 rows/);
  });
});
