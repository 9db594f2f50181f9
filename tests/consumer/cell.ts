// What a researcher types in cells, compiled by tests/consumer.test.ts as a stranger to the repository would compile it.
import { check, DataError, near } from "txlab";
import { aipw, balance, compareEstimators, ipw, overlap, propensityScore } from "txlab/causal";
import { causalStudy, readTable, tableOne } from "txlab/cohort";
import { simulateIcu } from "txlab/data-synth";
import { type Learner, linear, logistic } from "txlab/models";
import { chart, tableText } from "txlab/plot";
import { contrast, type Estimate, estimate, randomStream } from "txlab/stats";

async function cells(): Promise<void> {
  const table = await readTable("data/nhefs.csv");
  const rows: number = table.numRows();
  // @ts-expect-error a row count is no text: it would pass if the table were any
  const text: string = table.numRows();

  const study = causalStudy(table, {
    treatment: "qsmk",
    outcome: "wt82_71",
    confounders: ["age", "age^2", "C(education)"],
    missing: { outcome: "drop" },
  });
  const treated: Float64Array = study.treatment;
  // @ts-expect-error the treatment is numbers
  const names: string[] = study.treatment;
  // @ts-expect-error a misspelt role is caught while typing
  causalStudy(table, { treatment: "qsmk", outcome: "wt82_71", confouders: ["age"] });

  const shown: string = tableOne(study).toString();

  const learner: Learner = logistic();
  const model = await linear().fit(study.design, study.outcome);
  const fitted: Float64Array = model.predict(study.design);
  // @ts-expect-error predictions are numbers
  const labels: string[] = model.predict(study.design);

  const stream = randomStream(7);
  const influence = { values: Float64Array.of(-1, 0, 1), units: study.units };
  const effect: Estimate = estimate({ estimand: "ATE", method: "by hand", value: 2, influence });
  const { low, high } = effect.interval(0.9);
  const width: number = high - low;
  // @ts-expect-error an estimate is not a number; its value is
  const difference: number = effect;
  const gap: number = contrast(effect, effect).value;

  const { cohort, truth } = await simulateIcu({ patients: 2000, seed: 7 });
  const icu = causalStudy(cohort.analysis(), {
    treatment: "early_vasopressor",
    outcome: "death_28d",
    confounders: ["age"],
  });
  const weighted: Estimate = await ipw(icu, { estimand: "ATT" });
  // @ts-expect-error an estimand that nobody knows
  await ipw(icu, { estimand: "ATX" });
  const robust = await aipw(icu, { folds: 5, seed: 7 });
  const off: number = robust.value - truth.effects.ate.value;
  // @ts-expect-error a promise is not its estimate
  const early: number = aipw(icu).value;
  const score = await propensityScore(icu);
  const charts = [overlap(score).plot(), balance(score).plot()];
  const comparison = await compareEstimators(icu, ["naive", "aipw"], { truth: truth.effects.ate });
  const naive: number = comparison.get("naive").value;
  // @ts-expect-error an estimator that was misspelt
  await compareEstimators(icu, ["naive", "aipv"]);
  check({ "close to the truth": near(off, 0) && naive > 0 });

  const picture: Promise<string> = chart("Ages", { mark: "bar" }).svg();
  const page: string = tableText({ columns: [{ name: "n" }], rows: [[String(rows)]] });
  const error: Error = new DataError("no rows");
  console.log({
    text,
    weighted,
    early,
    charts,
    treated,
    names,
    shown,
    learner,
    fitted,
    labels,
    stream,
    width,
    difference,
    gap,
    picture,
    page,
    error,
  });
}

void cells;
