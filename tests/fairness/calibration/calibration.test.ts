import { table } from "arquero";
import { biasedLabels } from "txlab/data-synth";
import { audit, calibrationByGroup, recalibrate } from "txlab/fairness";
import { describe, expect, it } from "vitest";
import { interpolate, poolAdjacent } from "#src/numeric/pool-adjacent.js";

describe("reliability curves", () => {
  it("hold the observed rate of each distinct score, with its band", async () => {
    const found = await calibrationByGroup(
      table({
        g: [..."aaaaaaaabbbbbbbb"],
        y: [0, 0, 0, 1, 1, 1, 1, 0, 0, 1, 0, 1, 1, 1, 0, 1],
        s: Array.from({ length: 16 }, (_, i) => (i % 8 < 4 ? 0.25 : 0.75)),
      }),
      { label: "y", score: "s", favorable: 0, groups: "g" },
    );
    const curve = found.curves.find(({ group }) => group === "g = a")!;
    expect(curve.bins.map(({ meanScore, observed, n }) => [meanScore, observed, n])).toEqual([
      [0.25, 0.25, 4],
      [0.75, 0.75, 4],
    ]);
    // Wilson for 1 of 4.
    expect(curve.bins[0]!.interval.low).toBeCloseTo(0.0456, 4);
    expect(curve.bins[0]!.interval.high).toBeCloseTo(0.6994, 4);
  });

  it("are drawn without a browser", async () => {
    const { table: data } = biasedLabels({ n: 2000, seed: 1 });
    const found = await calibrationByGroup(data, {
      label: "need",
      score: "score",
      favorable: 1,
      groups: "group",
    });
    expect(await found.plot().svg()).toContain("<svg");
    expect(found.toString()).toContain("group = b");
  });
});

describe("recalibration", () => {
  it("by group closes the gap in calibration that a measurement error opened", async () => {
    const { table: data } = biasedLabels({ n: 20_000, seed: 2 });
    const options = { label: "need", score: "score", favorable: 1 } as const;
    const metrics = ["calibrationIntercept", "calibrationSlope"] as const;
    const before = await audit(data, { ...options, groups: "group", metrics });
    const mended = data.assign({ mended: [...recalibrate(data, { ...options, group: "group" })] });
    const after = await audit(mended, { ...options, score: "mended", groups: "group", metrics });
    const gap = before.gap("calibrationIntercept", "group = b").difference;
    expect(gap.value).toBeGreaterThan(0.3);
    const left = after.gap("calibrationIntercept", "group = b").difference.interval();
    expect(left.low).toBeLessThan(0);
    expect(left.high).toBeGreaterThan(0);
    const slope = after.cell("calibrationSlope", "group = b");
    if (slope.kind === "undefined") throw new Error(slope.message);
    expect(Math.abs(slope.estimate.value - 1)).toBeLessThan(0.1);
  });

  it("refuses a group of one class", () => {
    const data = table({
      g: [..."aaaabbbb"],
      y: [0, 1, 0, 1, 1, 1, 1, 1],
      s: [0.1, 0.4, 0.3, 0.6, 0.2, 0.5, 0.7, 0.8],
    });
    expect(() => recalibrate(data, { label: "y", score: "s", favorable: 1, group: "g", folds: 2 })).toThrow(
      /cannot be recalibrated/,
    );
  });

  it("by an increasing function pools the violators", () => {
    const knots = poolAdjacent(Float64Array.of(1, 2, 3, 4), Float64Array.of(0, 1, 0, 1));
    expect([0, 1, 2, 3, 3.5, 4, 9].map((at) => interpolate(knots, at))).toEqual([0, 0, 0.5, 0.5, 0.75, 1, 1]);
  });
});
