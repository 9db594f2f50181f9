import { readFileSync } from "node:fs";
import { type Features, linear, logistic } from "txlab/models";
import { randomStream } from "txlab/stats";
import { describe, expect, it } from "vitest";
import { sharedColumn } from "#src/numeric/columns.js";
import { sparseOf } from "./sparse-columns.js";

interface Fitted {
  coefficients: number[];
  standardErrors: number[];
}
interface Case {
  name: string;
  columns: number[][];
  y: number[];
  target: number[];
  weights: number[] | null;
  logistic: Fitted & { robust: number[] | null; logLikelihood: number };
  linear: Fitted & { residualSumOfSquares: number };
}

const fixture = new URL("../fixtures/models/regressions.json", import.meta.url);
const { cases } = JSON.parse(readFileSync(fixture, "utf8")) as { cases: Case[] };

function features(columns: number[][]): Features {
  return {
    rows: columns[0]!.length,
    columns: columns.map((column) => Float64Array.from(column)),
    names: columns.map((_, j) => `x${j}`),
  };
}

function close(found: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-8): void {
  expect(found.length).toBe(expected.length);
  for (let j = 0; j < expected.length; j++)
    expect(Math.abs(found[j]! / expected[j]! - 1), `number ${j}`).toBeLessThan(tolerance);
}

const weightsOf = (each: Case): { weights?: Float64Array } =>
  each.weights ? { weights: Float64Array.from(each.weights) } : {};

describe("logistic", () => {
  it.each(cases)("agrees with statsmodels to 1e-8 on $name data", async (each) => {
    const model = await logistic().fit(features(each.columns), Float64Array.from(each.y), weightsOf(each));
    close(model.coefficients, each.logistic.coefficients);
    close(model.standardErrors, each.logistic.standardErrors);
    close([model.logLikelihood], [each.logistic.logLikelihood]);
  });

  it.each(cases.filter((each) => each.logistic.robust))(
    "has influence values whose variance is the HC0 sandwich on $name data",
    async (each) => {
      const model = await logistic().fit(features(each.columns), Float64Array.from(each.y));
      const errors = model.coefficients.map((_, j) => {
        const influence = model.coefficientInfluence(
          Float64Array.from(model.coefficients, (__, k) => Number(j === k)),
        );
        return Math.sqrt(influence.reduce((sum, value) => sum + value * value, 0)) / influence.length;
      });
      close(errors, each.logistic.robust!, 1e-7);
    },
  );
});

describe("linear", () => {
  it.each(cases)("agrees with an orthogonal factorization to 1e-8 on $name data", async (each) => {
    const model = await linear().fit(features(each.columns), Float64Array.from(each.target), weightsOf(each));
    close(model.coefficients, each.linear.coefficients);
    close(model.standardErrors, each.linear.standardErrors);
    close([model.residualSumOfSquares], [each.linear.residualSumOfSquares]);
  });
});

