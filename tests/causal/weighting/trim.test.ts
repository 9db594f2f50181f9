import { differenceInMeans, ipw, overlap, propensityScore, treatmentWeights, trim } from "txlab/causal";
import { describe, expect, it } from "vitest";
import { pointTreatment } from "../point-treatment.js";

describe("trim", () => {
  it("keeps the rows of a fixed range, and every result says whom it speaks of", async () => {
    const ps = await propensityScore(pointTreatment(600, 1));
    const trimmed = trim(ps, { keep: [0.2, 0.8] });
    const inside = ps.score.filter((e) => e >= 0.2 && e <= 0.8).length;
    expect(trimmed.n).toBe(inside);
    expect(String(trimmed)).toContain(`left out, not propensity 0.2 to 0.8: ${600 - inside}`);
    const effect = await ipw(trimmed);
    expect(effect.estimand).toBe("ATE among propensity 0.2 to 0.8");
    expect(effect.influence).toHaveProperty("values.length", inside);
    expect(differenceInMeans(trimmed).estimand).toContain("among propensity 0.2 to 0.8");
  });

  it("finds Crump's threshold, below which leaving rows out lowers the variance bound", async () => {
    const ps = await propensityScore(pointTreatment(3000, 2));
    const cost = (e: number): number => 1 / (e * (1 - e));
    const bound = (alpha: number): number => {
      const kept = ps.score.filter((e) => e >= alpha && e <= 1 - alpha);
      return kept.reduce((sum, e) => sum + cost(e), 0) / kept.length ** 2;
    };
    const { crumpThreshold, crump } = overlap(ps).wouldTrim;
    expect(trim(ps).n).toBe(ps.study.n - crump);
    for (let alpha = 0; alpha < 0.4; alpha += 0.005) {
      expect(bound(crumpThreshold)).toBeLessThanOrEqual(bound(alpha) * (1 + 1e-9));
    }
  });

  it("refuses a range that leaves one group empty, and ranges that are none", async () => {
    const ps = await propensityScore(pointTreatment(200, 3));
    expect(() => trim(ps, { keep: [0.9999, 1] })).toThrow(/choose a wider range/);
    expect(() => trim(ps, { keep: [0.9, 0.1] })).toThrow(/low < high/);
  });
});

describe("clip", () => {
  it("moves propensities to the bounds, and the result names how many", async () => {
    const study = pointTreatment(600, 4);
    const bare = await propensityScore(study);
    const clipped = await propensityScore(study, { clip: [0.3, 0.7] });
    const outside = bare.score.filter((e) => e < 0.3 || e > 0.7).length;
    expect(clipped.method).toBe(`logistic, clipped to 0.3–0.7 in ${outside} rows`);
    expect(Math.min(...clipped.score)).toBe(0.3);
    expect((await ipw(study, { propensity: { clip: [0.3, 0.7] } })).method).toContain("clipped to 0.3–0.7");
    expect((await ipw(study)).method).not.toContain("clipped");
  });
});

describe("treatmentWeights", () => {
  it("makes stabilized weights that average about 1 in each group and sum as the groups do", async () => {
    const ps = await propensityScore(pointTreatment(4000, 5));
    const { weights } = treatmentWeights(ps, { stabilized: true });
    expect(weights.reduce((sum, w) => sum + w, 0) / 4000).toBeCloseTo(1, 1);
  });
});
