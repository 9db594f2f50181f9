import { readFileSync } from "node:fs";
import { calibrate, isotonic, logistic, modelFromJson, platt, randomForest } from "txlab/models";
import { randomStream } from "txlab/stats";
import { describe, expect, it } from "vitest";
import { close, features } from "./generalized.js";

interface Calibration {
  score: number[];
  y: number[];
  grid: number[];
  isotonic: { weights: number[]; increasing: boolean; predicted: number[] }[];
  platt: { weights: number[]; intercept: number; slope: number; sklearn: [number, number] }[];
  x: number[][];
  label: number[];
  fold: number[];
  new: number[][];
  calibrated: { isotonic: number[]; sigmoid: number[] };
}

const fixture = new URL("../fixtures/models/calibration.json", import.meta.url);
const known = JSON.parse(readFileSync(fixture, "utf8")) as Calibration;
const score = features([known.score], ["score"]);
const y = Float64Array.from(known.y);
const apart = (found: Float64Array, expected: number[]): number =>
  found.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0);

describe("isotonic", () => {
  it.each(known.isotonic)(
    "agrees with scikit-learn on tied scores, increasing: $increasing",
    async (each) => {
      const target = each.increasing ? y : y.map((value) => -value);
      const weights = Float64Array.from(each.weights);
      const model = await isotonic({ increasing: each.increasing }).fit(score, target, { weights });
      expect(apart(model.predict(features([known.grid], ["score"])), each.predicted)).toBeLessThan(1e-12);
    },
  );

  it("is the textbook's staircase on four points", async () => {
    const model = await isotonic().fit(features([[1, 2, 3, 4]]), Float64Array.of(0, 1, 0, 1));
    expect([...model.knots]).toEqual([1, 2, 3, 4]);
    expect([...model.values]).toEqual([0, 0.5, 0.5, 1]);
    expect([...model.predict(features([[-9, 1.5, 2.5, 99]]))]).toEqual([0, 0.25, 0.5, 1]);
  });

  it("takes one column only", async () => {
    await expect(
      isotonic().fit(
        features([
          [1, 2],
          [3, 4],
        ]),
        Float64Array.of(0, 1),
      ),
    ).rejects.toThrow(/takes one column.*x has 2: x0, x1/);
  });
});

describe("platt", () => {
  it.each(known.platt)("finds the maximum of Platt's likelihood, as scikit-learn does", async (each) => {
    const model = await platt().fit(score, y, { weights: Float64Array.from(each.weights) });
    close([model.intercept, model.slope], [each.intercept, each.slope]);
    close([model.intercept, model.slope], each.sklearn, 1e-4);
  });

  it("stays finite where the score separates the outcomes, and flat where it says nothing", async () => {
    const column = [1, 2, 3, 4, 5, 6];
    const outcome = Float64Array.of(0, 0, 0, 1, 1, 1);
    const steep = await platt().fit(features([column]), outcome);
    expect(steep.slope).toBeGreaterThan(0);
    // (3 + 1)/(3 + 2) for ones and 1/(3 + 2) for zeros average to a half.
    const flat = await platt().fit(features([column.map(() => 3)]), outcome);
    for (const p of flat.predict(features([[3, 8]]))) expect(p).toBeCloseTo(0.5, 14);
  });
});

describe("calibrate", () => {
  const x = features(known.x);
  const label = Float64Array.from(known.label);

  it.each([
    ["isotonic", "isotonic", 1e-8],
    ["platt", "sigmoid", 1e-4],
  ] as const)("equals scikit-learn's cross-fitted calibration, %s", async (method, theirs, tolerance) => {
    const model = await calibrate(logistic(), { method, folds: known.fold }).fit(x, label);
    expect(apart(model.predict(features(known.new)), known.calibrated[theirs])).toBeLessThan(tolerance);
  });

  it("mends the probabilities of a learner that exaggerates", async () => {
    const stream = randomStream(4);
    const n = 800;
    const columns = [0, 1].map(() => Float64Array.from({ length: 2 * n }, () => stream.normal()));
    const p = columns[0]!.map((value) => 1 / (1 + Math.exp(-value)));
    const outcome = p.map((value) => stream.bernoulli(value));
    const part = (from: number) => features(columns.map((column) => column.subarray(from, from + n)));
    const forest = randomForest({ trees: 30, minLeaf: 1 });
    const error = async (learner: typeof forest | ReturnType<typeof calibrate>): Promise<number> => {
      const model = await learner.fit(part(0), outcome.subarray(0, n), { stream: randomStream(1) });
      const predicted = model.predict(part(n));
      return predicted.reduce((sum, value, i) => sum + (value - p[n + i]!) ** 2, 0) / n;
    };
    const raw = await error(forest);
    expect(await error(calibrate(forest))).toBeLessThan(0.7 * raw);
    expect(await error(calibrate(forest, { method: "platt" }))).toBeLessThan(0.7 * raw);
  });

  it("refuses what it does not know, and comes back from JSON", async () => {
    expect(() => calibrate(logistic(), { method: "sigmoid" as "platt" })).toThrow(/method must be one of/);
    expect(() => calibrate({} as ReturnType<typeof logistic>)).toThrow(/needs a learner/);
    const model = await calibrate(logistic()).fit(x, label);
    expect(modelFromJson(JSON.stringify(model)).predict(x)).toEqual(model.predict(x));
  });
});