describe.each([
  ["linear", linear()],
  ["logistic", logistic()],
] as const)("%s", (_, learner) => {
  const rows = 8;
  const a = Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  const b = Float64Array.of(1, 0, 0, 1, 1, 0, 1, 0);
  const y = Float64Array.of(0, 1, 0, 0, 1, 0, 1, 1);
  const fitted = (columns: Float64Array[], outcome = y, weights?: Float64Array) =>
    learner.fit({ rows, columns, names: columns.map((__, j) => `c${j}`) }, outcome, { weights });

  it("names the column that is not finite, and in how many rows", async () => {
    const broken = Float64Array.from(a);
    broken[2] = Number.NaN;
    broken[5] = Number.POSITIVE_INFINITY;
    await expect(fitted([b, broken])).rejects.toThrow(/column "c1" is not a finite number in 2 of 8 rows/);
    await expect(fitted([b], broken)).rejects.toThrow(/y is not a finite number in 2 of 8 rows/);
  });

  it("names constant, duplicate and surplus columns", async () => {
    await expect(fitted([a, new Float64Array(rows).fill(3)])).rejects.toThrow(/"c1" is constant/);
    await expect(fitted([a, b, a])).rejects.toThrow(/"c2" is constant or a linear combination/);
    const many = Array.from({ length: 9 }, (__, j) => a.map((v) => Math.sin(v * (j + 1))));
    await expect(fitted(many)).rejects.toMatchObject({ name: "RankError" });
  });

  it("says of what a dependent column is made, and lists no more names than can be read", async () => {
    const made = a.map((value, i) => 3 * value - 2 * b[i]! + 5);
    await expect(fitted([a, b, made])).rejects.toThrow(/"c2" = 3·"c0" \+ -2·"c1" \+ 5\.$/);
    await expect(fitted([a, b, a])).rejects.toThrow(/"c2" = 1·"c0"\.$/);
    await expect(fitted([a, new Float64Array(rows).fill(0.1)])).rejects.toThrow(/"c1" is constant\.$/);
    const many = Array.from({ length: 2000 }, () => a);
    await expect(fitted(many)).rejects.toThrow(/^"c1", .{20,60}"c8" and 1,991 more are constant/);
  });

  it("refuses negative weights, weights of nothing, and lengths that differ", async () => {
    await expect(fitted([a], y, Float64Array.of(1, 1, -1, 1, 1, 1, -2, 1))).rejects.toThrow(
      /weights must not be negative; 2 of 8/,
    );
    await expect(fitted([a], y, new Float64Array(rows))).rejects.toThrow(/weights are all 0/);
    await expect(fitted([a], y.subarray(1))).rejects.toThrow(/y must have 8 values.*it had 7/);
  });

  it("counts a row of weight 0 as absent and a row of weight 2 as two", async () => {
    const weighted = await fitted([a, b], y, Float64Array.of(1, 2, 0, 1, 1, 1, 1, 1));
    const order = [0, 1, 1, 3, 4, 5, 6, 7];
    const repeated = await fitted(
      [a, b].map((column) => Float64Array.from(order, (i) => column[i]!)),
      Float64Array.from(order, (i) => y[i]!),
    );
    close(
      (weighted as { coefficients?: Float64Array } & typeof weighted).coefficients!,
      (repeated as { coefficients?: Float64Array } & typeof repeated).coefficients!,
      1e-11,
    );
  });
});

describe("logistic with no finite maximum", () => {
  it("says so when a column separates the outcomes, wholly or in part", async () => {
    const y = Float64Array.of(0, 0, 0, 0, 1, 1, 1, 1);
    const whole = Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8);
    const part = Float64Array.of(0, 0, 1, 1, 1, 1, 1, 1);
    const noise = Float64Array.of(1, 0, 1, 0, 1, 0, 1, 0);
    for (const column of [whole, part]) {
      const x = { rows: 8, columns: [noise, column], names: ["noise", "guilty"] };
      await expect(logistic().fit(x, y)).rejects.toMatchObject({
        name: "ConvergenceError",
        message: expect.stringContaining('"guilty" grows without bound'),
      });
    }
  });

  it("names the level without one of the outcomes, not the steepest of the others, and its rows", async () => {
    const stream = randomStream(4);
    const age = Float64Array.from({ length: 2000 }, () => 20 + 60 * stream.uniform());
    const square = age.map((value) => value ** 2);
    const y = age.map((value) => stream.bernoulli(1 / (1 + Math.exp(-(value - 50) * (70 - value) * 0.02))));
    const unpaid = y.map((value, i) => Number(value === 0 && i % 150 === 0));
    const count = unpaid.reduce((sum, value) => sum + value, 0);
    const x = { rows: 2000, columns: [age, square, unpaid], names: ["age", "age^2", "work[unpaid]"] };
    await expect(logistic().fit(x, y)).rejects.toThrow(
      `the coefficient of "work[unpaid]" grows without bound: y is 0 in all ${count} rows with "work[unpaid]" = 1.`,
    );
    await expect(logistic().fit(sparseOf(x), y)).rejects.toThrow('"work[unpaid]" grows without bound. Drop');
  });

  it("needs both outcomes, between 0 and 1", async () => {
    const x = { rows: 3, columns: [Float64Array.of(1, 2, 4)], names: ["a"] };
    await expect(logistic().fit(x, Float64Array.of(1, 1, 1))).rejects.toThrow(/y is 1 in all rows/);
    await expect(logistic().fit(x, Float64Array.of(0, 1, 2))).rejects.toThrow(/1 of 3 values are outside/);
  });
});

