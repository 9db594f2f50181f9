import { table } from "arquero";
import { designMatrix } from "txlab/cohort";
import {
  elasticNet,
  extraTrees,
  gradientBoosting,
  type Learner,
  lasso,
  linear,
  logistic,
  outOfFold,
  randomForest,
  ridge,
} from "txlab/models";
import { describe, expect, it } from "vitest";

const levels = 10_000;
const n = 2 * levels;
const site = Array.from({ length: n }, (_, i) => `site ${String(i % levels).padStart(4, "0")}`);
const y = Float64Array.from(site, (_, i) => Number(i % levels < 2000 ? i % 3 !== 0 : i % 3 === 0));

describe("10,000 levels of a category", () => {
  const x = designMatrix(table({ site }), ["C(site)"], { sparse: true });

  it.each([
    ["lasso", lasso({ family: "logistic", lambda: 2e-5 })],
    ["elastic net", elasticNet({ lambda: 1e-3 })],
    ["ridge", ridge({ lambda: 0.01 })],
  ] as const)("are fitted by %s, and predicted from any of them", async (_, learner) => {
    const model = await learner.fit(x, y);
    const fresh =
      x.terms &&
      designMatrix(table({ site }), ["C(site)"], { sparse: true }).transform(
        table({ site: ["site 9999", "site 0001"] }),
      );
    const predicted = model.predict(fresh);
    expect(predicted.length).toBe(2);
    expect(predicted.every(Number.isFinite)).toBe(true);
    const all = model.predict(x);
    const average = (from: number, to: number) =>
      all.subarray(from, to).reduce((sum, p) => sum + p, 0) / (to - from);
    expect(average(0, 2000)).toBeGreaterThan(average(2000, levels));
  });

  it.each([linear(), logistic()])(
    "are refused without a penalty, with the remedy: $name",
    async (learner) => {
      await expect(learner.fit(x, y)).rejects.toThrow(
        /9999 columns; without a penalty at most 5000.*Use lasso\(\)/,
      );
    },
  );

  it("refuse a level that was never seen, by its name", () => {
    expect(() => x.transform(table({ site: ["site 1", "site 0001"] }))).toThrow(
      /1 level never seen when it was fitted \("site 1"\) in 1 rows/,
    );
  });
});

describe("an empty fold", () => {
  const x = designMatrix(table({ a: [1, 2, 3, 4, 5, 7], b: [0, 1, 0, 1, 1, 0] }), ["a", "b"]);
  const outcome = Float64Array.of(1, 0, 1, 1, 0, 1);
  const learners: Learner[] = [
    linear(),
    ridge({ lambda: 1 }),
    randomForest({ trees: 2 }),
    extraTrees({ trees: 2 }),
    gradientBoosting({ trees: 2 }),
  ];

  it.each(learners)("is refused by its number: $name", async (learner) => {
    await expect(outOfFold(learner, x, outcome, [0, 0, 0, 2, 2, 2])).rejects.toThrow(
      /folds has no row in fold 1, but goes up to 2/,
    );
    await expect(outOfFold(learner, x, outcome, 7)).rejects.toThrow(/folds is 7, more than the 6 rows/);
  });

  it("is refused by cross-validated penalties, dense or sparse", async () => {
    const sparse = designMatrix(table({ a: [1, 2, 3, 4, 5, 7] }), ["a"], { sparse: true });
    const learner = lasso({ folds: [0, 0, 0, 2, 2, 2] });
    await expect(learner.fit(x, outcome)).rejects.toThrow(/no row in fold 1/);
    await expect(learner.fit(sparse, outcome)).rejects.toThrow(/no row in fold 1/);
  });
});
