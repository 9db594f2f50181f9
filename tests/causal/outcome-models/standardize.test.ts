import { readFileSync } from "node:fs";
import { table } from "arquero";
import { aipw, type Effect, ipw, standardize } from "txlab/causal";
import { causalStudy } from "txlab/cohort";
import { probit } from "txlab/models";
import { describe, expect, it } from "vitest";

interface Oracle {
  readonly value: number;
  readonly error: number;
  readonly untreated: number;
}
const fixture = JSON.parse(
  readFileSync(new URL("../../fixtures/causal/treatment-effects.json", import.meta.url), "utf8"),
) as { columns: Record<string, number[]>; coefficients: number[]; errors: number[]; logLikelihood: number };
const oracle = (name: string): Oracle => (fixture as unknown as Record<string, Oracle>)[name]!;

const data = table(fixture.columns as never);
const study = causalStudy(data, {
  treatment: "a",
  outcome: "y",
  confounders: ["x1", "x2", "x1^2", "x2^2", "sex"],
});
const propensity = { learner: probit() };
const outcomeModel = { perArm: true, terms: ["x1", "sex"] };

function agrees(found: Effect, { value, error, untreated }: Oracle): void {
  expect(found.value).toBeCloseTo(value, 6);
  expect(found.potentialOutcomes.get("untreated").value).toBeCloseTo(untreated, 6);
  expect(found.standardError / error).toBeCloseTo(1, 5);
}

describe("the four estimators of Stata's teffects, by statsmodels", () => {
  it.each(["ATE", "ATT"] as const)("regression adjustment of the %s", async (estimand) => {
    agrees(await standardize(study, { estimand, outcomeModel }), oracle(`ra ${estimand}`));
  });

  it.each(["ATE", "ATT"] as const)("weighting for the %s by a probit propensity", async (estimand) => {
    agrees(await ipw(study, { estimand, propensity }), oracle(`ipw ${estimand}`));
  });

  it.each(["ATE", "ATT"] as const)("weighted regression adjustment of the %s", async (estimand) => {
    const found = await standardize(study, { estimand, propensity, outcomeModel });
    agrees(found, oracle(`ipw_ra ${estimand}`));
    expect(found.method).toContain("weighted by probit propensity");
  });

  it("augmented weighting", async () => {
    agrees(await aipw(study, { propensity, outcomeModel }), oracle("aipw ATE"));
  });
});

describe("weighted regression adjustment", () => {
  it("gives the regression's answer where everybody is as likely to be treated", async () => {
    const constant = await standardize(study, { propensity: { terms: [] }, outcomeModel });
    expect(constant.value).toBeCloseTo((await standardize(study, { outcomeModel })).value, 10);
  });

  it("counts survey weights and censoring weights as well", async () => {
    const y = fixture.columns.y!.map((value, i) => (i % 7 === 0 ? null : value));
    const survey = fixture.columns.y!.map((_, i) => 1 + (i % 3));
    const some = causalStudy(data.assign(table({ y, survey } as never)), {
      treatment: "a",
      outcome: "y",
      confounders: ["x1", "x2", "x1^2", "x2^2", "sex"],
      weights: "survey",
      missing: { outcome: "censor" },
    });
    const found = await standardize(some, { propensity: {}, censoring: {}, outcomeModel });
    expect(found.method).toMatch(/weighted by logistic propensity; censoring logistic/);
    expect(found.standardError).toBeGreaterThan(0.5 * oracle("ipw_ra ATE").error);
    expect(found.standardError).toBeLessThan(2 * oracle("ipw_ra ATE").error);
  });
});
