import { aipw, dmlPliv, ipw, propensityScore } from "txlab/causal";
import { causalStudy } from "txlab/cohort";
import {
  type ClaimsOptions,
  type FirstOpioidStudy,
  firstOpioidStudy,
  simulateClaims,
} from "txlab/data-synth";
import { auroc } from "txlab/fairness";
import { gradientBoosting } from "txlab/models";
import { hasInfluence } from "txlab/stats";
import { beforeAll, describe, expect, it } from "vitest";

const make = async (options: Partial<ClaimsOptions>): Promise<FirstOpioidStudy> =>
  firstOpioidStudy((await simulateClaims({ members: 4000, seed: 3, ...options })).cohort);
const column = (study: FirstOpioidStudy, name: string): Float64Array =>
  Float64Array.from(study.truth.potentialOutcomes().array(name) as ArrayLike<number>);
const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
const variance = (values: ArrayLike<number>): number => {
  const center = mean(values);
  return mean(Array.from(values, (value) => (value - center) ** 2));
};
const rising = (values: readonly number[]): boolean => values.every((v, i) => i === 0 || v > values[i - 1]!);

/** Confounders without the rarest ones (whose coefficients are 0.1 at most): few carriers separate the arms. */
const common = (study: FirstOpioidStudy): string[] =>
  study.covariates.filter((name) => {
    const values = Array.from(study.table.array(name) as Int32Array);
    return values.filter((value) => value !== 0).length >= 25;
  });

describe("the first-opioid study", () => {
  let open: FirstOpioidStudy;
  beforeAll(async () => {
    open = await make({ members: 16_000, preference: 2 });
  });

  it("has the table that its SQL computes from the claims, member by member", async () => {
    const { cohort } = await simulateClaims({ members: 2500, seed: 11 });
    const study = await firstOpioidStudy(cohort);
    const database = await cohort.database();
    const computed = (await database.query(study.sql)).objects();
    database.close();
    const kept = study.table.objects().map((row) => {
      const { preference: _, ...rest } = row as Record<string, unknown>;
      return rest;
    });
    expect(kept.length).toBeGreaterThan(100);
    expect(computed).toEqual(kept);
    expect(study.covariates.length).toBe(44);
  });

  it("realizes the outcome of the arm that was given, and effects are those of the table of outcomes", async () => {
    const study = await make({});
    const [y0, y1, risk0, risk1] = ["y0", "y1", "risk0", "risk1"].map((name) => column(study, name)) as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    const long = study.table.array("long_first") as Int32Array;
    expect(Array.from(study.table.array("long_use") as Int32Array)).toEqual(
      Array.from(long, (given, i) => (given === 1 ? y1[i]! : y0[i]!)),
    );
    expect(study.truth.effects.ate).toBeCloseTo(mean(risk1) - mean(risk0), 12);
    expect(study.truth.sample.ate).toBeCloseTo(mean(y1) - mean(y0), 12);
    expect(study.truth.effects.rural).toBeGreaterThan(study.truth.effects.urban);
  });

  it("is recovered by AIPW without hidden pain; with it AIPW misses upwards, and the instrument does not", async () => {
    const estimate = await aipw(causalStudy(open.table, { ...open.roles, confounders: common(open) }), {
      folds: 4,
      seed: 1,
    });
    const miss = (value: number, se: number, study: FirstOpioidStudy): number =>
      (value - study.truth.effects.ate) / se;
    expect(Math.abs(miss(estimate.value, estimate.standardError, open))).toBeLessThan(3.3);
    const hidden = await make({ members: 16_000, preference: 3, hiddenConfounding: 2 });
    const roles = { ...hidden.roles, confounders: common(hidden), instrument: hidden.instrument };
    const naive = await aipw(causalStudy(hidden.table, roles), { folds: 4, seed: 1 });
    expect(miss(naive.value, naive.standardError, hidden)).toBeGreaterThan(4);
    const instrumented = await dmlPliv(causalStudy(hidden.table, roles), { folds: 4, seed: 1 });
    expect(Math.abs(miss(instrumented.value, instrumented.standardError, hidden))).toBeLessThan(3.3);
    expect(instrumented.value).toBeLessThan(naive.value);
  });

  it("has its rural effect recovered by the mean of AIPW's scores over rural members", async () => {
    const study = causalStudy(open.table, { ...open.roles, confounders: common(open) });
    const { value, influence } = await aipw(study, { folds: 4, seed: 1 });
    if (!hasInfluence(influence)) throw new Error("AIPW has influence values");
    const isRural = open.table.array("rural") as Int32Array;
    const scores = [...influence.values].filter((_, i) => isRural[i] === 1).map((each) => value + each);
    const error = Math.sqrt(variance(scores) / scores.length);
    expect(scores.length).toBeGreaterThan(150);
    expect(Math.abs(mean(scores) - open.truth.effects.rural) / error).toBeLessThan(3.3);
  });

  it("teaches that boosted propensities without cross-fitting fit the treatment itself and leave its confounding", async () => {
    const study = causalStudy(open.table, { ...open.roles, confounders: common(open) });
    const learner = gradientBoosting({ trees: 500 });
    const area = async (options: object): Promise<number> => {
      const { score } = await propensityScore(study, { learner, ...options });
      const found = auroc({ y: study.treatment, score });
      return "value" in found ? found.value : Number.NaN;
    };
    expect(await area({})).toBeGreaterThan(0.999);
    expect(await area({ folds: 4, seed: 1 })).toBeLessThan(0.7);
    const boosted = await ipw(study, { propensity: { learner }, errors: "robust" });
    const logistic = await ipw(study);
    const outcomes = (arm: number): number =>
      mean(Array.from(study.outcome).filter((_, i) => study.treatment[i] === arm));
    const { ate } = open.truth.effects;
    expect(boosted.value).toBeCloseTo(outcomes(1) - outcomes(0), 2);
    expect((boosted.value - ate) / boosted.standardError).toBeGreaterThan(3.3);
    expect((logistic.value - ate) / logistic.standardError).toBeLessThan(3.3);
  });

  it("has monotone knobs", async () => {
    const along = async (
      knob: keyof ClaimsOptions,
      values: readonly number[],
      measure: (s: FirstOpioidStudy) => number,
    ) => Promise.all(values.map(async (value) => measure(await make({ members: 1200, [knob]: value }))));
    const spread = (study: FirstOpioidStudy): number => variance(column(study, "propensity"));
    expect(await along("confounding", [0, 2], spread)).toSatisfy(rising);
    expect((await along("overlap", [2, 1, 0.5], spread)) as number[]).toSatisfy(rising);
    expect(await along("preference", [0, 2], spread)).toSatisfy(rising);
    expect(await along("effect", [0, 1, 2], (study) => study.truth.effects.ate)).toSatisfy(rising);
    expect(await along("heterogeneity", [0, 1, 2], (study) => study.truth.effects.rural)).toSatisfy(rising);
    const none = await make({ effect: 0 });
    expect(Array.from(column(none, "y1"))).toEqual(Array.from(column(none, "y0")));
    const lottery = await make({ scenario: "randomized" });
    expect(new Set(column(lottery, "propensity")).size).toBe(1);
  });

  it("refuses what is no cohort", async () => {
    await expect(firstOpioidStudy({} as never)).rejects.toThrow(
      /firstOpioidStudy takes a cohort of simulateClaims/,
    );
  });
});
