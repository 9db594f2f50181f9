import { aipw, tmle } from "txlab/causal";
import { causalStudy } from "txlab/cohort";
import { randomForest } from "txlab/models";
import { oddsRatio, ratio } from "txlab/stats";
import { describe, expect, it } from "vitest";
import { expected, rows } from "../oracle.js";
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

  const cases = (["ATE", "ATT"] as const).flatMap((estimand) =>
    (["logistic", "linear"] as const).flatMap((fluctuation) =>
      (["means", "difference"] as const).map((target) => ({ estimand, fluctuation, target })),
    ),
  );

  it.each(cases)(
    "has the errors of the stacked estimating equations where asked: $estimand, $fluctuation, $target",
    async ({ estimand, fluctuation, target }) => {
      const outcome = fluctuation === "logistic" ? "sick" : "y";
      const study = causalStudy(rows(), { treatment: "a", outcome, confounders: ["x", "z"] });
      const oracle = expected(`tmle ${estimand}, ${fluctuation}, ${target}`);
      const found = await tmle(study, { estimand, fluctuation, target, errors: "m-estimation" });
      const { estimates } = found.potentialOutcomes;
      expect(found.value).toBeCloseTo(oracle.value, 8);
      expect(found.standardError).toBeCloseTo(oracle.error, 7);
      estimates.forEach((each, k) => {
        expect(each.value).toBeCloseTo(oracle.means[k]!, 8);
        expect(each.standardError).toBeCloseTo(oracle.errors[k]!, 7);
      });
      expect(found.method).toContain("M-estimation errors");
    },
  );

  it("covers with a wrong outcome model by M-estimation errors, where those of the influence function are too wide", async () => {
    const settings = { outcomeModel: { terms: [] } } as const;
    let [covered, wide, narrow] = [0, 0, 0];
    for (let seed = 1; seed <= 100; seed++) {
      const study = pointTreatment(300, seed);
      const found = await tmle(study, { ...settings, errors: "m-estimation" });
      const { low, high } = found.interval();
      if (low <= 1 && 1 <= high) covered++;
      wide += (await tmle(study, settings)).standardError / 100;
      narrow += found.standardError / 100;
    }
    // The exact binomial band of 0.95 at 0.001.
    expect(covered).toBeGreaterThanOrEqual(87);
    expect(narrow).toBeLessThan(0.8 * wide);
  });

  it("refuses M-estimation errors where there are none, with the reason", async () => {
    const study = pointTreatment(100, 4);
    const errors = "m-estimation";
    await expect(tmle(study, { errors, folds: 5 })).rejects.toThrow(/needs models fitted on all rows/);
    const censored = causalStudy(rows({ censored: true }), {
      treatment: "a",
      outcome: "y",
      confounders: ["x"],
      missing: { outcome: "censor" },
    });
    await expect(tmle(censored, { errors })).rejects.toThrow(/needs outcomes that were all seen/);
    const forest = { learner: randomForest({ trees: 5 }) };
    await expect(tmle(study, { errors, outcomeModel: forest })).rejects.toThrow(/needs parametric models/);
  });

  it("refuses bounds that the outcome breaks, and names how many rows do", async () => {
    const study = pointTreatment(100, 4);
    await expect(tmle(study, { bounds: [-0.5, 0.5] })).rejects.toThrow(/lies outside in \d+ of 100 rows/);
  });
});
