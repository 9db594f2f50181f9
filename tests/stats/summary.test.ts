import { readFileSync } from "node:fs";
import { effectiveSampleSize, mean, quantile, stableSum, variance } from "txlab/stats";
import { describe, expect, it } from "vitest";

const known = JSON.parse(
  readFileSync(new URL("../fixtures/stats/summaries.json", import.meta.url), "utf8"),
) as Record<"x" | "w" | "quantiles", number[]> & Record<"mean" | "frequencyVariance" | "variance", number>;

describe("summaries", () => {
  it("add up terms that cancel without losing the small ones", () => {
    expect(stableSum([1e100, 1, -1e100, 1e-20])).toBe(1);
    expect(stableSum(new Float64Array(1e6).fill(0.1))).toBe(100_000);
  });

  it("agree with statsmodels and numpy", () => {
    expect(mean(known.x, known.w)).toBeCloseTo(known.mean, 14);
    expect(variance(known.x)).toBeCloseTo(known.variance, 13);
    expect(variance(known.x, known.w, "frequency")).toBeCloseTo(known.frequencyVariance, 13);
    [0, 0.1, 0.5, 0.77, 1].forEach((p, i) => {
      expect(quantile(known.x, p)).toBeCloseTo(known.quantiles[i]!, 13);
    });
  });

  it("take a frequency weight for so many equal rows", () => {
    const repeated = known.x.flatMap((value, i) => new Array<number>(known.w[i]!).fill(value));
    expect(mean(known.x, known.w)).toBeCloseTo(mean(repeated), 13);
    expect(variance(known.x, known.w, "frequency")).toBeCloseTo(variance(repeated), 13);
    expect(quantile([1, 2, 3, 4], 0.5, [1, 1, 1, 1])).toBe(2.5);
    expect(quantile([4, 1, 3, 2], 0.5, [5, 1, 1, 1])).toBe(4);
    expect(quantile([1, 2], 0, [0, 1])).toBe(2);
  });

  it("ignore values without weight and refuse weights that cannot be", () => {
    expect(mean([1, Number.NaN, 3], [1, 0, 1])).toBe(2);
    expect(variance([1, 5, 3], [2, 0, 2])).toBe(variance([1, 3]));
    expect(effectiveSampleSize([1, 1, 0, 2])).toBe(16 / 6);
    expect(() => mean([1], [-1])).toThrow(/weights must be 0 or more; number 1 was -1/);
    expect(() => mean([1, 2], [0, 0])).toThrow(/must not all be 0/);
    expect(() => mean([])).toThrow(/must not be empty/);
    expect(() => variance([1])).toThrow(/at least two/);
    expect(() => quantile([1], 2)).toThrow(/from 0 to 1; it was 2/);
  });
});
