import { table } from "arquero";
import { stratify } from "txlab/causal";
import { causalStudy } from "txlab/cohort";
import { describe, expect, it } from "vitest";
import { pointTreatment } from "../point-treatment.js";

// Stratum 1: treated 4, 6 and untreated 1; stratum 2: treated 9 and untreated 5, 7; stratum 3: untreated only.
const small = causalStudy(
  table({ a: [1, 1, 0, 1, 0, 0, 0], y: [4, 6, 1, 9, 5, 7, 100], s: [1, 1, 1, 2, 2, 2, 3] }),
  { treatment: "a", outcome: "y", confounders: ["s"] },
);

describe("stratify", () => {
  it("averages the strata's differences over the estimand's population", async () => {
    const by = { s: "values" } as const;
    const [one, two] = [5 - 1, 9 - 6];
    expect((await stratify(small, { by })).value).toBeCloseTo((3 * one + 3 * two) / 6, 12);
    expect((await stratify(small, { by, estimand: "ATT" })).value).toBeCloseTo((2 * one + two) / 3, 12);
    expect((await stratify(small, { by, estimand: "ATC" })).value).toBeCloseTo((one + 2 * two) / 3, 12);
  });

  it("leaves out strata where one treatment never occurs, and says so", async () => {
    const effect = await stratify(small, { by: { s: "values" } });
    expect(effect.leftOut).toBe(1);
    expect(effect.estimand).toBe("ATE of strata with both treatments");
    expect(String(effect)).toContain("1 of 7 rows are in strata where only one treatment occurs");
    await expect(stratify(small, { by: { y: "values" } })).rejects.toThrow(/no stratum has both/);
  });

  it("takes the values of text, and refuses columns with gaps, cut or not", async () => {
    const s = ["low", "low", "low", "high", "high", "high", "none"];
    const text = (labels: readonly unknown[]) =>
      causalStudy(
        table({ a: [1, 1, 0, 1, 0, 0, 0], y: [4, 6, 1, 9, 5, 7, 100], x: [1, 1, 1, 2, 2, 2, 3], s: labels }),
        { treatment: "a", outcome: "y", confounders: ["x"] },
      );
    const effect = await stratify(text(s), { by: { s: "values" } });
    expect(effect.value).toBe((await stratify(small, { by: { s: "values" } })).value);
    const gap = /by\.s: "s" is missing in 1 of 7 rows/;
    await expect(stratify(text([null, ...s.slice(1)]), { by: { s: "values" } })).rejects.toThrow(gap);
    await expect(stratify(text([null, 1, 1, 2, 2, 2, 3]), { by: { s: [1.5] } })).rejects.toThrow(gap);
  });

  it("coarsens columns by their cut points", async () => {
    expect([...(await stratify(small, { by: { s: [1.5] } })).stratum()]).toEqual([0, 0, 0, 1, 1, 1, 1]);
  });

  it("removes about nine tenths of the confounding by five propensity strata (Cochran 1968)", async () => {
    let [naive, adjusted] = [0, 0];
    for (let seed = 1; seed <= 20; seed++) {
      const study = pointTreatment(1000, seed);
      const [two, five] = [await stratify(study, { strata: 2 }), await stratify(study)];
      expect(five.value).toBeLessThan(two.value);
      naive += two.value / 20;
      adjusted += five.value / 20;
    }
    expect(adjusted - 1).toBeLessThan(0.15);
    expect(adjusted - 1).toBeGreaterThan(0);
    expect(naive).toBeGreaterThan(adjusted);
  });

  it("has influence values with mean zero", async () => {
    const { influence } = await stratify(pointTreatment(500, 2));
    if ("reason" in influence) throw new Error(influence.reason);
    expect(Math.abs(influence.values.reduce((sum, value) => sum + value, 0))).toBeLessThan(1e-8);
  });
});
