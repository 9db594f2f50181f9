import {
  differenceInMeans,
  dmlPlr,
  entropyBalance,
  ipw,
  match,
  stratify,
  twoStageLeastSquares,
} from "txlab/causal";
import { causalStudy, readTable, type Study } from "txlab/cohort";
import { expect, test } from "vitest";
import { describeWithData, published } from "./check.js";

const from = "tests/published/make-package-data.py writes it";
type Path = (file: string) => string;

const earnings = ["re74", "re75", "u74", "u75", "educ:re74"];
const people = ["age", "age^2", "age^3", "educ", "educ^2", "marr", "nodegree", "black", "hisp"];

async function training(path: Path): Promise<Study> {
  const treated = (await readTable(path("nsw_mixtape.csv"))).filter(
    (row: { treat: number }) => row.treat === 1,
  );
  const rows = treated.concat(await readTable(path("cps_mixtape.csv"))).derive({
    u74: (row: { re74: number }) => (row.re74 === 0 ? 1 : 0),
    u75: (row: { re75: number }) => (row.re75 === 0 ? 1 : 0),
  });
  const confounders = [...people, ...earnings];
  return causalStudy(rows, { treatment: "treat", outcome: "re78", confounders });
}

// Cunningham (2021), Causal Inference: The Mixtape, section 5.3; matching by R's Matching 4.10-8 (Var.calc = 1).
describeWithData(
  "Job training as The Mixtape weighs it",
  { files: ["nsw_mixtape.csv", "cps_mixtape.csv"], numbers: 6, from },
  (path) => {
    test("the weighted differences, which the weak overlap ruins", async () => {
      const study = await training(path);
      const hajek = await ipw(study);
      published("normalized", hajek.value, -7238.14, { absolute: 5e-3 });
      const total = await ipw(study, { normalization: "horvitz-thompson" });
      published("not normalized", total.value, -11876.79, { absolute: 5e-3 });
      for (const each of [hajek, total]) expect(String(each)).toMatch(/weak overlap for the ATE/);
    });

    test("matching of the treated", async () => {
      const study = await training(path);
      const plain = await match(study, { biasCorrection: false });
      published("nearest", plain.value, 1841.05, { absolute: 5e-3 });
      published("nearest, error", plain.standardError, 818.6888, { absolute: 5e-5 });
      const corrected = await match(study);
      published("corrected", corrected.value, 1962.247, { absolute: 5e-4 });
      published("corrected, error", corrected.standardError, 803.7744, { absolute: 5e-5 });
    });
  },
);

// The Mixtape, section 5.1.3: first class and the rest of the Titanic's people, by sex and age; its weights are the others'.
describeWithData("The Titanic's first class", { files: ["titanic.csv"], numbers: 2, from }, (path) => {
  test("the difference of shares, and that within strata", async () => {
    const rows = (await readTable(path("titanic.csv"))).derive({
      first: (row: { class: string }) => row.class === "1st class",
    });
    const outcome = { column: "survived", event: "yes" };
    const study = causalStudy(rows, { treatment: "first", outcome, confounders: ["sex", "age"] });
    published("naive", differenceInMeans(study).value, 0.354, { absolute: 5e-4 });
    const by = { sex: "values", age: "values" } as const;
    published("in strata", (await stratify(study, { estimand: "ATC", by })).value, 0.189, { absolute: 5e-4 });
  });
});

// Card (1995) as in The Mixtape, section 7.8: log wages by years of schooling, and by a college nearby.
describeWithData("Schooling and wages", { files: ["close_college.csv"], numbers: 6, from }, (path) => {
  test("least squares and two-stage least squares", async () => {
    const study = causalStudy(await readTable(path("close_college.csv")), {
      treatment: { column: "educ", continuous: true },
      outcome: "lwage",
      confounders: ["exper", "black", "south", "married", "smsa"],
      instrument: "nearc4",
      missing: { confounders: "drop" },
    });
    published("rows", study.n, 3003, {});
    published("OLS, by DML", (await dmlPlr(study)).value, 0.071, { absolute: 5e-4 });
    const found = await twoStageLeastSquares(study, { errors: "classical" });
    published("2SLS", found.value, 0.124, { absolute: 5e-4 });
    published("2SLS, error", found.standardError, 0.05, { absolute: 5e-4 });
    // linearmodels 7.1
    const robust = await twoStageLeastSquares(study);
    published("2SLS in full", robust.value, 0.12416424134335102, { relative: 1e-9 });
    published("2SLS, robust error", robust.standardError, 0.04915773209979339, { relative: 1e-8 });
  });
});

// Cai, de Janvry & Sadoulet (2015) as in Huntington-Klein's The Effect, chapter 19; errors by linearmodels 7.1.
describeWithData("Insurance among friends", { files: ["social_insure.csv"], numbers: 2, from }, (path) => {
  test("what friends who take it up do, by the default that they were given", async () => {
    const own = ["male", "age", "agpop", "ricearea_2010", "literacy"];
    const study = causalStudy(await readTable(path("social_insure.csv")), {
      treatment: { column: "pre_takeup_rate", continuous: true },
      outcome: "takeup_survey",
      confounders: [...own, "intensive", "risk_averse", "disaster_prob", "C(village)"],
      instrument: "default",
      cluster: "address",
      missing: { confounders: "drop" },
    });
    const found = await twoStageLeastSquares(study);
    published("effect of all friends against none", found.value, 0.791, { absolute: 5e-4 });
    published("error by address", found.standardError, 0.267112049726115, { relative: 1e-8 });
  });
});

// Broockman (2013) as in The Effect, chapter 14; numbers of R's Matching 4.10-8.
describeWithData("Black politicians", { files: ["black_politicians.csv"], numbers: 4, from }, (path) => {
  test("answers to letters from outside the district", async () => {
    const study = causalStudy(await readTable(path("black_politicians.csv")), {
      treatment: "leg_black",
      outcome: "responded",
      confounders: ["medianhhincom", "blackpercent", "leg_democrat"],
    });
    const found = await match(study, { biasCorrection: false });
    published("matched", found.value, -0.004578755, { absolute: 5e-10 });
    published("matched, error", found.standardError, 0.06650351, { absolute: 5e-9 });
    const two = await match(study, { biasCorrection: false, errorNeighbors: 2 });
    published("error from two neighbours", two.standardError, 0.06910996, { absolute: 5e-9 });
    const balanced = await entropyBalance(study, { estimand: "ATT" });
    published("rows", balanced.n, 5593, {});
  });
});

// What If, chapter 16: a price of at least $1.50 in the state of birth.
describeWithData("An instrument in NHEFS", { files: ["nhefs.csv"], numbers: 4 }, (path) => {
  test("tells next to nothing, as the book says", async () => {
    const rows = (await readTable(path("nhefs.csv")))
      .filter((row: { price82: number }) => row.price82 > 0)
      .derive({ highprice: (row: { price82: number }) => (row.price82 >= 1.5 ? 1 : 0) });
    const study = causalStudy(rows, {
      treatment: "qsmk",
      outcome: "wt82_71",
      confounders: [],
      instrument: "highprice",
      missing: { outcome: "drop" },
    });
    const found = await twoStageLeastSquares(study, { errors: "classical" });
    published("rows", found.n, 1476, {});
    published("effect", found.value, 2.396270104, { relative: 1e-9 });
    published("low end", found.interval().low, -36.5, { absolute: 0.05 });
    published("high end", found.interval().high, 41.3, { absolute: 0.05 });
    expect(found.warnings.map((each) => each.code)).toEqual(["weak-instrument"]);
  });
});
