import { readFileSync } from "node:fs";
import { type GradientBoostingOptions, gradientBoosting } from "txlab/models";
import { randomStream } from "txlab/stats";
import { describe, expect, it } from "vitest";
import { ensembleCases, features, meanSquaredError, parts } from "./tree-ensembles.js";

interface BoostingCase {
  title: string;
  data: string;
  options: GradientBoostingOptions;
  missing: boolean;
  weights: number[] | null;
  predictions: number[];
}

const fixture = new URL("../fixtures/models/boosting.json", import.meta.url);
const { rows, cases } = JSON.parse(readFileSync(fixture, "utf8")) as { rows: number; cases: BoostingCase[] };
const small = { trees: 30, leaves: 8, minLeaf: 10 };

/** Columns of a case, with the holes that its script makes. */
function columnsOf({ data, missing }: BoostingCase): number[][] {
  const { columns } = ensembleCases.find(({ name }) => name === data)!;
  return columns.map((column, j) =>
    column.map((value, i) => {
      const hole = missing && ((j === 0 && i % 3 === 0) || (j === 2 && i % 5 === 1));
      return hole ? Number.NaN : value;
    }),
  );
}

const losses = {
  squared: (y: number, p: number) => (y - p) ** 2,
  logistic: (y: number, p: number) => -(y * Math.log(p) + (1 - y) * Math.log(1 - p)),
  poisson: (y: number, p: number) => 2 * ((y > 0 ? y * Math.log(y / p) : 0) - y + p),
};

