import { type Estimate, estimate, poolImputations } from "txlab/stats";
import { expect, it } from "vitest";

const of = (value: number, standardError: number): Estimate =>
  estimate({
    estimand: "mean",
    method: "m",
    value,
    standardError,
    n: 100,
    influence: { reason: "an example" },
  });

it("adds the variance between imputations to that within, with Rubin's degrees of freedom", () => {
  const pooled = poolImputations([of(1, 1), of(2, 1), of(3, 1)]);
  // By hand: W = 1, B = 1, T = 1 + 4/3, ν = 2 (1 + 3/4)².
  expect(pooled.value).toBe(2);
  expect(pooled.standardError).toBeCloseTo(Math.sqrt(7 / 3), 14);
  expect(pooled.diagnostics.degreesOfFreedom).toBeCloseTo(6.125, 12);
  expect(pooled.diagnostics.fractionMissing).toBeCloseTo(4 / 7, 14);
  // R: qt(0.975, 6.125) is 2.434857823.
  expect(pooled.interval().high).toBeCloseTo(2 + 2.434857823 * Math.sqrt(7 / 3), 8);
});

it("is the estimate itself where imputations agree", () => {
  const pooled = poolImputations([of(1, 0.5), of(1, 0.5)]);
  expect(pooled.standardError).toBe(0.5);
  expect(pooled.interval().low).toBeCloseTo(1 - 0.5 * 1.959963984540054, 10);
});

it("refuses one imputation, and estimates without an error", () => {
  expect(() => poolImputations([of(1, 1)])).toThrow(/at least two imputations; there were 1/);
  expect(() => poolImputations([of(1, 1), of(1, Number.NaN)])).toThrow(/1 of 2 \(m\) have none/);
});
