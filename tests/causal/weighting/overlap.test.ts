import { balance, overlap, propensityScore } from "txlab/causal";
import { displayBundle } from "txlab/plot";
import { describe, expect, it } from "vitest";
import { pointTreatment } from "../point-treatment.js";

describe("overlap and balance", () => {
  it("count effective rows as (Σw)²/Σw² and shares of the largest weight", async () => {
    const ps = await propensityScore(pointTreatment(400, 1));
    const [treated] = overlap(ps).groups;
    const weights = [...ps.score].filter((_, i) => ps.study.treatment[i] === 1).map((e) => 1 / e);
    const sum = weights.reduce((a, b) => a + b, 0);
    expect(treated.effectiveSize).toBeCloseTo(sum ** 2 / weights.reduce((a, b) => a + b * b, 0), 9);
    expect(treated.largestShare).toBeCloseTo(Math.max(...weights) / sum, 12);
    expect(overlap(ps, { estimand: "ATT" }).groups[0].effectiveSize).toBeCloseTo(treated.n, 9);
  });

  it("overlap weights from a logistic model balance its own columns exactly", async () => {
    const ps = await propensityScore(pointTreatment(400, 2));
    for (const row of balance(ps, { estimand: "ATO" }).rows) expect(Math.abs(row.after)).toBeLessThan(1e-9);
  });

  it("show tables, and charts as pictures", async () => {
    const ps = await propensityScore(pointTreatment(200, 3));
    for (const report of [overlap(ps), balance(ps)]) {
      const bundle = await displayBundle(report);
      expect(bundle?.["text/html"]).toContain("<table");
      expect(bundle?.["text/html"]).toContain("data:image/svg+xml;base64,");
      expect(report.plot().description.length).toBeGreaterThan(40);
    }
  });
});
