import { aipw, tmle } from "txlab/causal";
import { oddsRatio, ratio } from "txlab/stats";
import { describe, expect, it } from "vitest";
import { pointTreatment } from "../point-treatment.js";

describe("tmle", () => {
  it("solves the efficient score, so that its influence values have mean zero", async () => {
    for (const outcome of ["y", "sick"]) {
      const effect = await tmle(pointTreatment(500, 1, { outcome }));
      if ("reason" in effect.influence) throw new Error(effect.influence.reason);
      const total = effect.influence.values.reduce((sum, value) => sum + value, 0);
      expect(Math.abs(total)).toBeLessThan(1e-7);
    }
  });

  it("agrees with AIPW far within its error, and stays within the outcome's range", async () => {
    const study = pointTreatment(2000, 2, { outcome: "sick" });
    const [targeted, augmented] = [await tmle(study), await aipw(study)];
    expect(Math.abs(targeted.value - augmented.value)).toBeLessThan(targeted.standardError / 5);
    for (const each of targeted.potentialOutcomes.estimates) {
      expect(each.value).toBeGreaterThan(0);
      expect(each.value).toBeLessThan(1);
    }
  });

  it("gives risk and odds ratios through the influence values of its two means", async () => {
    const { potentialOutcomes } = await tmle(pointTreatment(2000, 3, { outcome: "sick" }));
    const [one, zero] = [potentialOutcomes.get("treated"), potentialOutcomes.get("untreated")];
    const odds = oddsRatio(one, zero);
    expect(odds.value).toBeCloseTo((one.value * (1 - zero.value)) / (zero.value * (1 - one.value)), 12);
    expect(odds.interval().low).toBeGreaterThan(1);
    expect(ratio(one, zero).value).toBeLessThan(odds.value);
    const covariance = potentialOutcomes.covariance();
    const gradient = [1 / (one.value * (1 - one.value)), -1 / (zero.value * (1 - zero.value))];
    const variance = gradient.reduce(
      (sum, g, j) => sum + gradient.reduce((row, h, k) => row + g * h * covariance[j]![k]!, 0),
      0,
    );
    expect(odds.standardError / odds.value).toBeCloseTo(Math.sqrt(variance), 10);
  });

  it("refuses bounds that the outcome breaks, and names how many rows do", async () => {
    const study = pointTreatment(100, 4);
    await expect(tmle(study, { bounds: [-0.5, 0.5] })).rejects.toThrow(/lies outside in \d+ of 100 rows/);
  });
});