describe("gradientBoosting", () => {
  it.each(cases)("predicts what scikit-learn predicts, from the same bins, with $title", async (each) => {
    const columns = columnsOf(each);
    const { y } = ensembleCases.find(({ name }) => name === each.data)!;
    const weights = each.weights ? Float64Array.from(each.weights) : undefined;
    const learner = gradientBoosting({ ...small, ...each.options });
    const model = await learner.fit(features(columns, 0, rows), Float64Array.from(y.slice(0, rows)), {
      weights,
    });
    const predicted = model.predict(features(columns));
    const scale = Math.max(...each.predictions) - Math.min(...each.predictions);
    // Where a split saw no missing value, txlab sends one with most rows, scikit-learn to the right.
    const compared = each.missing ? each.predictions.slice(0, rows) : each.predictions;
    const apart = compared.map((value, i) => Math.abs(value - predicted[i]!) / scale);
    expect(Math.max(...apart)).toBeLessThan(1e-5);
  });

  it.each(ensembleCases)("predicts held-out rows as well as scikit-learn on $name", async (each) => {
    const { x, y, test, target } = parts(each);
    const model = await gradientBoosting({ loss: each.loss }).fit(x, y);
    const predicted = model.predict(test);
    const loss = target.reduce((sum, v, i) => sum + losses[each.loss](v, predicted[i]!), 0) / target.length;
    expect(Math.abs(loss / each.boosting.loss - 1)).toBeLessThan(0.05);
  });

  it("gives the same bits on any number of threads", async () => {
    const stream = randomStream(4);
    const n = 30_001;
    const columns = Array.from({ length: 5 }, () => Float64Array.from({ length: n }, () => stream.normal()));
    const y = columns[0]!.map((v, i) => Number(v + columns[1]![i]! + stream.normal() > 0));
    const x = features(columns);
    const learner = gradientBoosting({ trees: 300, leaves: 4, earlyStopping: true });
    const one = await learner.fit(x, y, { threads: 1 });
    const three = await learner.fit(x, y, { threads: 3 });
    expect(three.toJSON()).toEqual(one.toJSON());
    expect(one.treeCount).toBeLessThan(300);
    const { validationLosses } = one;
    expect(validationLosses.indexOf(Math.min(...validationLosses))).toBe(one.treeCount - 1);
    expect(validationLosses.length).toBe(one.treeCount + 10);
  });

  it("takes a row of weight 0 as absent and a row of weight 2 as two, in its losses", async () => {
    const each = ensembleCases[0]!;
    const x = features(each.columns, 0, 240);
    const y = Float64Array.from(each.y.slice(0, 240));
    const weights = y.map((_, i) => i % 3);
    const rowsOf = Array.from(weights).flatMap((weight, i) => new Array<number>(weight).fill(i));
    const take = (column: ArrayLike<number>): Float64Array => Float64Array.from(rowsOf, (i) => column[i]!);
    const learner = gradientBoosting({ minLeaf: 1, leaves: 4, trees: 20, loss: "squared" });
    const weighted = await learner.fit(x, y, { weights });
    const repeated = await learner.fit(features(x.columns.map(take)), take(y));
    expect(meanSquaredError(weighted.predict(x), repeated.predict(x))).toBeLessThan(1e-9);
  });

  it("predicts many rows at once, missing values included, to the bit as a few at a time", async () => {
    const stream = randomStream(12);
    const n = 10_001;
    const columns = Array.from({ length: 3 }, (_, j) =>
      Float64Array.from({ length: n }, () =>
        j > 0 && stream.uniform() < 0.2 ? Number.NaN : Math.round(20 * stream.normal()) / 10,
      ),
    );
    const y = columns[0]!.map((value, i) => value + (Number.isNaN(columns[1]![i]!) ? 2 : columns[1]![i]!));
    const of = (from: number, to: number) => ({
      rows: to - from,
      names: ["a", "b", "c"],
      columns: columns.map((column) => column.subarray(from, to)),
    });
    const model = await gradientBoosting({ trees: 100, leaves: 9 }).fit(of(0, 1500), y.subarray(0, 1500));
    const whole = model.predict(of(0, n));
    for (let from = 0; from < n; from += 2000) {
      const to = Math.min(n, from + 2000);
      expect(model.predict(of(from, to))).toEqual(whole.slice(from, to));
    }
  });

  it("refuses outcomes and columns that it cannot use", async () => {
    const { x, y } = parts(ensembleCases[0]!);
    const fitted = (options: GradientBoostingOptions, outcome = y) =>
      gradientBoosting(options).fit(x, outcome);
    await expect(fitted({ loss: "logistic" })).rejects.toThrow(
      /logistic loss needs y from 0 to 1; \d+ of 500/,
    );
    await expect(
      fitted(
        { loss: "poisson" },
        y.map(() => 0),
      ),
    ).rejects.toThrow(/needs a y above 0/);
    await expect(
      fitted(
        {},
        y.map(() => 1),
      ),
    ).rejects.toThrow(/needs both outcomes; y is 1/);
    await expect(fitted({ monotone: { x22: 1 } })).rejects.toThrow(/does not have. Did you mean "x2"/);
    expect(() => gradientBoosting({ loss: "quantile", monotone: { x0: 1 } })).toThrow(/monotone columns/);
    const infinite = features([[1, 2, Number.POSITIVE_INFINITY]]);
    const outcome = Float64Array.of(1, 2, 3);
    await expect(gradientBoosting().fit(infinite, outcome)).rejects.toThrow(
      /"x0" is infinite in 1 of 3 rows/,
    );
  });

  it("predicts the mean where no row may be split off, and prints", async () => {
    const x = features([[1, 2, 3, Number.NaN]]);
    const model = await gradientBoosting().fit(x, Float64Array.of(1, 2, 3, 6));
    expect([...model.predict(x)]).toEqual([3, 3, 3, 3]);
    expect(String(model)).toMatch(/gradient boosting \(squared loss\): 100 trees/);
  });

  it("does not split rows of one gradient, where rounding errors look like gains", async () => {
    const x = features([
      Array.from({ length: 3000 }, (_, i) => (i * 7919) % 3001),
      Array.from({ length: 3000 }, (_, i) => i),
    ]);
    // Beyond row 300 all outcomes lie below their 90% quantile: every gradient there is 0.1.
    const y = Float64Array.from({ length: 3000 }, (_, i) => (i < 300 ? 10 + (i % 2) : 1));
    const model = await gradientBoosting({ loss: "quantile", quantile: 0.9, trees: 1 }).fit(x, y);
    const { trees } = model.toJSON() as { trees: { feature: number[] }[] };
    expect(trees[0]!.feature.filter((feature) => feature >= 0).length).toBeLessThanOrEqual(20);
    expect(new Set(model.predict(x).slice(320)).size).toBe(1);
  });

  it("fits hundreds of small data sets in one process", async () => {
    const x = features([Array.from({ length: 50 }, (_, i) => i)]);
    const y = Float64Array.from({ length: 50 }, (_, i) => i % 7);
    const learner = gradientBoosting({ trees: 2, minLeaf: 5 });
    for (let k = 0; k < 300; k++) await learner.fit(x, y);
  });
});
