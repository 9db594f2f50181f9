import { table } from "arquero";
import { generalizedPropensity, ipw, marginalStructuralModel, type StructuralModel } from "txlab/causal";
import { type ContinuousStudy, causalStudy, type Study } from "txlab/cohort";
import { randomForest } from "txlab/models";
import { displayBundle } from "txlab/plot";
import { contrast } from "txlab/stats";
import { describe, expect, it } from "vitest";
import { expected, fixture, rows } from "../oracle.js";

const roles = { treatment: "a", outcome: "y", confounders: ["x", "z"] } as const;
const study = causalStudy(rows(), roles);
const sick = causalStudy(rows(), { ...roles, outcome: "sick" });
const censored = causalStudy(rows({ censored: true }), { ...roles, missing: { outcome: "censor" } });
const doses = causalStudy(rows(), {
  treatment: { column: "dose", continuous: true },
  outcome: "answer",
  confounders: ["x", "z"],
});

const cases: [string, () => Promise<StructuralModel>][] = [
  ["msm", () => marginalStructuralModel(study)],
  ["msm by z", () => marginalStructuralModel(study, { terms: ["a", "z", "a:z"] })],
  ["msm, main effects by z", () => marginalStructuralModel(study, { terms: ["a", "z"] })],
  ["msm, logistic", () => marginalStructuralModel(sick)],
  ["msm, censored", () => marginalStructuralModel(censored)],
  ["msm, dose", () => marginalStructuralModel(doses, { terms: ["dose", "dose^2"] })],
];

describe("coefficients and errors are those of the stacked estimating equations:", () => {
  it.each(cases)("%s", async (name, run) => {
    const { parameters } = await run();
    const oracle = expected<{ values: number[]; errors: number[] }>(name);
    expect(parameters.estimates).toHaveLength(oracle.values.length);
    parameters.estimates.forEach((each, j) => {
      expect(each.value).toBeCloseTo(oracle.values[j]!, 7);
      expect(each.standardError).toBeCloseTo(oracle.errors[j]!, 6);
    });
  });
});

