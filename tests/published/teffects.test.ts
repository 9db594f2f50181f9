import { aipw, type Effect, ipw, match, standardize } from "txlab/causal";
import { causalStudy, readTable, type Study } from "txlab/cohort";
import { probit } from "txlab/models";
import { test } from "vitest";
import { describeWithData, published } from "./check.js";

const files = ["cattaneo2.csv"];
const from = "tests/published/make-package-data.py writes it";
const propensity = { learner: probit() };
const outcomeModel = { perArm: true, terms: ["prenatal1", "mmarried", "mage", "fbaby"] };

async function smoking(path: (file: string) => string, confounders: readonly string[]): Promise<Study> {
  const treatment = { column: "mbsmoke", treated: "smoker" };
  return causalStudy(await readTable(path("cattaneo2.csv")), { treatment, outcome: "bweight", confounders });
}

const selection = ["mmarried", "mage", "mage^2", "fbaby", "medu"];

type Expected = readonly [value: number, error: number, untreated: number, untreatedError: number];

function agrees(name: string, found: Effect, [value, error, untreated, untreatedError]: Expected): void {
  const mean = found.potentialOutcomes.get("untreated");
  published(`${name}`, found.value, value, { relative: 1e-10 });
  published(`${name}, error`, found.standardError, error, { relative: 1e-8 });
  published(`${name}, untreated`, mean.value, untreated, { relative: 1e-10 });
  published(`${name}, untreated, error`, mean.standardError, untreatedError, { relative: 1e-8 });
}

// Stata's teffects on Cattaneo's (2010) sample, with all the digits that statsmodels' tests keep of Stata's output.
describeWithData("Smoking and birth weight (Stata's teffects)", { files, numbers: 32, from }, (path) => {
  test("regression adjustment", async () => {
    const study = await smoking(path, selection);
    agrees(
      "RA ATE",
      await standardize(study, { outcomeModel }),
      [-239.63921146434, 23.82402100183, 3403.2422719355, 9.5252071796205],
    );
    agrees(
      "RA ATT",
      await standardize(study, { outcomeModel, estimand: "ATT" }),
      [-223.30165083857, 22.742195167601, 3360.9613730608, 12.757489072993],
    );
  });

  test("inverse probability weighting, probit", async () => {
    const study = await smoking(path, selection);
    agrees(
      "IPW ATE",
      await ipw(study, { propensity }),
      [-230.68863779526, 25.815243801554, 3403.4627086846, 9.5713688979534],
    );
    agrees(
      "IPW ATT",
      await ipw(study, { propensity, estimand: "ATT" }),
      [-225.17726054799, 23.664582726945, 3362.8369827702, 14.20149077868],
    );
  });

  test("augmented weighting", async () => {
    agrees(
      "AIPW",
      await aipw(await smoking(path, selection), { propensity, outcomeModel }),
      [-230.98920111258, 26.210564625435, 3403.3552531738, 9.5684720516903],
    );
  });

  test("weighted regression adjustment", async () => {
    const study = await smoking(path, selection);
    const options = { propensity, outcomeModel };
    agrees(
      "IPWRA ATE",
      await standardize(study, options),
      [-229.96707793513, 26.626675723594, 3403.3356393074, 9.57125961016],
    );
    agrees(
      "IPWRA ATT",
      await standardize(study, { ...options, estimand: "ATT" }),
      [-223.54526198669, 23.79401566757, 3361.2049842089, 14.465011372588],
    );
  });

  // Stata's manual, [TE] teffects nnmatch and teffects psmatch, examples 1.
  test("nearest neighbours, and matching on a logit propensity", async () => {
    const options = { estimand: "ATE", biasCorrection: false, errorNeighbors: 2 } as const;
    const near = await match(await smoking(path, ["mage", "prenatal1", "mmarried", "fbaby"]), options);
    published("nnmatch", near.value, -240.3306, { absolute: 5e-5 });
    published("nnmatch, error", near.standardError, 28.43006, { absolute: 5e-6 });
    const score = await match(await smoking(path, selection), { ...options, distance: "propensity" });
    published("psmatch", score.value, -210.9683, { absolute: 5e-5 });
    const scored = { ...options, distance: "propensity", errorNeighbors: 1 } as const;
    const { standardError } = await match(await smoking(path, selection), scored);
    published("psmatch, error", standardError, 32.021, { absolute: 5e-4 });
  });
});
