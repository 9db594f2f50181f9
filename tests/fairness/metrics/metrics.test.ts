import {
  auprc,
  auroc,
  calibrationBins,
  calibrationSlope,
  costMetric,
  expectedCalibrationError,
  f1,
  logLoss,
  observedExpected,
  positivePredictiveValue,
  truePositiveRate,
} from "txlab/fairness";
import { describe, expect, it } from "vitest";

const counts = { tp: 30, fp: 10, fn: 20, tn: 40 };

describe("metrics of counts", () => {
  it("are plain functions", () => {
    expect(truePositiveRate(counts)).toMatchObject({ value: 0.6 });
    expect(positivePredictiveValue(counts)).toMatchObject({ value: 0.75 });
    expect(f1(counts)).toMatchObject({ value: 60 / 90 });
    expect(costMetric({ falsePositive: 1, falseNegative: 5 }).counts(counts)).toMatchObject({ value: 1.1 });
  });

  it("have gradients that finite differences confirm", () => {
    for (const metric of [truePositiveRate, positivePredictiveValue, f1]) {
      for (const key of ["tp", "fp", "fn", "tn"] as const) {
        const at = (shift: number) => metric({ ...counts, [key]: counts[key] + shift });
        const [up, down, here] = [at(1e-4), at(-1e-4), at(0)];
        if ("undefined" in up || "undefined" in down || "undefined" in here) throw new Error("undefined");
        expect(here.gradient[key]).toBeCloseTo((up.value - down.value) / 2e-4, 8);
      }
    }
  });

  it("say why they have no value", () => {
    expect(truePositiveRate({ tp: 0, fn: 0, fp: 1, tn: 1 })).toEqual({ undefined: "no-positives" });
  });
});

describe("metrics of scores", () => {
  it("count pairs of a positive and a negative, ties half", () => {
    const people = { y: Float64Array.of(1, 0, 1, 0), score: Float64Array.of(0.9, 0.5, 0.5, 0.1) };
    expect(auroc(people)).toMatchObject({ value: 3.5 / 4, denominator: 2 });
    // Precision 1 at the first positive, 2 of 3 at the tie.
    expect(auprc(people)).toMatchObject({ value: (1 + 2 / 3) / 2 });
  });

  it("do not depend on the order of people", () => {
    const y = Float64Array.of(1, 0, 1, 0, 1, 0);
    const score = Float64Array.of(0.2, 0.7, 0.4, 0.4, 0.9, 0.1);
    const order = [3, 5, 0, 4, 2, 1];
    const turned = {
      y: Float64Array.from(order, (i) => y[i]!),
      score: Float64Array.from(order, (i) => score[i]!),
    };
    for (const metric of [auroc, auprc, calibrationSlope, observedExpected]) {
      const [one, two] = [metric({ y, score }), metric(turned)];
      if ("undefined" in one || "undefined" in two) throw new Error("undefined");
      expect(two.value).toBeCloseTo(one.value, 12);
    }
  });

  it("tag certain mistakes, equal scores and separated labels", () => {
    expect(logLoss({ y: Float64Array.of(1), score: Float64Array.of(0) })).toEqual({
      undefined: "certain-score",
    });
    const equal = { y: Float64Array.of(1, 0), score: Float64Array.of(0.3, 0.3) };
    expect(calibrationSlope(equal)).toEqual({ undefined: "constant-score" });
    const apart = { y: Float64Array.of(0, 0, 1, 1), score: Float64Array.of(0.1, 0.2, 0.8, 0.9) };
    expect(calibrationSlope(apart)).toEqual({ undefined: "separated" });
    const touching = { y: Float64Array.of(0, 0, 1, 1), score: Float64Array.of(0.1, 0.4, 0.4, 0.9) };
    expect(calibrationSlope(touching)).toEqual({ undefined: "separated" });
  });

  it("bin scores with equal ones together", () => {
    const score = Float64Array.from({ length: 100 }, (_, i) => Math.floor(i / 5) / 20);
    const bins = calibrationBins({ y: new Float64Array(100), score }, 4);
    expect(bins.map(({ n }) => n)).toEqual([25, 25, 25, 25]);
    const found = expectedCalibrationError({ y: Float64Array.of(1, 0), score: Float64Array.of(0.75, 0.25) });
    expect(found).toMatchObject({ value: 0.25 });
  });
});
