import { table } from "arquero";
import {
  dmlIrm,
  dmlPlr,
  gEstimate,
  ipw,
  propensityScore,
  standardize,
  tmle,
  treatmentWeights,
} from "txlab/causal";
import { causalStudy, designMatrix, readTable, type Study } from "txlab/cohort";
import { linear, logistic } from "txlab/models";
import { beforeAll, test } from "vitest";
import { describeWithData, published } from "./check.js";

const confounders = [
  ...["sex", "race", "age", "age^2", "C(education)", "smokeintensity", "smokeintensity^2"],
  ...["smokeyrs", "smokeyrs^2", "C(exercise)", "C(active)", "wt71", "wt71^2"],
];
const outcomeModel = { terms: [...confounders, "qsmk:smokeintensity"] };
const roles = { treatment: "qsmk", outcome: "wt82_71", confounders } as const;
const closed = { relative: 1e-6 };

// Hernán & Robins, What If, chapters 12 to 15; DoubleML on given folds; digits from independent double-precision runs.
describeWithData("NHEFS by further roads", { files: ["nhefs.csv"], numbers: 36 }, (path) => {
  let whole: Awaited<ReturnType<typeof readTable>>;
  let study: Study;

  beforeAll(async () => {
    whole = await readTable(path("nhefs.csv"));
    study = causalStudy(whole, { ...roles, missing: { outcome: "drop" } });
  });

  test("weights of chapter 12, and the estimators that use them", async () => {
    const ps = await propensityScore(study);
    const { weights } = treatmentWeights(ps);
    published("smallest weight", Math.min(...weights), 1.0537416280320455, closed);
    published("largest weight", Math.max(...weights), 16.700094350727476, closed);
    published("sum of weights", sum(weights), 3126.1808405353486, closed);
    const stabilized = treatmentWeights(ps, { stabilized: true }).weights;
    published("smallest stabilized weight", Math.min(...stabilized), 0.33124892899720454, closed);
    published("largest stabilized weight", Math.max(...stabilized), 4.297661573016074, closed);
    published("mean stabilized weight", sum(stabilized) / study.n, 0.9988443499320268, closed);
    const ht = await ipw(study, { normalization: "horvitz-thompson" });
    published("Horvitz–Thompson", ht.value, 3.4240122800863984, closed);
    published("matching weights", (await ipw(study, { estimand: "ATM" })).value, 3.4004207453344195, closed);
  });

  test("TMLE by one ε, two ε and a linear fluctuation", async () => {
    const one = await tmle(study, { outcomeModel, target: "difference" });
    published("one ε", one.value, 3.456746199797582, closed);
    published("its error", one.standardError, 0.48834390788248133, closed);
    published("two ε", (await tmle(study, { outcomeModel })).value, 3.4567246942115903, closed);
    const straight = await tmle(study, { outcomeModel, fluctuation: "linear" });
    published("linear fluctuation", straight.value, 3.456714260775657, closed);
  });

  test("g-estimation of chapter 14 with censoring weights from all 1,629 rows", async () => {
    const design = designMatrix(whole, ["qsmk", ...confounders]);
    const censored = Float64Array.from(whole.array("wt82_71") as ArrayLike<number>, (value) =>
      Number.isNaN(value) ? 1 : 0,
    );
    const model = await logistic().fit(design, censored);
    const weights = Array.from(model.predict(design), (p) => 1 / (1 - p));
    const weighted = causalStudy(whole.assign(table({ censoring: weights })), {
      ...roles,
      weights: "censoring",
      missing: { outcome: "drop" },
    });
    published("one parameter", (await gEstimate(weighted)).value, 3.445898803370795, closed);
    const two = await gEstimate(weighted, { modifiers: ["smokeintensity"] });
    published("ψ₁", two.parameters.get("(everyone)").value, 2.8594703882251986, closed);
    published("ψ₂", two.parameters.get("smokeintensity").value, 0.030041281770451927, closed);
  });

  test("regression and its interval in chapter 15", async () => {
    const model = await linear().fit(designOf(study, ["qsmk", ...confounders]), study.outcome);
    published("coefficient", model.coefficients[1]!, 3.462621829225972, closed);
    const product = await linear().fit(designOf(study, ["qsmk", ...outcomeModel.terms]), study.outcome);
    const at = (name: string): number => product.coefficients[product.coefficientNames.indexOf(name)]!;
    published("at 5 cigarettes", at("qsmk") + 5 * at("qsmk:smokeintensity"), 2.7929, { absolute: 5e-5 });
    published("at 40 cigarettes", at("qsmk") + 40 * at("qsmk:smokeintensity"), 4.4261, { absolute: 5e-5 });
  });

  test("propensities of all 1,629, their deciles and the propensity as a covariate", async () => {
    const everyone = causalStudy(whole, { ...roles, outcome: "death" });
    const { score } = await propensityScore(everyone);
    published("smallest", Math.min(...score), 0.05298058120255685, closed);
    published("largest", Math.max(...score), 0.7932049043242493, closed);
    const meanOf = (a: number): number => {
      const values = score.filter((_, i) => everyone.treatment[i] === a);
      return sum(values) / values.length;
    };
    published("mean of the untreated", meanOf(0), 0.24503958256864689, closed);
    published("mean of the treated", meanOf(1), 0.3124006105959231, closed);
    const sorted = Float64Array.from(score).sort();
    const cut = (q: number): number => {
      const at = q * (sorted.length - 1);
      const low = Math.floor(at);
      return sorted[low]! + (at - low) * (sorted[Math.min(low + 1, sorted.length - 1)]! - sorted[low]!);
    };
    const cuts = Array.from({ length: 9 }, (_, k) => cut((k + 1) / 10));
    const decile = Array.from(score, (e) => cuts.filter((c) => e > c).length);
    const scored = whole.assign(table({ score: Array.from(score), decile }));
    const adjusted = async (term: string): Promise<number> => {
      const strata = causalStudy(scored, { ...roles, confounders: [term], missing: { outcome: "drop" } });
      return (await standardize(strata)).value;
    };
    published("adjusted for deciles", await adjusted("C(decile)"), 3.5004791983147716, closed);
    published("adjusted for the propensity", await adjusted("score"), 3.5505956800312504, closed);
  });

  test("DML on folds by row number is DoubleML's", async () => {
    const folds = Int32Array.from({ length: study.n }, (_, i) => i % 5);
    const cases = [
      [
        "PLR, OLS",
        dmlPlr(study, { folds, propensity: { learner: linear() } }),
        3.494037458307694,
        0.46277634768018183,
      ],
      ["PLR, logit", dmlPlr(study, { folds }), 3.489886085135375, 0.4633719567043957],
      ["IRM", dmlIrm(study, { folds }), 3.3565685570468156, 0.5238060357159159],
      ["IRM, normalized", dmlIrm(study, { folds, normalized: true }), 3.3613647632794508, 0.4988970788610442],
      ["IRM, ATT", dmlIrm(study, { folds, estimand: "ATT" }), 3.371450596156016, 0.49550443390643156],
    ] as const;
    for (const [name, running, value, error] of cases) {
      const found = await running;
      published(name, found.value, value, closed);
      published(`${name}, standard error`, found.standardError, error, closed);
    }
  });

  test("the interval of DoubleML's partially linear model", async () => {
    const folds = Int32Array.from({ length: study.n }, (_, i) => i % 5);
    const { low } = (await dmlPlr(study, { folds })).interval();
    published("low", low, 2.581693738548906, closed);
    const { high } = (await dmlIrm(study, { folds })).interval();
    published("high", high, 4.383209521934711, closed);
  });
});

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

function designOf(study: Study, terms: readonly string[]): ReturnType<Study["designOf"]> {
  return study.designOf(terms, "terms");
}
