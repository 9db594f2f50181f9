import { readFileSync } from "node:fs";
import { join } from "node:path";
import { table } from "arquero";
import { biasedLabels } from "txlab/data-synth";
import {
  type Audit,
  audit,
  calibratedEqualizedOdds,
  chooseThresholds,
  fairnessFrontier,
  multicalibrate,
  reduceUnfairness,
  reweigh,
  type ThresholdCriterion,
} from "txlab/fairness";
import { logistic } from "txlab/models";
import { randomStream } from "txlab/stats";
import { describe, expect, it } from "vitest";

/** Two groups whose base rates and markers differ; one half to choose from, one to check on. */
function halves(n: number, seed: number) {
  const { table: all } = biasedLabels({ n: 2 * n, seed, severity: 0.8 });
  const part = (from: number) => all.slice(from, from + n).reify();
  const read = (data: ReturnType<typeof part>) => ({
    data,
    y: Float64Array.from(data.array("need") as ArrayLike<number>),
    score: Float64Array.from(data.array("score") as ArrayLike<number>),
    marker: Float64Array.from(data.array("marker") as ArrayLike<number>),
    groups: Array.from(data.array("group") as ArrayLike<string>),
  });
  return { learn: read(part(0)), test: read(part(n)) };
}

const decisions = {
  label: "need",
  prediction: "chosen",
  favorable: 1,
  groups: "group",
  metrics: ["accuracy", "selectionRate", "tpr", "fpr", "ppv"],
  reference: { group: "a" },
} as const;

describe("reweighing", () => {
  it("gives AIF360's weights", () => {
    const path = join(import.meta.dirname, "../../fixtures/fairness/metrics.json");
    const { people, aif360 } = JSON.parse(readFileSync(path, "utf8"));
    const group = people.race.map((race: string) => (race === "A" ? "A" : "rest"));
    const weights = reweigh(table({ group, y: people.y }), { label: "y", groups: "group" });
    weights.forEach((weight, i) => {
      expect(weight).toBeCloseTo(aif360.reweighing[`${group[i]},${people.y[i]}`], 12);
    });
  });

  it("gives COMPAS' published weights", () => {
    const rows = [
      ...new Array(1795).fill(["a", 0]),
      ...new Array(1901).fill(["a", 1]),
      ...new Array(1488).fill(["c", 0]),
      ...new Array(966).fill(["c", 1]),
    ];
    const data = table({ g: rows.map(([g]) => g), y: rows.map((row) => row[1]) });
    const weights = reweigh(data, { label: "y", groups: "g" });
    const at = [0, 1795, 3696, 5184].map((i) => weights[i]!);
    [1.099165976, 0.906363531, 0.880374377, 1.18426804].forEach((expected, j) => {
      expect(at[j]).toBeCloseTo(expected, 8);
    });
  });

  it("makes the weighted label independent of the group", async () => {
    const { learn } = halves(2000, 1);
    const data = learn.data.assign({
      w: [...reweigh(learn.data, { label: "need", groups: "group" })],
      chosen: [...learn.y],
    });
    const found = await audit(data, { ...decisions, metrics: ["selectionRate"], weights: "w" });
    expect(Math.abs(found.gap("selectionRate", "group = b").difference.value)).toBeLessThan(1e-12);
  });
});

describe("thresholds", () => {
  const reached: Record<ThresholdCriterion, readonly string[]> = {
    none: [],
    demographicParity: ["selectionRate"],
    equalOpportunity: ["tpr"],
    equalFpr: ["fpr"],
    equalizedOdds: [],
  };

  it("reach their criterion on people they were not chosen from, and cost accuracy", async () => {
    const { learn, test } = halves(8000, 2);
    const audits: Record<string, Audit> = {};
    const price: number[] = [];
    for (const criterion of Object.keys(reached) as ThresholdCriterion[]) {
      const { y, score, groups } = learn;
      const chosen = chooseThresholds({ y, score, groups, criterion, tolerance: 0.005 });
      const found = await audit(
        test.data.assign({ chosen: [...chosen.decide(test.score, test.groups)] }),
        decisions,
      );
      for (const metric of reached[criterion]) {
        const { low, high } = found.gap(metric, "group = b").difference.interval();
        expect(low, criterion).toBeLessThanOrEqual(0.005);
        expect(high, criterion).toBeGreaterThanOrEqual(-0.005);
      }
      if (criterion !== "equalizedOdds") expect(chosen.met).toBe(true);
      price.push(chosen.cost - chosen.costWithout);
      audits[criterion] = found;
    }
    expect(price[0]).toBe(0);
    for (const each of price.slice(1)) expect(each).toBeGreaterThanOrEqual(0);
    const frontier = fairnessFrontier(audits, "selectionRate", "group");
    const at = (name: string) => frontier.points.find((point) => point.name === name)!;
    expect(at("demographicParity").gap).toBeLessThan(at("none").gap);
    expect(at("demographicParity").accuracy).toBeLessThan(at("none").accuracy);
    expect(await frontier.plot().svg()).toContain("<svg");
  });

  it("say when one threshold for everybody cannot meet the criterion", () => {
    const y = Float64Array.of(1, 1, 0, 0, 1, 1, 0, 0);
    const score = Float64Array.of(0.9, 0.8, 0.7, 0.6, 0.4, 0.3, 0.2, 0.1);
    const groups = [..."aaaabbbb"];
    const blind = chooseThresholds({
      y,
      score,
      groups,
      criterion: "equalOpportunity",
      groupAware: false,
      costs: { falsePositive: 1, falseNegative: 1 },
    });
    expect(new Set(Object.values(blind.thresholds)).size).toBe(1);
    const aware = chooseThresholds({ y, score, groups, criterion: "equalizedOdds" });
    expect(aware).toMatchObject({ thresholds: { a: 0.8, b: 0.3 }, cost: 0, violation: 0, met: true });
    expect(aware.decide([0.85, 0.35, 0.25], ["a", "b", "b"])).toEqual(Float64Array.of(1, 1, 0));
    expect(() => aware.decide([0.5], ["z"])).toThrow(/no threshold for group "z"/);
  });

  it("refuse a group with labels of one kind", () => {
    const one = {
      y: Float64Array.of(1, 1, 0, 1),
      score: Float64Array.of(1, 2, 3, 4),
      groups: ["a", "a", "b", "b"],
    };
    expect(() => chooseThresholds({ ...one, criterion: "equalizedOdds" })).toThrow(
      /group "a" has people of one label only/,
    );
  });
});

