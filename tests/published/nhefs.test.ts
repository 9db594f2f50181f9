import { aipw, balance, differenceInMeans, ipw, overlap, propensityScore, standardize } from "txlab/causal";
import { causalStudy, readTable, type Study } from "txlab/cohort";
import type { LogisticModel } from "txlab/models";
import { beforeAll, test } from "vitest";
import { describeWithData, published } from "./check.js";

const confounders = [
  ...["sex", "race", "age", "age^2", "C(education)", "smokeintensity", "smokeintensity^2"],
  ...["smokeyrs", "smokeyrs^2", "C(exercise)", "C(active)", "wt71", "wt71^2"],
];
const outcomeModel = { terms: [...confounders, "qsmk:smokeintensity"] };

// Hernán & Robins, What If, chapters 12 to 15; digits beyond the book's from independent double-precision runs.
describeWithData(
  "Quitting smoking and weight gain in NHEFS",
  { files: ["nhefs.csv"], numbers: 41 },
  (path) => {
    const closed = { relative: 1e-6 };
    let study: Study;

    beforeAll(async () => {
      study = causalStudy(await readTable(path("nhefs.csv")), {
        treatment: "qsmk",
        outcome: "wt82_71",
        confounders,
        missing: { outcome: "drop" },
      });
    });

    test("the naive difference of chapter 12", () => {
      published("n", study.n, 1566, { absolute: 0 });
      published("crude difference", differenceInMeans(study).value, 2.540581454955888, closed);
    });

    test("the propensity model", async () => {
      const ps = await propensityScore(study);
      const model = ps.nuisance!.model as LogisticModel;
      published("log-likelihood", model.logLikelihood, -838.4484153578254, closed);
      published("smallest propensity", Math.min(...ps.score), 0.05100076394667315, closed);
      published("largest propensity", Math.max(...ps.score), 0.7768887018776459, closed);
    });

    test("IPW for four estimands with M-estimation errors", async () => {
      const cases = [
        ["ATE", 3.440535429646129, 0.4870726071267903],
        ["ATT", 3.3362579127716816, 0.490959117],
        ["ATC", 3.4780736957108886, 0.520846861],
        ["ATO", 3.461148559122782, 0.467500426],
      ] as const;
      for (const [estimand, value, error] of cases) {
        const effect = await ipw(study, { estimand });
        published(`IPW ${estimand}`, effect.value, value, closed);
        published(`IPW ${estimand}, standard error`, effect.standardError, error, closed);
      }
    });

    test("IPW with robust errors and their interval", async () => {
      const effect = await ipw(study, { errors: "robust" });
      published("robust error", effect.standardError, 0.5254935530143483, closed);
      published("low", effect.interval().low, 2.4105869916300176, closed);
      published("high", effect.interval().high, 4.470483867662241, closed);
    });

    test("standardization with the product of quitting and smoking intensity", async () => {
      const effect = await standardize(study, { outcomeModel });
      published("standardization", effect.value, 3.5173742008855644, closed);
      published("its standard error", effect.standardError, 0.477582319, closed);
      published("E[Y¹]", effect.potentialOutcomes.get("treated").value, 5.273587316351489, closed);
      published("E[Y⁰]", effect.potentialOutcomes.get("untreated").value, 1.7562131154659233, closed);
      const att = await standardize(study, { outcomeModel, estimand: "ATT" });
      published("standardization ATT", att.value, 3.427661853444086, closed);
      const additive = await standardize(study);
      published("without the product", additive.value, 3.462621829225972, closed);
    });

    test("AIPW with stacked and with influence-only errors", async () => {
      const effect = await aipw(study, { outcomeModel });
      published("AIPW", effect.value, 3.457284289761071, closed);
      published("stacked error", effect.standardError, 0.484017135, closed);
      const bare = await aipw(study, { outcomeModel, errors: "influence" });
      published("influence-only error", bare.standardError, 0.48865091385733017, closed);
      const att = await aipw(study, { outcomeModel, estimand: "ATT", errors: "influence" });
      published("AIPW ATT", att.value, 3.384829503211928, closed);
      published("AIPW ATT, influence-only error", att.standardError, 0.4756570690694711, closed);
      published("additive outcome model", (await aipw(study)).value, 3.445086, closed);
      const perArm = await aipw(study, { outcomeModel: { perArm: true } });
      published("outcome models per arm", perArm.value, 3.373265, closed);
    });

    test("cross-fitted AIPW on given folds is DoubleML's interactive regression model", async () => {
      const folds = Int32Array.from({ length: study.n }, (_, i) => i % 5);
      const ate = await aipw(study, { outcomeModel: { perArm: true }, folds });
      published("IRM ATE", ate.value, 3.3565685570468156, closed);
      published("IRM ATE, standard error", ate.standardError, 0.5238060357159159, closed);
      const att = await aipw(study, { outcomeModel: { perArm: true }, folds, estimand: "ATT" });
      published("IRM ATTE", att.value, 3.371450596156016, closed);
      published("IRM ATTE, standard error", att.standardError, 0.49550443390643156, closed);
    });

    test("effective sample sizes and standardized differences", async () => {
      const ps = await propensityScore(study);
      const [treated, untreated] = overlap(ps).groups;
      published("ESS of the treated", treated.effectiveSize, 325.9747289575207, closed);
      published("ESS of the untreated", untreated.effectiveSize, 1128.6098631331179, closed);
      const rows = new Map(balance(ps).rows.map((row) => [row.name, row]));
      const differences = {
        age: [0.28198090994486114, 0.0058426977509594205],
        wt71: [0.1332161872556066, -0.009022640078164217],
        smokeintensity: [-0.21667463346400354, -0.024097623149533075],
      };
      for (const [name, [before, after]] of Object.entries(differences)) {
        published(`difference of ${name}`, rows.get(name)!.before, before!, closed);
        published(`difference of ${name}, weighted`, rows.get(name)!.after, after!, closed);
      }
    });
  },
);
