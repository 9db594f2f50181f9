import { aipw, ipw, propensityScore } from "txlab/causal";
import { causalStudy, type Study } from "txlab/cohort";
import { interactiveTreatment } from "txlab/data-synth";
import { type Learner, logistic, randomForest } from "txlab/models";
import { describe, expect, it } from "vitest";
import { pointTreatment } from "../point-treatment.js";

const study = causalStudy(interactiveTreatment({ n: 1500, seed: 3 }).table, {
  treatment: "a",
  outcome: "y",
  confounders: ["x1", "x2"],
});
const learner = randomForest({ trees: 60, minLeaf: 3 });
const clip = [0.01, 0.99] as const;

/** The slope of treatment on the score's log-odds: 1 where scores are neither too bold nor too timid. */
async function slope(score: Float64Array, { treatment }: Study): Promise<number> {
  const odds = score.map((e) => Math.log(e / (1 - e)));
  const x = { rows: odds.length, names: ["odds"], columns: [odds] };
  return (await logistic().fit(x, treatment)).coefficients[1]!;
}

describe("propensity: { calibrate }", () => {
  it("mends the scores of a forest, which are too bold", async () => {
    const raw = await propensityScore(study, { learner, folds: 5, clip });
    expect(await slope(raw.score, study)).toBeLessThan(0.75);
    for (const calibrate of ["platt", "isotonic"] as const) {
      const mended = await propensityScore(study, { learner, calibrate, clip });
      const found = await slope(mended.score, study);
      expect(found).toBeGreaterThan(0.8);
      expect(found).toBeLessThan(1.3);
      expect(mended.method).toMatch(
        new RegExp(`^random forest, ${calibrate}-calibrated, cross-fitted, clipped`),
      );
    }
  });

  it("keeps the propensity model's own mean: on average as many are treated as are", async () => {
    const { score } = await propensityScore(study, { learner, calibrate: "platt" });
    const mean = score.reduce((sum, e) => sum + e, 0) / study.n;
    expect(mean).toBeCloseTo(study.treatment.reduce((sum, a) => sum + a, 0) / study.n, 1);
  });

  it("is named in the doubly robust estimate, and flagged elsewhere as without a valid error", async () => {
    const robust = await aipw(study, { propensity: { learner, calibrate: "platt" }, folds: 3 });
    expect(robust.method).toContain("random forest, platt-calibrated + linear, 3 folds");
    expect(robust.standardError).toBeGreaterThan(0);
    expect(robust.warnings).toEqual([]);
    const weighted = await ipw(study, { propensity: { calibrate: "platt" } });
    expect(weighted.standardError).toBeNaN();
    expect(weighted.warnings.map((each) => each.code)).toContain("no-error");
  });

  it("never sees the rows that it scores", async () => {
    const seen: number[] = [];
    const spy: Learner = {
      name: "spy",
      fit: async (x, y, options) => {
        seen.push(x.rows);
        return logistic().fit(x, y, options);
      },
    };
    const folds = Array.from({ length: study.n }, (_, i) => i % 3);
    await propensityScore(study, { learner: spy, calibrate: "platt", folds });
    // Three outer folds, each fitted to 1,000 rows and, for its calibration, to four fifths of them five times.
    expect(seen.filter((n) => n === 1000)).toHaveLength(3);
    expect(seen.filter((n) => n === 800)).toHaveLength(15);
  });

  it("keeps clusters whole, and gives the same bits for the same seed", async () => {
    const wards = pointTreatment(400, 1, { cluster: "hospital" });
    const one = await propensityScore(wards, { calibrate: "platt", seed: 2 });
    const two = await propensityScore(wards, { calibrate: "platt", seed: 2 });
    expect([...one.score]).toEqual([...two.score]);
  });

  it("refuses what it does not know, and scores of 0 or 1 with the remedy", async () => {
    await expect(propensityScore(study, { calibrate: "isotonc" as never })).rejects.toThrow(
      /propensity\.calibrate must be one of "isotonic", "platt".*Did you mean "isotonic"/,
    );
    await expect(propensityScore(study, { learner, calibrate: "isotonic" })).rejects.toThrow(
      /random forest, isotonic-calibrated, cross-fitted\) is 0 or 1 in \d+ of 1500 rows.*clip the score/,
    );
  });
});
