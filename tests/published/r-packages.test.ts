import { differenceInMeans, standardize, stratify } from "txlab/causal";
import { causalStudy, readTable, type Study } from "txlab/cohort";
import { test } from "vitest";
import { describeWithData, published } from "./check.js";

const from = "tests/published/make-package-data.R writes it";
type Path = (file: string) => string;

async function lalonde(path: Path): Promise<Study> {
  return causalStudy(await readTable(path("matchit_lalonde.csv")), {
    treatment: "treat",
    outcome: "re78",
    confounders: ["age", "educ", "race", "married", "nodegree", "re74", "re75"],
  });
}

// MatchIt 4.5.1: lm(re78 ~ treat) under its weights. Its pairs depend on the order of rows that tie, so they are not checked.
describeWithData(
  "Job training by MatchIt's strata",
  { files: ["matchit_lalonde.csv"], numbers: 3, from },
  (path) => {
    test("coarsened exact matching", async () => {
      const dollars = [1, 2000, 5000];
      const bins = { age: [20.5, 25.5, 30.5, 40.5], educ: [8.5, 11.5], re74: dollars, re75: dollars };
      const values = { race: "values", married: "values", nodegree: "values" } as const;
      const found = await stratify(await lalonde(path), { estimand: "ATT", by: { ...values, ...bins } });
      published("effect", found.value, -358.9354, { absolute: 5e-5 });
      published("rows that match", 614 - found.leftOut, 140, {});
    });

    test("six strata of the propensity", async () => {
      const found = await stratify(await lalonde(path), { estimand: "ATE", strata: 6 });
      published("effect", found.value, -581.4812, { absolute: 5e-5 });
    });
  },
);

// survey 4.1: svyglm and svyby of a cluster sample of schools, with its factor G/(G − 1) of 15 districts taken out.
describeWithData("Awards and scores in a survey", { files: ["apiclus1.csv"], numbers: 5, from }, (path) => {
  test("regression and means with probability weights and clusters", async () => {
    const study = causalStudy(await readTable(path("apiclus1.csv")), {
      treatment: { column: "awards", treated: "Yes" },
      outcome: "api00",
      confounders: ["meals", "ell", "stype"],
      weights: "pw",
      cluster: "dnum",
    });
    const small = Math.sqrt(15 / 14);
    const adjusted = await standardize(study);
    published("svyglm", adjusted.value, 23.672412, { absolute: 5e-7 });
    published("svyglm, error", adjusted.standardError * small, 5.7818511, { absolute: 5e-8 });
    const crude = differenceInMeans(study);
    const [yes, no] = ["treated", "untreated"].map((arm) => crude.potentialOutcomes.get(arm));
    published("svyby", crude.value, 651.8154 - 625.4151, { absolute: 1e-4 });
    published("svyby, awarded, error", yes!.standardError * small, 21.3447, { absolute: 5e-5 });
    published("svyby, others, error", no!.standardError * small, 31.62046, { absolute: 5e-6 });
  });
});
