import { escape as outside } from "arquero";
import { ipw, propensityScore, treatmentWeights } from "txlab/causal";
import { causalStudy, designMatrix, readTable, type Study } from "txlab/cohort";
import { type Features, linear } from "txlab/models";
import { oddsRatio } from "txlab/stats";
import { beforeAll, test } from "vitest";
import { describeWithData, published } from "./check.js";

const confounders = [
  ...["sex", "race", "age", "age^2", "C(education)", "smokeintensity", "smokeintensity^2"],
  ...["smokeyrs", "smokeyrs^2", "C(exercise)", "C(active)", "wt71", "wt71^2"],
];
type Row = { wt82_71: number; smokeintensity: number };
type Whole = Awaited<ReturnType<typeof readTable>>;
const closed = { relative: 1e-6 };

// Hernán & Robins, What If, sections 12.4 and 12.5: marginal structural models as weighted regressions; digits beyond the
// book's from the Deli library's example (Zivich) and an independent double-precision run.
describeWithData("Structural models of NHEFS", { files: ["nhefs.csv"], numbers: 10 }, (path) => {
  let whole: Whole;
  let study: Study;

  beforeAll(async () => {
    whole = await readTable(path("nhefs.csv"));
    study = causalStudy(whole, {
      treatment: "qsmk",
      outcome: "wt82_71",
      confounders,
      missing: { outcome: "drop" },
    });
  });

  test("the effect of quitting by sex", async () => {
    const { weights } = treatmentWeights(await propensityScore(study), { stabilized: true });
    const design = study.designOf(["qsmk", "sex", "qsmk:sex"], "terms");
    const { coefficients } = await linear().fit(design, study.outcome, { weights });
    [1.78444688, 3.52197763, -0.00872478, -0.15947852].forEach((value, j) => {
      published(`coefficient ${j}`, coefficients[j]!, value, { absolute: 1e-7 });
    });
  });

  test("the change of smoking intensity, a continuous treatment, with normal densities for weights", async () => {
    const rows = whole.filter(
      outside((row: Row) => Number.isFinite(row.wt82_71) && row.smokeintensity <= 25),
    );
    published("rows", rows.numRows(), 1162, { absolute: 0 });
    const dose = Float64Array.from(rows.array("smkintensity82_71") as ArrayLike<number>);
    const density = async (terms: readonly string[]): Promise<Float64Array> => {
      const x: Features = designMatrix(rows, terms);
      const fitted = (await linear().fit(x, dose)).predict(x);
      const variance =
        dose.reduce((sum, a, i) => sum + (a - fitted[i]!) ** 2, 0) / (dose.length - x.columns.length - 1);
      return dose.map((a, i) => Math.exp(-((a - fitted[i]!) ** 2) / (2 * variance)) / Math.sqrt(variance));
    };
    const [marginal, conditional] = [await density([]), await density(confounders)];
    const weights = marginal.map((f, i) => f / conditional[i]!);
    const model = await linear().fit(
      designMatrix(rows, ["smkintensity82_71", "smkintensity82_71^2"]),
      Float64Array.from(rows.array("wt82_71") as ArrayLike<number>),
      { weights },
    );
    const [b0, b1, b2] = model.coefficients as unknown as [number, number, number];
    published("nobody changes", b0, 2.00452474, { absolute: 1e-7 });
    published("slope", b1, -0.10898888, { absolute: 1e-7 });
    published("curvature", b2, 0.00269494, { absolute: 1e-7 });
    published("twenty cigarettes more", b0 + 20 * b1 + 400 * b2, 0.90272345, { absolute: 1e-7 });
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
  });
});
