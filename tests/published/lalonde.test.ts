import { differenceInMeans, ipw, overlap, propensityScore, standardize } from "txlab/causal";
import { causalStudy, readTable, type Study } from "txlab/cohort";
import { type LogisticModel, linear } from "txlab/models";
import { expect, test } from "vitest";
import { describeWithData, published } from "./check.js";

const confounders = ["age", "education", "black", "hispanic", "married", "nodegree", "re74", "re75"];

async function trial(path: (file: string) => string): Promise<Study> {
  const table = await readTable(path("lalonde_nsw_dw.csv"));
  return causalStudy(table, { treatment: "treat", outcome: "re78", confounders });
}

/** The 185 treated of Dehejia & Wahba's sample above a survey's people, as if they had been its treated. */
async function withControls(path: (file: string) => string, survey: string): Promise<Study> {
  const treated = (await readTable(path("lalonde_nsw_dw.csv"))).filter(
    (row: { treat: number }) => row.treat === 1,
  );
  const table = treated.concat(await readTable(path(`lalonde_${survey}.csv`)));
  return causalStudy(table, { treatment: "treat", outcome: "re78", confounders });
}

const closed = { relative: 1e-6 };
const files = ["lalonde_nsw_dw.csv", "lalonde_psid1.csv", "lalonde_cps1.csv"];

// LaLonde 1986; Dehejia & Wahba 1999; digits from independent double-precision runs.
describeWithData("Job training and earnings (LaLonde)", { files, numbers: 15 }, (path) => {
  test("the experiment", async () => {
    const study = await trial(path);
    published("difference of means", differenceInMeans(study).value, 1794.34326171875, closed);
    published("adjusted by regression", (await standardize(study)).value, 1676.3426254025526, closed);
  });

  test.each([
    {
      survey: "psid1",
      n: 2675,
      naive: -15204.777421490926,
      ols: 751.9463564881437,
      att: 1758.8509841889927,
      ess: 42.63062704608981,
      llf: -233.81019680958167,
      most: 0.9150800544475699,
    },
    {
      survey: "cps1",
      n: 16177,
      naive: -8497.516148132834,
      ols: 699.1316775048662,
      att: 1180.4078220960946,
      ess: 416.66696057181866,
      llf: -502.05856588004826,
      most: 0.48838971820310967,
    },
  ])("the treated beside the controls of $survey", async ({ survey, n, naive, ols, att, ess, llf, most }) => {
    const study = await withControls(path, survey);
    expect(study.n).toBe(n);
    published(`${survey}: naive`, differenceInMeans(study).value, naive, closed);
    published(`${survey}: OLS`, (await standardize(study)).value, ols, closed);
    published(`${survey}: IPW ATT`, (await ipw(study, { estimand: "ATT" })).value, att, closed);
    const ps = await propensityScore(study);
    published(
      `${survey}: ESS of controls`,
      overlap(ps, { estimand: "ATT" }).groups[1].effectiveSize,
      ess,
      closed,
    );
    published(`${survey}: log-likelihood`, (ps.nuisance!.model as LogisticModel).logLikelihood, llf, closed);
    const controls = ps.score.filter((_, i) => study.treatment[i] === 0);
    published(`${survey}: largest propensity of a control`, Math.max(...controls), most, closed);
  });

  test("one control of PSID carries 5.8% of the weight, and the ATT says so", async () => {
    const att = await ipw(await withControls(path, "psid1"), { estimand: "ATT" });
    expect(att.warnings).toHaveLength(1);
    expect(att.warnings[0]!.code).toBe("weak-overlap");
    expect(att.warnings[0]!.message).toMatch(/2,490 untreated count as 42\.6, and one row carries 5\.8%/);
    published(
      "share of the largest weight",
      (att.diagnostics.groups as { largestShare: number }[])[1]!.largestShare,
      0.058,
      { absolute: 5e-4 },
    );
  });

  test("positivity is judged per estimand: no warning on CPS's ATT, one on the ATE of both", async () => {
    const [psid, cps] = [await withControls(path, "psid1"), await withControls(path, "cps1")];
    expect((await ipw(cps, { estimand: "ATT" })).warnings).toEqual([]);
    for (const study of [psid, cps]) {
      expect((await ipw(study)).warnings.map((warning) => warning.code)).toContain("weak-overlap");
    }
  });

  test("the adjusted experiment by least squares on the design itself", async () => {
    const study = await trial(path);
    const design = study.designOf(["treat", ...confounders], "terms");
    const model = await linear().fit(design, study.outcome);
    expect(model.coefficients[1]).toBeCloseTo(1676.3426254025526, 6);
  });
});
