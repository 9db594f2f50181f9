import {
  censoringWeights,
  gEstimate,
  ipw,
  propensityScore,
  standardize,
  treatmentWeights,
} from "txlab/causal";
import { causalStudy, readTable, type Study } from "txlab/cohort";
import { beforeAll, test } from "vitest";
import { describeWithData, published } from "./check.js";

const confounders = [
  ...["sex", "race", "age", "age^2", "C(education)", "smokeintensity", "smokeintensity^2"],
  ...["smokeyrs", "smokeyrs^2", "C(exercise)", "C(active)", "wt71", "wt71^2"],
];
const closed = { relative: 1e-6 };

// Hernán & Robins, What If: the 63 people whose weight in 1982 is unknown, kept in the study; digits beyond the book's from
// independent double-precision runs.
describeWithData("Censoring in NHEFS", { files: ["nhefs.csv"], numbers: 16 }, (path) => {
  let study: Study;

  beforeAll(async () => {
    study = causalStudy(await readTable(path("nhefs.csv")), {
      treatment: "qsmk",
      outcome: "wt82_71",
      confounders,
      missing: { outcome: "censor" },
    });
  });

  test("section 12.6: weights for treatment and for censoring", async () => {
    published("everybody stays", study.n, 1629, { absolute: 0 });
    const ps = await propensityScore(study);
    const treatment = treatmentWeights(ps, { stabilized: true }).weights;
    const censoring = (await censoringWeights(study, { stabilized: true })).weights;
    const product = treatment.map((w, i) => w * censoring[i]!);
    published("largest weight for treatment", Math.max(...treatment), 4.2054318212605, closed);
    published("largest weight for censoring", Math.max(...censoring), 1.7180457407516596, closed);
    published("largest product", Math.max(...product), 4.093112680641497, closed);
    const effect = await ipw(study);
    published("effect", effect.value, 3.496493327918305, closed);
    const { low, high } = (await ipw(study, { errors: "robust" })).interval();
    published("low", low, 2.5, { absolute: 0.05 });
    published("high", high, 4.5, { absolute: 0.05 });
  });

  test("chapter 13: standardization over everybody", async () => {
    const effect = await standardize(study, {
      outcomeModel: { terms: [...confounders, "qsmk:smokeintensity"] },
    });
    published("standardization", effect.value, 3.518574166441674, closed);
    published("E[Y¹]", effect.potentialOutcomes.get("treated").value, 5.1788411859288415, closed);
    published("E[Y⁰]", effect.potentialOutcomes.get("untreated").value, 1.6602670194871676, closed);
  });

  test("chapter 14: g-estimation with censoring weights", async () => {
    const effect = await gEstimate(study);
    published("one parameter", effect.value, 3.445898803370795, closed);
    published("low", effect.interval().low, 2.5, { absolute: 0.05 });
    const { parameters } = await gEstimate(study, { modifiers: ["smokeintensity"] });
    published("ψ₁", parameters.get("(everyone)").value, 2.8594703882251986, closed);
    published("ψ₂", parameters.get("smokeintensity").value, 0.030041281770451927, closed);
  });

  test("chapter 15: propensities of everybody", async () => {
    const { score } = await propensityScore(study);
    published("smallest", Math.min(...score), 0.05298058120255685, closed);
    published("largest", Math.max(...score), 0.7932049043242493, closed);
  });
});
