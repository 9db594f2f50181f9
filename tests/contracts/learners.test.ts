import {
  calibrate,
  decisionTree,
  elasticNet,
  extraTrees,
  type Features,
  gradientBoosting,
  isotonic,
  type Learner,
  lasso,
  linear,
  logistic,
  modelFromJson,
  multilayerPerceptron,
  multinomial,
  nearestNeighbors,
  negativeBinomial,
  outOfFold,
  platt,
  poisson,
  probit,
  quantileRegression,
  randomForest,
  ridge,
  type SparseFeatures,
  select,
  superLearner,
} from "txlab/models";
import { randomStream } from "txlab/stats";
import { describe, expect, it } from "vitest";
import { displayBundle } from "#src/plot/display.js";

/** Every learner, and what it does with data that have no answer for some. */
interface Entry {
  readonly learner: Learner;
  /** Needs columns that are independent, and more rows than columns. */
  readonly fullRank?: true;
  readonly logistic?: true;
  /** Its log mean may have no finite maximum. */
  readonly counts?: true;
  /** Needs counts that vary more than Poisson ones. */
  readonly overdispersed?: true;
  readonly takesMissing?: true;
}

const entries: Record<string, Entry> = {
  "linear()": { learner: linear(), fullRank: true },
  "logistic()": { learner: logistic(), fullRank: true, logistic: true },
  "multinomial()": { learner: multinomial(), fullRank: true, logistic: true },
  "probit()": { learner: probit(), fullRank: true, logistic: true },
  "poisson()": { learner: poisson(), fullRank: true, counts: true },
  "negativeBinomial()": { learner: negativeBinomial(), fullRank: true, counts: true, overdispersed: true },
  "quantileRegression()": { learner: quantileRegression(), fullRank: true },
  "ridge()": { learner: ridge({ folds: 3 }) },
  'ridge({ family: "logistic" })': { learner: ridge({ lambda: 0.1, family: "logistic" }), logistic: true },
  "lasso()": { learner: lasso({ lambda: 0.05 }) },
  'lasso({ family: "logistic" })': { learner: lasso({ lambda: 0.05, family: "logistic" }), logistic: true },
  "elasticNet()": { learner: elasticNet({ folds: 3 }) },
  "randomForest()": { learner: randomForest({ trees: 20 }) },
  "randomForest({ honest, variance })": {
    learner: randomForest({ trees: 20, honest: true, variance: true }),
  },
  "decisionTree()": { learner: decisionTree({ costComplexity: 0.001 }) },
  "multilayerPerceptron()": {
    learner: multilayerPerceptron({ hidden: [8], loss: "squared", epochs: 20 }),
  },
  'multilayerPerceptron({ loss: "logistic" })': {
    learner: multilayerPerceptron({ hidden: [8], loss: "logistic", epochs: 20, earlyStopping: true }),
    logistic: true,
  },
  "extraTrees()": { learner: extraTrees({ trees: 20 }) },
  "gradientBoosting()": { learner: gradientBoosting({ loss: "squared", trees: 20 }), takesMissing: true },
  'gradientBoosting({ loss: "logistic" })': {
    learner: gradientBoosting({ loss: "logistic", trees: 20 }),
    logistic: true,
    takesMissing: true,
  },
  "calibrate(logistic(), platt)": {
    learner: calibrate(logistic(), { method: "platt", folds: 3 }),
    fullRank: true,
    logistic: true,
  },
  "calibrate(extraTrees(), isotonic)": { learner: calibrate(extraTrees({ trees: 5 }), { folds: 3 }) },
  "nearestNeighbors()": { learner: nearestNeighbors() },
  "superLearner()": { learner: superLearner([ridge({ lambda: 1 }), extraTrees({ trees: 5 })], { folds: 3 }) },
  "select()": { learner: select([ridge({ lambda: 1 }), extraTrees({ trees: 5 })], { folds: 3 }) },
};

const named = /^(ArgumentError|DataError|RankError|ConvergenceError)$/;
const stream = randomStream(21);
const n = 90;
const normals = (length: number): Float64Array => Float64Array.from({ length }, () => stream.normal());
const table = (columns: Float64Array[]): Features => ({
  rows: columns[0]!.length,
  columns,
  names: columns.map((_, j) => `c${j}`),
});
const x = table([normals(n), normals(n), normals(n)]);
const binary = x.columns[0]!.map((v, i) => Number(v + x.columns[1]![i]! + stream.normal() > 0));
const spread = x.columns[0]!.map((v) => Math.floor(Math.exp(v / 3 + stream.normal() + 1)));

