import { escape as outside } from "arquero";
import { balance, generalizedPropensity, ipw, marginalStructuralModel } from "txlab/causal";
import { causalStudy, readTable } from "txlab/cohort";
import { oddsRatio } from "txlab/stats";
import { beforeAll, expect, test } from "vitest";
import { describeWithData, published } from "./check.js";

const confounders = [
  ...["sex", "race", "age", "age^2", "C(education)", "smokeintensity", "smokeintensity^2"],
  ...["smokeyrs", "smokeyrs^2", "C(exercise)", "C(active)", "wt71", "wt71^2"],
];
type Row = { wt82_71: number; smokeintensity: number };
type Whole = Awaited<ReturnType<typeof readTable>>;
const closed = { relative: 1e-6 };
const printed = { absolute: 0.051 };

// Hernán & Robins, What If, sections 12.4 and 12.5; digits beyond the book's from the Deli library's example (Zivich) and
// an independent double-precision run. The book's intervals take the weights as known.
describeWithData("Structural models of NHEFS", { files: ["nhefs.csv"], numbers: 26 }, (path) => {
  let whole: Whole;

  beforeAll(async () => {
    whole = await readTable(path("nhefs.csv"));
  });

  test("the saturated model, whose slope is the effect", async () => {
    const study = causalStudy(whole, {
      treatment: "qsmk",
      outcome: "wt82_71",
      confounders,
      missing: { outcome: "drop" },
    });
    const model = await marginalStructuralModel(study);
    published("intercept", model.parameters.get("(Intercept)").value, 1.77997819, { absolute: 1e-7 });
    const slope = model.parameters.get("qsmk");
    published("slope", slope.value, 3.440535429646129, closed);
    published("its stacked error", slope.standardError, 0.4870726071267903, { relative: 1e-5 });
    const robust = (await marginalStructuralModel(study, { errors: "robust" })).parameters.get("qsmk");
    published("its robust error", robust.standardError, 0.5254935530143483, { relative: 1e-5 });
  });

  test("the effect of quitting by sex", async () => {
    const study = causalStudy(whole, {
      treatment: "qsmk",
      outcome: "wt82_71",
      confounders,
      missing: { outcome: "drop" },
    });
    const options = { terms: ["qsmk", "sex", "qsmk:sex"], errors: "robust" } as const;
    const { parameters } = await marginalStructuralModel(study, options);
    [1.78444688, 3.52197763, -0.00872478, -0.15947852].forEach((value, j) => {
      published(`coefficient ${j}`, parameters.estimates[j]!.value, value, { absolute: 1e-7 });
    });
    const { low, high } = parameters.get("qsmk:sex").interval();
    published("modification, low", low, -2.2, printed);
    published("modification, high", high, 1.9, printed);
  });

  test("the change of smoking intensity, a continuous treatment, with normal densities for weights", async () => {
    const study = causalStudy(
      whole.filter(outside((row: Row) => Number.isFinite(row.wt82_71) && row.smokeintensity <= 25)),
      { treatment: { column: "smkintensity82_71", continuous: true }, outcome: "wt82_71", confounders },
    );
    published("rows", study.n, 1162, { absolute: 0 });
    const terms = ["smkintensity82_71", "smkintensity82_71^2"];
    const model = await marginalStructuralModel(study, { terms, errors: "robust" });
    const [b0, b1, b2] = model.parameters.estimates.map((each) => each.value) as [number, number, number];
    published("nobody changes", b0, 2.00452474, { absolute: 1e-7 });
    published("slope", b1, -0.10898888, { absolute: 1e-7 });
    published("curvature", b2, 0.00269494, { absolute: 1e-7 });
    const [none, more] = [0, 20].map((dose) => model.mean({ smkintensity82_71: dose }));
    published("nobody changes, low", none!.interval().low, 1.4, printed);
    published("nobody changes, high", none!.interval().high, 2.6, printed);
    published("twenty cigarettes more", more!.value, 0.90272345, { absolute: 1e-7 });
    published("twenty cigarettes more, low", more!.interval().low, -1.7, printed);
    published("twenty cigarettes more, high", more!.interval().high, 3.5, printed);
    const gps = await generalizedPropensity(study);
    published("smallest weight", Math.min(...gps.weights), 0.19, printed);
    published("largest weight", Math.max(...gps.weights), 5.1, printed);
    published("mean weight", gps.weights.reduce((sum, w) => sum + w, 0) / study.n, 1, { absolute: 0.005 });
    const worst = Math.max(...balance(gps).rows.map((row) => Math.abs(row.after)));
    expect(worst).toBeLessThan(0.1);
  });

  test("the odds ratio of death", async () => {
    const dead = causalStudy(whole.filter(outside((row: Row) => Number.isFinite(row.wt82_71))), {
      treatment: "qsmk",
      outcome: "death",
      confounders,
    });
    const { potentialOutcomes } = await ipw(dead);
    const odds = oddsRatio(potentialOutcomes.get("treated"), potentialOutcomes.get("untreated"));
    published("odds ratio", odds.value, 1.0305780044947304, closed);
    const { parameters } = await marginalStructuralModel(dead, { errors: "robust" });
    const log = parameters.get("qsmk");
    published("odds ratio by the model", Math.exp(log.value), 1.0305780044947304, closed);
    published("low", Math.exp(log.interval().low), 0.8, printed);
    published("high", Math.exp(log.interval().high), 1.4, printed);
  });
});