describe("marginalStructuralModel", () => {
  it("of the treatment alone is the difference of IPW, with its error and its E-value", async () => {
    const [model, effect] = [await marginalStructuralModel(study), await ipw(study)];
    expect(model.parameters.get("a").value).toBeCloseTo(effect.value, 9);
    expect(model.parameters.get("a").standardError).toBeCloseTo(effect.standardError, 7);
    const difference = contrast(model.mean({ a: 1 }), model.mean({ a: 0 }));
    expect(difference.value).toBeCloseTo(effect.value, 9);
    expect(difference.standardError).toBeCloseTo(effect.standardError, 7);
    expect(model.eValue!.estimate).toBeCloseTo(effect.eValue!.estimate, 9);
  });

  it("gives means on the outcome's scale under a logit", async () => {
    const [model, effect] = [await marginalStructuralModel(sick), await ipw(sick)];
    const risk = model.mean({ a: 1 });
    expect(risk.value).toBeCloseTo(effect.potentialOutcomes.get("treated").value, 8);
    expect(risk.standardError).toBeCloseTo(effect.potentialOutcomes.get("treated").standardError, 7);
    expect(String(model)).toMatch(/E-value \d.* · odds ratio .* whose root approximates the risk ratio/);
  });

  it("takes the weights as known when asked, which is the sandwich of the weighted regression", async () => {
    const { parameters } = await marginalStructuralModel(study, { errors: "robust" });
    const robust = await ipw(study, { errors: "robust" });
    expect(parameters.get("a").standardError).toBeCloseTo(robust.standardError, 8);
    expect(parameters.get("a").method).toContain("weights taken as known");
  });

  it("stabilizes by the modifiers, and changes nothing where the model is saturated", async () => {
    const terms = ["a", "z", "a:z"];
    const [own, marginal] = [
      await marginalStructuralModel(study, { terms }),
      await marginalStructuralModel(study, { terms, numerator: [] }),
    ];
    expect(own.parameters.get("a:z").value).toBeCloseTo(marginal.parameters.get("a:z").value, 9);
    expect(Math.max(...own.weights)).not.toBeCloseTo(Math.max(...marginal.weights), 3);
    expect(own.parameters.get("a").method).toContain("given z");
    expect(own.eValue).toBeUndefined();
    expect(String(own)).toContain("no E-value: the effect takes several coefficients");
  });

  it("has no valid error with weights by a forest, and says how to have one", async () => {
    const propensity = { learner: randomForest({ trees: 20, minLeaf: 30 }) };
    const model = await marginalStructuralModel(study, { propensity });
    expect(model.parameters.get("a").standardError).toBeNaN();
    expect(model.warnings.map((each) => each.code)).toContain("no-error");
    expect(model.warnings[0]!.message).toContain('errors: "robust"');
  });

  it("pools over imputations", async () => {
    const x = fixture.data.x!.map((value, i) => (i % 5 === 0 ? null : value));
    const missing = { confounders: "impute", imputation: { imputations: 3, iterations: 2 } } as const;
    const holes = causalStudy(table({ ...fixture.data, x } as never), { ...roles, missing });
    const model = await marginalStructuralModel(holes);
    const each = await Promise.all((await holes.completed()).map((one) => marginalStructuralModel(one)));
    const mean = each.reduce((sum, one) => sum + one.parameters.get("a").value, 0) / 3;
    expect(model.parameters.get("a").value).toBeCloseTo(mean, 12);
    expect(model.mean({ a: 1 }).interval().kind).toContain("Rubin");
    expect(String(model)).toContain("3 imputations by chained equations");
  });

  it("refuses terms without the treatment, a logit of numbers, and what it does not know", async () => {
    await expect(marginalStructuralModel(study, { terms: ["x"] })).rejects.toThrow(
      /terms must name the treatment "a"; they were x/,
    );
    await expect(marginalStructuralModel(study, { link: "logit" })).rejects.toThrow(/needs a 0\/1 outcome/);
    await expect(marginalStructuralModel(study, { term: ["a"] } as never)).rejects.toThrow(
      /Did you mean "terms"/,
    );
    const { mean } = await marginalStructuralModel(study, { terms: ["a", "z"] });
    expect(() => mean({ a: 1 })).toThrow(/"z"/);
  });

  it("shows itself as text and HTML", async () => {
    const model = await marginalStructuralModel(doses);
    expect(String(model)).toContain("Marginal structural model of answer: dose");
    expect(String(model)).toMatch(/weights leave an effective [\d.]+ of 400 rows/);
    expect((await displayBundle(model))?.["text/html"]).toContain("<table");
  });
});

describe("generalizedPropensity", () => {
  it("is the normal density around the regression, with weights whose mean is near 1", async () => {
    const gps = await generalizedPropensity(doses);
    const i = 17;
    const { mean, variance, values } = gps.density;
    const z = (doses.treatment[i]! - mean[i]!) / Math.sqrt(variance);
    expect(values[i]).toBeCloseTo(Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI * variance), 12);
    expect(gps.weights.reduce((sum, w) => sum + w, 0) / 400).toBeCloseTo(1, 1);
    expect(String(gps)).toContain("no warning");
    expect((await displayBundle(gps))?.["text/html"]).toContain("effective sample size");
  });

  it("warns where a few rows carry the weights, and refuses a dose that is no matter of chance", async () => {
    const n = 300;
    const x = Array.from({ length: n }, (_, i) => (i - 150) / 50);
    const dose = x.map((v, i) => 2 * v + 0.3 * Math.sin(7 * i) + (i === 299 ? -2.2 : 0));
    const y = x.map((v, i) => v + Math.cos(3 * i));
    const of = (values: number[]): ContinuousStudy =>
      causalStudy(table({ x, y, dose: values }), {
        treatment: { column: "dose", continuous: true },
        outcome: "y",
        confounders: ["x"],
      });
    const gps = await generalizedPropensity(of(dose));
    expect(gps.warnings.map((each) => each.code)).toContain("weak-overlap");
    expect(String(gps)).toContain("Warning: weak overlap for the dose: the 300 rows count as");
    await expect(generalizedPropensity(of(x.map((v) => 3 * v)))).rejects.toThrow(
      /predict the dose "dose" so well/,
    );
  });

  it("refuses a study that is not of doses", async () => {
    await expect(generalizedPropensity(study as Study as never)).rejects.toThrow(
      /is for doses; declare treatment: \{ column: "a", continuous: true \}/,
    );
  });
});