/** One column for each level but the first, and each row in the level of its number. */
const sparseLevels = (rows: number, levels: number): SparseFeatures => {
  const [starts, rowIndices] = [[0], [] as number[]];
  for (let level = 1; level < levels; level++) {
    for (let row = level; row < rows; row += levels) rowIndices.push(row);
    starts.push(rowIndices.length);
  }
  return {
    rows,
    names: starts.slice(1).map((_, j) => `level ${j + 2}`),
    starts: Int32Array.from(starts),
    rowIndices: Int32Array.from(rowIndices),
    values: new Float64Array(rowIndices.length).fill(1),
  };
};

describe.each(Object.entries(entries))(
  "%s",
  (_, { learner, fullRank, logistic: isLogistic, counts, overdispersed, takesMissing }) => {
    const y = overdispersed ? spread : binary;
    const broken = (value: number): Features => {
      const column = Float64Array.from(x.columns[1]!);
      column[3] = value;
      return { ...x, columns: [x.columns[0]!, column, x.columns[2]!] };
    };
    const finite = async (data: Features, outcome = y, weights?: Float64Array): Promise<Float64Array> => {
      const predicted = (await learner.fit(data, outcome, { weights })).predict(data);
      expect(predicted.length).toBe(data.rows);
      expect(predicted.every(Number.isFinite)).toBe(true);
      return predicted;
    };
    const refused = (promise: Promise<unknown>): Promise<void> =>
      expect(promise).rejects.toMatchObject({
        name: expect.stringMatching(named),
        message: expect.stringMatching(/\w+ .+/),
      });

    it("predicts every row, a probability where its loss is logistic", async () => {
      const predicted = await finite(x);
      if (isLogistic) expect(predicted.every((p) => p > 0 && p < 1)).toBe(true);
    });

    it("names the column of values that are not finite, unless missing ones are its own affair", async () => {
      await expect(learner.fit(broken(Number.POSITIVE_INFINITY), y)).rejects.toThrow(/"c1".*1 of \d+ rows/);
      if (takesMissing) await finite(broken(Number.NaN));
      else await expect(learner.fit(broken(Number.NaN), y)).rejects.toThrow(/"c1".*1 of \d+ rows/);
      await refused(
        learner.fit(
          x,
          y.map((value, i) => (i === 2 ? Number.NaN : value)),
        ),
      );
    });

    it("takes constant and duplicate columns, or says which they are", async () => {
      const odd = table([x.columns[0]!, x.columns[0]!, new Float64Array(n).fill(7)]);
      if (fullRank)
        await expect(learner.fit(odd, y)).rejects.toMatchObject({
          name: "RankError",
          message: expect.stringContaining('"c1"'),
        });
      else await finite(odd);
    });

    it("takes more columns than rows, or says that they are dependent", async () => {
      const wide = table(Array.from({ length: 40 }, () => normals(30)));
      const outcome = y.slice(0, 30);
      if (fullRank) await refused(learner.fit(wide, outcome));
      else await finite(wide, outcome);
    });

    it("takes hundreds of levels as columns, or says that they separate the outcome", async () => {
      const levels = Array.from({ length: 80 }, (__, j) =>
        Float64Array.from({ length: 240 }, (___, i) => Number(i % 81 === j)),
      );
      const outcome = Float64Array.from({ length: 240 }, (__, i) => Number((i * 7919) % 13 < 5));
      if ((isLogistic && fullRank) || counts) await refused(learner.fit(table(levels), outcome));
      else await finite(table(levels), outcome);
    });

    it("takes a category of 10,000 levels as sparse columns, or says what it needs instead", async () => {
      const levels = sparseLevels(12_000, 10_000);
      const outcome = Float64Array.from({ length: 12_000 }, (__, i) => Number((i * 7919) % 13 < 5));
      const fit = learner.fit(levels as unknown as Features, outcome);
      const model = await fit.catch((error: Error) => error);
      if (model instanceof Error) {
        expect(model.name).toMatch(named);
        expect(model.message).toMatch(/sparse|columns/);
      } else expect(model.predict(levels as unknown as Features).every(Number.isFinite)).toBe(true);
    });

    it("has an answer or an error for outcomes that are separated, and for one class", async () => {
      const separated = x.columns[0]!.map((v) => Number(v > 0));
      if (overdispersed || (isLogistic && fullRank)) await refused(learner.fit(x, separated));
      else await finite(x, separated);
      const ones = new Float64Array(n).fill(1);
      if (overdispersed) await refused(learner.fit(x, ones));
      else if (isLogistic)
        await expect(learner.fit(x, ones)).rejects.toThrow(
          /(needs both outcomes|at least two classes); y is 1/,
        );
      else for (const value of await finite(x, ones)) expect(value).toBeCloseTo(1, 9);
    });

    it("refuses negative weights and weights of nothing, and takes weights of 0", async () => {
      await expect(learner.fit(x, y, { weights: y.map((__, i) => (i === 4 ? -1 : 1)) })).rejects.toThrow(
        /negative/,
      );
      await refused(learner.fit(x, y, { weights: new Float64Array(n) }));
      const weights = y.map((__, i) => Number(i % 4 > 0));
      await finite(x, y, weights);
    });

    it("refuses lengths that differ and tables without rows", async () => {
      await refused(learner.fit(x, y.subarray(1)));
      await refused(learner.fit(table([new Float64Array(0)]), new Float64Array(0)));
    });

    it("refuses to predict out of folds of which one is empty", async () => {
      const gap = y.map((__, i) => (i % 2) * 2);
      await expect(outOfFold(learner, x, y, gap)).rejects.toThrow(/folds has no row in fold 1/);
    });

    it("matches columns by name, and names those that are missing", async () => {
      const model = await learner.fit(x, y);
      const [a, b, c] = x.columns as [Float64Array, Float64Array, Float64Array];
      const moved = { rows: n, columns: [c, b, normals(n), a], names: ["c2", "c1", "new", "c0"] };
      expect(model.predict(moved)).toEqual(model.predict(x));
      const lacking = { rows: n, columns: [a, c], names: ["c0", "c2"] };
      expect(() => model.predict(lacking)).toThrow(/needs the column "c1"/);
    });

    it("is a function of its data and stream, and changes neither data nor recipe", async () => {
      const before = JSON.stringify([x.columns.map((column) => [...column]), [...y]]);
      const one = (await learner.fit(x, y, { stream: randomStream(5) })).predict(x);
      const two = (await learner.fit(x, y, { stream: randomStream(5), threads: 2 })).predict(x);
      expect(two).toEqual(one);
      expect(JSON.stringify([x.columns.map((column) => [...column]), [...y]])).toBe(before);
    });

    it("prints, and predicts the same after a way through JSON", async () => {
      const model = await learner.fit(x, y);
      expect(String(model)).toMatch(/\w+/);
      expect(await displayBundle(model)).toMatchObject({ "text/html": expect.stringContaining("<table") });
      const again = modelFromJson(JSON.stringify(model));
      expect(again.name).toBe(model.name);
      expect(again.predict(x)).toEqual(model.predict(x));
    });
  },
);

