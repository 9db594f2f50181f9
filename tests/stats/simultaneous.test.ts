import { estimate, estimateSet, logRatio, ratio, rowUnits, simultaneous, subgroupMeans } from "txlab/stats";
import { describe, expect, it } from "vitest";

const units = rowUnits({}, 8);
const of = (value: number, values: number[]) =>
  estimate({
    estimand: "mean",
    method: "m",
    value,
    influence: { values: Float64Array.from(values), units },
  });
// Three columns of a Hadamard matrix: uncorrelated influence.
const a = [1, 1, 1, 1, -1, -1, -1, -1];
const b = [1, 1, -1, -1, 1, 1, -1, -1];
const c = [1, -1, 1, -1, 1, -1, 1, -1];

describe("simultaneous", () => {
  it("widens intervals of independent estimates as Šidák does, and of equal ones not at all", () => {
    const apart = simultaneous(estimateSet("three", { a: of(1, a), b: of(0, b), c: of(0.2, c) }));
    // The 0.95^(1/3) two-sided normal quantile.
    expect(apart.criticalValue).toBeCloseTo(2.3877397, 1);
    const together = simultaneous(estimateSet("one thrice", { a: of(1, a), b: of(0, a), c: of(0.2, a) }));
    expect(together.criticalValue).toBeCloseTo(1.959964, 1);
    const { low, high } = apart.intervals[0]!;
    expect((high - low) / 2).toBeCloseTo(apart.criticalValue / Math.sqrt(8), 12);
    // P(max of three ≥ √8) = 1 − (1 − p)³.
    expect(apart.pValues[0]).toBeCloseTo(1 - (1 - 0.0046777) ** 3, 2);
    expect(apart.pValues[1]).toBe(1);
    expect(String(apart)).toContain("intervals for all 3 together");
  });

  it("leaves a reference without error out of the maximum", () => {
    const set = estimateSet("two", {
      zero: of(
        0,
        a.map(() => 0),
      ),
      a: of(1, a),
    });
    const result = simultaneous(set);
    expect(result.criticalValue).toBeCloseTo(1.96, 1);
    expect(result.intervals[0]).toMatchObject({ low: 0, high: 0 });
  });
});

describe("logRatio", () => {
  it("is the logarithm of the ratio, with its relative error", () => {
    const [x, y] = [of(4, a), of(2, b)];
    expect(logRatio(x, y).value).toBe(Math.log(2));
    expect(logRatio(x, y).standardError).toBeCloseTo(ratio(x, y).standardError / 2, 15);
    expect(() => logRatio(x, of(-1, b))).toThrow(/two positive estimates/);
  });
});

describe("subgroupMeans", () => {
  const scores = Float64Array.of(1, 3, 2, 6, 5, 5, 8, 2);
  const groups = ["f", "f", "m", "m", "m", "f", "m", "f"];
  it("have the error of each group's own mean, and none in common", () => {
    const set = subgroupMeans(scores, groups, { units });
    expect(set.get("f").value).toBe(2.75);
    const squares = [1, 3, 5, 2].reduce((sum, value) => sum + (value - 2.75) ** 2, 0);
    expect(set.get("f").standardError).toBeCloseTo(Math.sqrt(squares) / 4, 14);
    expect(set.covariance()[0]![1]).toBe(0);
    expect(set.get("m").n).toBe(4);
  });

  it("average to the mean of all", () => {
    const set = subgroupMeans(scores, groups, { units });
    expect((4 * set.get("f").value + 4 * set.get("m").value) / 8).toBe(4);
    expect(() => subgroupMeans(scores, ["a"], { units })).toThrow(/groups must have 8 values/);
  });
});
