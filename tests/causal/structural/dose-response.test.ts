import { table } from "arquero";
import { type DoseResponse, doseResponse, marginalStructuralModel } from "txlab/causal";
import { causalStudy } from "txlab/cohort";
import { displayBundle } from "txlab/plot";
import { contrast } from "txlab/stats";
import { beforeAll, describe, expect, it } from "vitest";
import { expected, fixture, rows } from "../oracle.js";

const roles = {
  treatment: { column: "dose", continuous: true },
  outcome: "answer",
  confounders: ["x", "z"],
} as const;
const study = causalStudy(rows(), roles);
const curve = ["dose", "dose^2"];

describe("the doubly robust curve", () => {
  let found: DoseResponse;

  beforeAll(async () => {
    const folds = Array.from({ length: study.n }, (_, i) => i % 4);
    found = await doseResponse(study, { doses: [0, 1, 2], curve, folds });
  });

  it("is that of exact averages over everybody, to what reading them off a grid costs", () => {
    const oracle = expected<{ values: number[]; errors: number[] }>("dose curve");
    found.estimates.forEach((each, k) => {
      expect(each.value).toBeCloseTo(oracle.values[k]!, 3);
      expect(each.standardError).toBeCloseTo(oracle.errors[k]!, 3);
    });
  });

  it("has a band that is wider than its intervals and holds them", () => {
    found.band().forEach(({ low, high }, k) => {
      const pointwise = found.estimates[k]!.interval();
      expect(low).toBeLessThan(pointwise.low);
      expect(high).toBeGreaterThan(pointwise.high);
    });
  });

  it("contrasts doses by their joint influence", () => {
    const difference = contrast(found.at(2), found.at(0));
    const covariance = found.covariance();
    const variance = covariance[0]![0]! + covariance[2]![2]! - 2 * covariance[0]![2]!;
    expect(difference.standardError).toBeCloseTo(Math.sqrt(variance), 12);
    expect(found.labels).toEqual(["dose = 0", "dose = 1", "dose = 2"]);
  });

  it("shows itself as text, HTML with a chart, and JSON without influence values", async () => {
    expect(String(found)).toContain("Mean of answer by dose");
    expect(String(found)).toContain("no E-value: a curve is no one contrast");
    expect((await displayBundle(found))?.["text/html"]).toContain("data:image/svg");
    expect(JSON.stringify(found).length).toBeLessThan(6000);
    expect(found.plot().description).toContain("Mean of answer over doses of dose");
  });
});

describe("the weighted curve", () => {
  it("is the marginal structural model of its terms", async () => {
    const found = await doseResponse(study, { doses: [0, 2], curve, method: "weighted" });
    const model = await marginalStructuralModel(study, { terms: curve });
    for (const dose of [0, 2]) {
      expect(found.at(dose).value).toBeCloseTo(model.mean({ dose }).value, 10);
      expect(found.at(dose).standardError).toBeCloseTo(model.mean({ dose }).standardError, 10);
    }
  });

  it("honours censored outcomes, which the doubly robust curve refuses by name", async () => {
    const answer = fixture.data.answer!.map((value, i) => (fixture.data.seen![i] === 0 ? null : value));
    const censored = causalStudy(table({ ...fixture.data, answer } as never), {
      ...roles,
      missing: { outcome: "censor" },
    });
    const found = await doseResponse(censored, { doses: [1], curve, method: "weighted" });
    expect(found.at(1).method).toContain("censoring logistic");
    await expect(doseResponse(censored, { doses: [1] })).rejects.toThrow(
      /cannot honour missing: \{ outcome: "censor" \}; use method: "weighted"/,
    );
  });
});

describe("doseResponse", () => {
  it("pools over imputations at each dose", async () => {
    const x = fixture.data.x!.map((value, i) => (i % 5 === 0 ? null : value));
    const missing = { confounders: "impute", imputation: { imputations: 3, iterations: 2 } } as const;
    const holes = causalStudy(table({ ...fixture.data, x } as never), { ...roles, missing });
    const found = await doseResponse(holes, { doses: [0, 1], curve });
    expect(found.at(0).interval().kind).toContain("Rubin");
    expect(() => found.band()).toThrow(/no influence values/);
    expect((await displayBundle(found))?.["text/html"]).toContain("data:image/svg");
  });

  it("takes doses from the 5th to the 95th percentile unless they are given, and none beyond those observed", async () => {
    const found = await doseResponse(study, { method: "weighted", curve });
    expect(found.doses).toHaveLength(21);
    expect(found.doses[0]).toBeGreaterThan(Math.min(...study.treatment));
    await expect(doseResponse(study, { doses: [0, 99] })).rejects.toThrow(
      /doses must lie within those observed of "dose", .*; 99 does not/,
    );
    await expect(doseResponse(study, { doses: [] })).rejects.toThrow(/must be an array of numbers/);
  });

  it("refuses options that belong to the other method, terms that repeat, and a study of two treatments", async () => {
    await expect(doseResponse(study, { method: "weighted", folds: 3 })).rejects.toThrow(/takes no folds/);
    await expect(doseResponse(study, { curve: ["dose", "dose"] })).rejects.toThrow(/linear combination/);
    const two = causalStudy(rows(), { treatment: "a", outcome: "y", confounders: ["x"] });
    await expect(doseResponse(two as never)).rejects.toThrow(/doseResponse is for doses, and "a" is not/);
  });

  it("gives the same bits for the same seed", async () => {
    const [one, two] = [await doseResponse(study, { doses: [1] }), await doseResponse(study, { doses: [1] })];
    expect(one.at(1).value).toBe(two.at(1).value);
    const other = await doseResponse(study, { doses: [1], seed: 2 });
    expect(other.at(1).value).not.toBe(one.at(1).value);
    expect(other.at(1).seed).toBe(2);
  });
});