describe("a logistic fit of so many rows that only a part is looked at first", () => {
  const rows = 90_000;
  const stream = randomStream(12);
  const near = Float64Array.from({ length: rows }, () => stream.normal());
  const far = near.map(() => 1e6 + 3 * stream.normal());
  // Rows 8,192 to 65,535 are in no part.
  const elsewhere = near.map((_, i) => Number(i > 20_000 && i < 60_000 && i % 3 === 0));
  const y = near.map((value, i) =>
    stream.bernoulli(1 / (1 + Math.exp(0.5 - value - 0.1 * (far[i]! - 1e6) + 0.3 * elsewhere[i]!))),
  );
  const names = ["near", "far", "elsewhere"];

  it("solves the score equations, whatever the columns' centers and scales", async () => {
    const columns = [near, far, elsewhere];
    const model = await logistic().fit({ rows, columns, names }, y);
    const means = model.predict({ rows, columns, names });
    for (const column of [near.map(() => 1), near, far.map((value) => value - 1e6), elsewhere]) {
      const score = column.reduce((sum, value, i) => sum + value * (y[i]! - means[i]!), 0);
      expect(Math.abs(score)).toBeLessThan(1e-4);
    }
    expect(model.coefficients[3]).toBeCloseTo(-0.3, 1);
  });

  it.each([
    [Number.NaN, /"far" is not a finite number in 1 of 90000 rows/],
    [Number.NEGATIVE_INFINITY, /"far" is not a finite number in 1 of 90000 rows/],
    [1e200, /"far" has numbers too large to square/],
  ])("refuses %f in a row that it did not look at", async (value, said) => {
    const two = names.slice(0, 2);
    const broken = far.map((each, i) => (i === 30_000 ? value : each));
    await expect(logistic().fit({ rows, columns: [near, broken], names: two }, y)).rejects.toThrow(said);
    await expect(logistic().fit({ rows, columns: [near, near], names: two }, y)).rejects.toThrow(
      /"far" is constant or/,
    );
  });
});

describe("a fit that memory is too small for", () => {
  it.each([linear(), logistic()])(
    "says how large it is, and leaves the next fit alone: $name",
    async (learner) => {
      const few = 10;
      const column = sharedColumn(few).map((_, i) => Math.sin(i));
      const y = Float64Array.from({ length: few }, (_, i) => i % 2);
      const columns = new Array<Float64Array>(30_000).fill(column);
      const wide = { rows: few, columns, names: columns.map((_, j) => `x${j}`) };
      await expect(learner.fit(wide, y)).rejects.toMatchObject({
        name: "DataError",
        message: expect.stringMatching(/regression of 10 rows × 30,000 columns .+Use fewer columns or rows/),
      });
      const model = await learner.fit({ rows: few, columns: [column], names: ["x"] }, y);
      expect(model.predict({ rows: few, columns: [column], names: ["x"] }).every(Number.isFinite)).toBe(true);
    },
  );
});

describe("an interrupted fit", () => {
  it("stops with an InterruptedError, and the next fit works", async () => {
    const rows = 200_000;
    const columns = [1, 2, 3, 4, 5, 6].map((j) => {
      const column = sharedColumn(rows);
      for (let i = 0; i < rows; i++) column[i] = Math.sin(i * (j + 0.3));
      return column;
    });
    const x = { rows, columns, names: columns.map((_, j) => `x${j}`) };
    const y = Float64Array.from({ length: rows }, (_, i) => Number(Math.cos(i * 1.7) + columns[0]![i]! > 0));
    for (const threads of [1, 2]) {
      const stop = new AbortController();
      const running = logistic().fit(x, y, { signal: stop.signal, threads });
      setTimeout(() => stop.abort(), 2);
      await expect(running).rejects.toMatchObject({ name: "InterruptedError" });
      expect((await logistic().fit(x, y, { threads })).iterations).toBeGreaterThan(1);
    }
  });
});
