import fc from "fast-check";
import { extraTrees, type Learner, linear, outOfFold, ridge, select, superLearner } from "txlab/models";
import { randomStream } from "txlab/stats";
import { describe, expect, it } from "vitest";
import { simplexWeights } from "#src/models/stacking/simplex-weights.js";
import { features } from "../tree-ensembles.js";

const stream = randomStream(9);
const n = 200;
const column = Float64Array.from({ length: n }, () => stream.normal());
const other = Float64Array.from({ length: n }, () => stream.normal());
const x = features([column, other]);
const y = column.map((v, i) => 2 * v - other[i]! + 0.5 * stream.normal());

/** Predicts one number, whatever it is fitted to. */
const constant = (value: number): Learner => ({
  name: `always ${value}`,
  fit: async () => ({
    name: "constant",
    predict: (z) => new Float64Array(z.rows).fill(value),
    toJSON: () => ({}),
  }),
});

describe("simplexWeights", () => {
  it("gives weights that no move along the simplex improves", () => {
    const vectors = fc.array(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 4, maxLength: 4 }), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(vectors, (errors) => {
        const p = 4;
        const c = new Float64Array(p * p);
        for (const e of errors)
          for (let j = 0; j < p; j++) for (let k = 0; k < p; k++) c[j * p + k]! += e[j]! * e[k]!;
        const w = simplexWeights(c, p);
        expect(w.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 12);
        expect(Math.min(...w)).toBeGreaterThanOrEqual(0);
        const slope = w.map((_, j) => w.reduce((sum, each, k) => sum + c[j * p + k]! * each, 0));
        const value = w.reduce((sum, each, j) => sum + each * slope[j]!, 0);
        expect(Math.min(...slope) - value).toBeGreaterThan(-1e-4 * Math.max(1, ...c));
      }),
    );
  });

  it("shares the weight by inverse variance where errors are independent", () => {
    expect([...simplexWeights(Float64Array.of(1, 0, 0, 4), 2)].map((w) => w.toFixed(9))).toEqual([
      "0.800000000",
      "0.200000000",
    ]);
  });
});

describe("superLearner", () => {
  it("mixes constants into the mean that they surround", async () => {
    const target = Float64Array.from({ length: n }, (_, i) => (i % 4 === 0 ? 1 : 0));
    const model = await superLearner([constant(0), constant(1)], { folds: 4 }).fit(x, target);
    expect(model.weights[1]).toBeCloseTo(0.25, 6);
    expect(model.predict(x)[0]).toBeCloseTo(0.25, 6);
  });

  it("gives its weight to the learner that is right, and names repeated ones apart", async () => {
    const learners = [linear(), constant(0), constant(0), extraTrees({ trees: 10 })];
    const model = await superLearner(learners, { folds: 5 }).fit(x, y);
    expect(model.weights[0]).toBeGreaterThan(0.9);
    expect(model.learnerNames).toEqual(["linear", "always 0", "always 0 2", "extra trees"]);
    expect(model.risks[0]).toBeLessThan(Math.min(model.risks[1]!, model.risks[3]!));
    expect(String(model)).toMatch(/super learner\nlearner +cross-validated MSE +weight\nlinear/);
  });

  it("names the learner that fails in a fold", async () => {
    const twice = features([column, column]);
    await expect(superLearner([ridge({ lambda: 1 }), linear()]).fit(twice, y)).rejects.toThrow(
      /the learner "linear" could not be fitted in every fold/,
    );
  });

  it("refuses what is no learner", () => {
    expect(() => superLearner([])).toThrow(/at least one learner/);
    expect(() => superLearner([{} as Learner])).toThrow(/learners\[0\] must be a learner/);
  });
});

describe("select", () => {
  it("takes the learner with the least out-of-fold error", async () => {
    const model = await select([constant(1), linear(), constant(0)], { folds: 5 }).fit(x, y);
    expect([...model.weights]).toEqual([0, 1, 0]);
    expect(model.models.map((each) => each?.name)).toEqual([undefined, "linear", undefined]);
  });
});

describe("outOfFold", () => {
  it("predicts each row by a model that did not see its fold", async () => {
    const folds = Array.from({ length: n }, (_, i) => i % 5);
    const predicted = await outOfFold(linear(), x, y, folds);
    const rows = Int32Array.from({ length: n }, (_, i) => i).filter((i) => i % 5 !== 2);
    const take = (values: Float64Array): Float64Array => Float64Array.from(rows, (i) => values[i]!);
    const model = await linear().fit(features([take(column), take(other)]), take(y));
    expect(predicted[7]).toBeCloseTo(model.predict(x)[7]!, 12);
  });
});