describe("the exponentiated-gradient reduction", () => {
  it.each(["demographicParity", "equalOpportunity"] as const)(
    "brings %s within its tolerance on other people",
    async (criterion) => {
      const { learn, test } = halves(4000, 3);
      const features = (half: typeof learn) => ({
        rows: half.y.length,
        names: ["marker", "b"],
        columns: [half.marker, Float64Array.from(half.groups, (group) => (group === "b" ? 1 : 0))],
      });
      const model = await reduceUnfairness({
        y: learn.y,
        groups: learn.groups,
        features: features(learn),
        learner: logistic(),
        criterion,
        tolerance: 0.02,
      });
      expect(model.violation).toBeLessThan(0.03);
      const rate = (decide: Float64Array, group: string): number => {
        let [sum, n] = [0, 0];
        decide.forEach((each, i) => {
          if (test.groups[i] !== group || (criterion === "equalOpportunity" && test.y[i] !== 1)) return;
          sum += each;
          n++;
        });
        return sum / n;
      };
      const fair = model.predict(features(test));
      const free = (await logistic().fit(features(learn), learn.y))
        .predict(features(test))
        .map((p) => (p >= 0.5 ? 1 : 0));
      const gap = (decide: Float64Array): number => Math.abs(rate(decide, "b") - rate(decide, "a"));
      expect(gap(fair)).toBeLessThan(0.08);
      expect(gap(free)).toBeGreaterThan(0.15);
    },
  );
});

describe("calibrated equalized odds", () => {
  it("withholds scores from the group that fares better", () => {
    const stream = randomStream(4);
    const n = 40_000;
    const groups = Array.from({ length: n }, (_, i) => (i % 2 ? "sharp" : "dull"));
    const score = Float64Array.from(
      groups,
      (group) => 0.5 + (stream.bernoulli(0.5) - 0.5) * (group === "sharp" ? 0.8 : 0.2),
    );
    const y = score.map((p) => stream.bernoulli(p));
    const found = calibratedEqualizedOdds({ y, groups, score, equal: "falseNegative" });
    // Positives' mean of 1 − score: 0.18 and 0.48; 0.5 with the base rate. (0.48 − 0.18) / (0.5 − 0.18) = 0.9375.
    expect(found.before.sharp).toBeCloseTo(0.18, 1.9);
    expect(found.withheld.sharp).toBeCloseTo(0.9375, 1.5);
    expect(found.withheld.dull).toBe(0);
    expect(found.after.sharp).toBeCloseTo(found.after.dull!, 1.9);
    expect(found.reachable).toBe(true);
  });
});

describe("multicalibration", () => {
  it("makes scores mean the same in groups that overlap", () => {
    const stream = randomStream(6);
    const n = 20_000;
    const [a, b] = [0, 1].map(() => Float64Array.from({ length: n }, () => stream.bernoulli(0.5))) as [
      Float64Array,
      Float64Array,
    ];
    const truth = a.map((each, i) => 0.2 + 0.3 * each + 0.2 * b[i]! * (1 - each));
    const y = truth.map((p) => stream.bernoulli(p));
    const found = multicalibrate({
      y,
      score: new Float64Array(n).fill(0.4),
      groups: { everyone: new Float64Array(n).fill(1), a, b },
      tolerance: 0.01,
    });
    for (const group of [a, b]) {
      let [gap, size] = [0, 0];
      group.forEach((member, i) => {
        gap += member * (y[i]! - found.score[i]!);
        size += member;
      });
      expect(Math.abs(gap / size)).toBeLessThan(0.01);
    }
    const again = found.apply(new Float64Array(n).fill(0.4), { everyone: new Float64Array(n).fill(1), a, b });
    expect(again).toEqual(found.score);
  });
});
