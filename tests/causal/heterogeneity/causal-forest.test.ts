import { table } from "arquero";
import { calibrationTest, causalForest, groupEffects } from "txlab/causal";
import { causalStudy, type Study } from "txlab/cohort";
import { linear, logistic } from "txlab/models";
import { randomStream } from "txlab/stats";
import { describe, expect, it } from "vitest";
import { ForestMoments } from "#src/causal/heterogeneity/forest/forest-moments.js";
import { pointTreatment } from "../point-treatment.js";

/** τ(x) = 2 where x₁ > 0, else 0; treatment leans on x₂. */
function steps(n: number, seed: number): { study: Study; tau: Float64Array } {
  const stream = randomStream(seed);
  const rows = Array.from({ length: n }, () => {
    const [x1, x2, x3] = [stream.normal(), stream.normal(), stream.normal()];
    const a = stream.bernoulli(1 / (1 + Math.exp(-x2 / 2)));
    const tau = x1 > 0 ? 2 : 0;
    return { x1, x2, x3, a, tau, y: x2 + a * tau + stream.normal() };
  });
  const column = (name: "x1" | "x2" | "x3" | "a" | "y" | "tau"): number[] => rows.map((row) => row[name]);
  const data = table({
    x1: column("x1"),
    x2: column("x2"),
    x3: column("x3"),
    a: column("a"),
    y: column("y"),
  });
  const study = causalStudy(data, { treatment: "a", outcome: "y", confounders: ["x1", "x2", "x3"] });
  return { study, tau: Float64Array.from(column("tau")) };
}

const quick = {
  trees: 400,
  outcomeModel: { learner: linear() },
  propensity: { learner: logistic() },
  threads: 1,
};

describe("causalForest", () => {
  it("finds a step in the effect, with a doubly robust average beside it", async () => {
    const { study, tau } = steps(2000, 1);
    const forest = await causalForest(study, quick);
    const miss = Math.sqrt(forest.effects.reduce((sum, t, i) => sum + (t - tau[i]!) ** 2, 0) / 2000);
    expect(miss).toBeLessThan(0.35);
    const { low, high } = forest.ate.interval();
    expect(low < 1 && 1 < high).toBe(true);
    expect(calibrationTest(forest).get("differential").pValue()).toBeLessThan(1e-6);
    const [least, most] = groupEffects(forest, { groups: 2 }).estimates;
    expect(Math.abs(least!.value)).toBeLessThan(0.4);
    expect(Math.abs(most!.value - 2)).toBeLessThan(0.4);
  });

  it("is the same to the bit for any number of threads, and another forest for another seed", async () => {
    const { study } = steps(400, 2);
    const options = { ...quick, trees: 120 };
    const [one, two] = [
      await causalForest(study, options),
      await causalForest(study, { ...options, threads: 2 }),
    ];
    expect(one.effects).toEqual(two.effects);
    expect(one.standardErrors).toEqual(two.standardErrors);
    expect((await causalForest(study, { ...options, seed: 2 })).effects).not.toEqual(one.effects);
  });

  it("has errors that shrink with n, and intervals at the level that is asked for", async () => {
    const mean = (values: Float64Array): number => values.reduce((sum, v) => sum + v, 0) / values.length;
    const small = await causalForest(steps(400, 3).study, quick);
    const large = await causalForest(steps(3000, 3).study, quick);
    expect(mean(large.standardErrors)).toBeLessThan(mean(small.standardErrors));
    const [narrow, wide] = [small.interval(0.8), small.interval(0.99)];
    expect(narrow.low.every((low, i) => low > wide.low[i]! && narrow.high[i]! < wide.high[i]!)).toBe(true);
    expect(small.standardErrors.every((error) => error > 0)).toBe(true);
  });

  it("predicts for another table, in bag rows differently from out of bag", async () => {
    const { study } = steps(800, 4);
    const forest = await causalForest(study, quick);
    const grid = table({ x1: [-1.5, 1.5], x2: [0, 0], x3: [0, 0], a: [0, 1], y: [0, 0] });
    const { effects, standardErrors } = await forest.predictWithErrors(grid);
    expect(effects[1]! - effects[0]!).toBeGreaterThan(1);
    expect(standardErrors[0]!).toBeGreaterThan(0);
    expect(await forest.predict(grid)).toEqual(effects);
  });

  it("draws whole clusters, so that a row is never predicted by trees that saw its cluster", async () => {
    const study = pointTreatment(400, 5, { cluster: "hospital" });
    const forest = await causalForest(study, { ...quick, trees: 100 });
    expect(forest.ate.method).toContain("by cluster");
    expect(forest.effects.every(Number.isFinite)).toBe(true);
  });

  it("refuses survey weights, nothing to split on, and trees that are none", async () => {
    await expect(causalForest(pointTreatment(100, 6, { weights: "survey" }))).rejects.toThrow(/drLearner/);
    await expect(causalForest(pointTreatment(100, 6), { terms: [] })).rejects.toThrow(
      /one column to split on/,
    );
    await expect(causalForest(pointTreatment(100, 6), { trees: 1.5 })).rejects.toThrow(/trees must be/);
  });
});

describe("the forest's moments", () => {
  it("give the effect and the between-pairs variance of the trees' gradients, computed tree by tree", () => {
    const stream = randomStream(7);
    const trees = Array.from({ length: 12 }, () => {
      const [w, y] = [0.1 * stream.normal(), stream.normal()];
      return [y, w, 0.5 + y * w + 0.1 * stream.normal(), 0.25 + w * w + 0.02 * stream.uniform()];
    });
    const moments = new ForestMoments();
    trees.forEach((leaf, t) => {
      moments.addTree(Float64Array.from(leaf), 0);
      if (t % 2 === 1) moments.endPair();
    });
    const mean = [0, 1, 2, 3].map((k) => trees.reduce((sum, leaf) => sum + leaf[k]!, 0) / 12);
    const [y, w, yw, ww] = mean as [number, number, number, number];
    const slack = ww - w * w;
    const effect = (yw - y * w) / slack;
    expect(moments.effect()).toBeCloseTo(effect, 12);
    const main = y - effect * w;
    const gradient = trees.map(([ty, tw, tyw, tww]) => {
      const onW = tyw! - effect * tww! - main * tw!;
      const onOne = ty! - effect * tw! - main;
      return (onW - w * onOne) / slack;
    });
    const pairs = Array.from({ length: 6 }, (_, p) => (gradient[2 * p]! + gradient[2 * p + 1]!) / 2);
    const between = pairs.reduce((sum, g) => sum + g * g, 0) / 6;
    const total = gradient.reduce((sum, g) => sum + g * g, 0) / 12;
    const found = moments.variance(effect);
    expect(found).toBeGreaterThan(between - (total - between));
    // A truncated normal's mean lies above its untruncated mean by at most about its spread.
    const spread = Math.max(between, total - between) * Math.sqrt(2 / 6);
    expect(found).toBeLessThan(Math.max(between - (total - between), 0) + spread);
  });
});