describe.each([isotonic(), platt()])("$name, a learner of one column", (learner) => {
  const [score, b] = x.columns as [Float64Array, Float64Array];
  const one = table([score]);

  it("refuses what it cannot fit by a named error", async () => {
    await expect(learner.fit(x, binary)).rejects.toMatchObject({ name: "ArgumentError" });
    const broken = score.map((value, i) => (i === 3 ? Number.NaN : value));
    await expect(learner.fit(table([broken]), binary)).rejects.toThrow(/"c0".*1 of 90 rows/);
    await expect(learner.fit(one, binary.subarray(1))).rejects.toMatchObject({ name: "ArgumentError" });
    await expect(learner.fit(one, binary, { weights: new Float64Array(n) })).rejects.toThrow(/all 0/);
    await expect(learner.fit(one, binary, { weights: new Float64Array(n).fill(-1) })).rejects.toThrow(
      /negative/,
    );
  });

  it("matches its column by name, takes separated outcomes and a constant score, and survives JSON", async () => {
    const model = await learner.fit(one, binary);
    const moved = { rows: n, columns: [b, score], names: ["other", "c0"] };
    expect(model.predict(moved)).toEqual(model.predict(one));
    expect(() => model.predict({ rows: n, columns: [b], names: ["other"] })).toThrow(/needs the column "c0"/);
    expect(modelFromJson(JSON.stringify(model)).predict(one)).toEqual(model.predict(one));
    const separated = score.map((value) => Number(value > 0));
    expect((await learner.fit(one, separated)).predict(one).every(Number.isFinite)).toBe(true);
    const constant = table([new Float64Array(n).fill(2)]);
    expect((await learner.fit(constant, binary)).predict(constant).every(Number.isFinite)).toBe(true);
  });
});

describe("modelFromJson", () => {
  it("refuses what no model wrote", () => {
    expect(() => modelFromJson({})).toThrow(/must be what a fitted model's toJSON gives/);
  });
});
