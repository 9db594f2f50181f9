import { readFileSync } from "node:fs";
import { table } from "arquero";
import { designMatrix } from "txlab/cohort";
import { describe, expect, it } from "vitest";

const data = table({
  age: [30, 40, 50, 60],
  sex: ["F", "M", "F", "M"],
  education: [3, 1, 2, 1],
  lactate: [1, 2, 4, 8],
  "wt 82": [1, 2, 3, 4],
  zero: [0, 1, 2, 3],
});

const columns = (terms: string[]): Record<string, number[]> => {
  const design = designMatrix(data, terms);
  return Object.fromEntries(design.names.map((name, j) => [name, [...design.columns[j]!]]));
};

describe("designMatrix", () => {
  it("evaluates arithmetic over columns", () => {
    expect(columns(["age^2", "(age - 30) / 10", "-lactate", "2 * lactate + 1"])).toEqual({
      "age^2": [900, 1600, 2500, 3600],
      "(age - 30) / 10": [0, 1, 2, 3],
      "-lactate": [-1, -2, -4, -8],
      "2 * lactate + 1": [3, 5, 9, 17],
    });
    expect(columns(["log2(lactate)", "sqrt(lactate^2)"])).toEqual({
      "log2(lactate)": [0, 1, 2, 3],
      "sqrt(lactate^2)": [1, 2, 4, 8],
    });
  });

  it("takes a column by its exact name, however it is spelt", () => {
    expect(columns(["wt 82"])).toEqual({ "wt 82": [1, 2, 3, 4] });
  });

  it("expands categories against their first level or the chosen reference, and text by itself", () => {
    expect(columns(["C(education)"])).toEqual({
      "C(education)[2]": [0, 0, 1, 0],
      "C(education)[3]": [1, 0, 0, 0],
    });
    expect(Object.keys(columns(["C(education, 3)"]))).toEqual(["C(education)[1]", "C(education)[2]"]);
    expect(columns(["sex"])).toEqual({ "sex[M]": [0, 1, 0, 1] });
    expect(Object.keys(columns(['C(sex, "M")']))).toEqual(["C(sex)[F]"]);
  });

  it("multiplies interactions, categories included", () => {
    expect(columns(["age:sex", "C(education):lactate"])).toEqual({
      "age:sex[M]": [0, 40, 0, 60],
      "C(education)[2]:lactate": [0, 0, 4, 0],
      "C(education)[3]:lactate": [1, 0, 0, 0],
    });
  });

  it("equals R's cubic B-spline basis", () => {
    const fixture = JSON.parse(readFileSync(new URL("../fixtures/cohort/bs.json", import.meta.url), "utf8"));
    const made = designMatrix(table({ x: fixture.x }), ["bs(x, 5)"]);
    made.columns.forEach((column, j) => {
      column.forEach((value, i) => {
        expect(value).toBeCloseTo(fixture.basis[i][j], 12);
      });
    });
    const beyond = made.transform(table({ x: fixture.outside }));
    beyond.columns.forEach((column, j) => {
      column.forEach((value, i) => {
        expect(value).toBeCloseTo(fixture.outsideBasis[i][j], 9);
      });
    });
  });

  it("equals Hmisc's restricted cubic spline basis, and is straight beyond its knots", () => {
    const fixture = JSON.parse(readFileSync(new URL("../fixtures/cohort/rcs.json", import.meta.url), "utf8"));
    for (const knots of [3, 4, 5, 6, 7]) {
      const made = designMatrix(table({ x: fixture.x }), [`rcs(x, ${knots})`]);
      expect(made.names).toHaveLength(knots - 1);
      const basis = fixture[`knots${knots}`];
      made.columns.forEach((column, j) => {
        column.forEach((value, i) => {
          expect(value).toBeCloseTo(basis[i][j], 10);
        });
      });
      for (const column of made.transform(table({ x: [50, 51, 52] })).columns) {
        expect(column[2]! - column[1]!).toBeCloseTo(column[1]! - column[0]!, 6);
      }
    }
    const gap = designMatrix(table({ x: [...fixture.x, null] }), ["rcs(x, 3)"]);
    expect(gap.columns.map((column) => column.at(-1))).toEqual([Number.NaN, Number.NaN]);
    expect(() => designMatrix(table({ x: fixture.x }), ["rcs(x, 2)"])).toThrow(
      /must have 3 to 7 knots; it has 2/,
    );
    expect(() => designMatrix(table({ x: fixture.x }), ["rcs(x)"])).toThrow(
      /number of knots, as in "rcs\(age, 4\)"/,
    );
    expect(() => designMatrix(table({ x: [1, 1, 1, 2] }), ["rcs(x, 4)"])).toThrow(/fewer distinct values/);
  });

  it("remembers levels for new data and refuses one never seen", () => {
    const made = designMatrix(data, ["C(education)"]);
    const small = made.transform(table({ education: [3, 3] }));
    expect(small.names).toEqual(made.names);
    expect(small.columns.map((column) => [...column])).toEqual([
      [0, 0],
      [1, 1],
    ]);
    expect(() => made.transform(table({ education: [7, 3] }))).toThrow(
      /1 level never seen when it was fitted \(7\) in 1 rows/,
    );
  });

  it("remembers mean and deviation of standardized terms for new data", () => {
    const made = designMatrix(data, ["scale(age)", "scale(log2(lactate)):zero"]);
    const deviation = Math.sqrt(500 / 3);
    expect(made.names).toEqual(["scale(age)", "scale(log2(lactate)):zero"]);
    const again = made.transform(table({ age: [45, 145], lactate: [2, 4], zero: [0, 1] }));
    expect(again.columns[0]![0]).toBe(0);
    expect(again.columns[0]![1]).toBeCloseTo(100 / deviation, 12);
    expect(again.columns[1]![1]).toBeCloseTo(0.5 / Math.sqrt(5 / 3), 12);
    const own = Float64Array.of(1, 2, Number.NaN, 3);
    const scaled = designMatrix(table({ own }), ["scale(own)", "own"]);
    expect([...scaled.columns[0]!]).toEqual([-1, 0, Number.NaN, 1]);
    expect([...own]).toEqual([1, 2, Number.NaN, 3]);
    expect(() => designMatrix(table({ age: [5, 5] }), ["scale(age)"])).toThrow(/needs two different values/);
  });

  it("replaces one column and makes anew only the terms that read it", () => {
    const made = designMatrix(data, ["age", "zero", "zero:age"]);
    const ones = made.withColumn("zero", Float64Array.of(1, 1, 1, 1));
    expect(ones.columns[0]).toBe(made.columns[0]);
    expect([...ones.columns[2]!]).toEqual([30, 40, 50, 60]);
  });

  it("refuses what is not finite, with its rows and the remedy", () => {
    expect(() => designMatrix(data, ["log(zero)"])).toThrow(
      /"log\(zero\)" is not a finite number in 1 of 4 rows/,
    );
    expect(() => designMatrix(data, ["1 / zero"])).toThrow(/1 of 4 rows/);
    expect(() => designMatrix(table({ a: [1, Infinity] }), ["a"])).toThrow(/"a" is infinite in 1 of 2 rows/);
  });

  it("lets missing values through as NaN", () => {
    const made = designMatrix(table({ a: [1, null, 3], b: ["x", null, "y"] }), ["log(a)", "b"]);
    expect(made.columns.map((column) => Number.isNaN(column[1]))).toEqual([true, true]);
  });

  it("marks missing values by a column where told so, on other tables too", () => {
    const rows = table({ a: [1, null, 3], b: ["x", "x", "y"] });
    const made = designMatrix(rows, ["a", "b"], { missing: "indicator" });
    expect(made.names).toEqual(["a", "missing(a)", "b[y]"]);
    expect(made.columns.map((column) => [...column])).toEqual([
      [1, 0, 3],
      [0, 1, 0],
      [0, 0, 1],
    ]);
    const other = made.transform(table({ a: [null, 7], b: ["y", "x"] }));
    expect(other.columns.map((column) => [...column])).toEqual([
      [0, 7],
      [1, 0],
      [1, 0],
    ]);
    const both = { sparse: true, missing: "indicator" } as unknown as { sparse: true };
    expect(() => designMatrix(rows, ["a"], both)).toThrow(/goes with a dense design only/);
  });

  it("reads names with dots as R makes them, and any name in backquotes", () => {
    const data = table({
      "age.at.entry": [1, 2, 3],
      "body mass": [4, 5, 6],
      "bmi(kg/m2)": [7, 8, 9],
      "a:b": ["x", "y", "x"],
    });
    const columns = (term: string): number[][] => designMatrix(data, [term]).columns.map((each) => [...each]);
    expect(columns("age.at.entry^2")).toEqual([[1, 4, 9]]);
    expect(columns("2.5*age.at.entry + 0.5")).toEqual([[3, 5.5, 8]]);
    expect(columns("log(`body mass` - 3)")).toEqual([[0, Math.log(2), Math.log(3)]]);
    expect(columns("`bmi(kg/m2)` - age.at.entry")).toEqual([[6, 6, 6]]);
    expect(columns("C(`a:b`)")).toEqual([[0, 1, 0]]);
    expect(columns("`a:b`:age.at.entry")).toEqual([[0, 2, 0]]);
    expect(designMatrix(data, ["scale(`body mass`)"]).names).toEqual(["scale(`body mass`)"]);
    expect(designMatrix(data, ["log(`body mass`)"]).transform(data).columns[0]![0]).toBe(Math.log(4));
  });

  it("refuses two names side by side, which once were multiplied, and says how to quote", () => {
    const data = table({ body: [1, 2], mass: [3, 4], "body mass": [5, 6] });
    expect(() => designMatrix(data, ["log(body mass)"])).toThrow(
      /"log\(body mass\)" has two things side by side; write \* between them.*`body mass`/,
    );
    expect(() => designMatrix(data, ["rank(`body mass`)"])).toThrow(/uses "rank\(body mass\)"/);
  });

  it("refuses a column of numbers that a few codes made text, and leaves coded categories alone", () => {
    const age = Array.from({ length: 60 }, (_, i) => (i % 20 === 7 ? "." : String(30 + i)));
    const parity = Array.from({ length: 60 }, (_, i) => ["0", "1", "2", "3+"][i % 4]);
    const data = table({ age, parity });
    expect(() => designMatrix(data, ["age"])).toThrow(
      /terms\[0\] names "age" as a number, but it is text because 3 of 60 values are no numbers \("\."\); read it with missing: \["NA", "\."\], or give them numbers, or use C\(age\)/,
    );
    expect(designMatrix(data, ["parity"]).names).toEqual(["parity[1]", "parity[2]", "parity[3+]"]);
  });

  it("refuses text and functions that terms do not know", () => {
    expect(() => designMatrix(data, ["gamma(age)"])).toThrow(/uses "gamma\(age\)", which terms do not know/);
    expect(() => designMatrix(data, ["age ="])).toThrow(/cannot be read/);
    expect(() => designMatrix(data, ["age:"])).toThrow(/empty factor/);
    expect(() => designMatrix(data, ["bs(age)"])).toThrow(/degrees of freedom/);
    expect(() => designMatrix(data, ["sex^2"])).toThrow(/column "sex" must be numbers here; row 0 is "F"/);
    expect(() => designMatrix(data, ["age > 40"])).toThrow(/which terms do not know/);
  });
});
