import { assertKnownOptions, assertOneOf } from "../assert.js";
import type { Study } from "../cohort/causal-study.js";
import { readsColumn } from "../cohort/terms/fit-term.js";
import { ConvergenceError, PositivityError, RankError } from "../errors.js";
import { work } from "../work.js";
import { type Answer, type Comparison, comparison } from "./comparison.js";
import { differenceInMeans } from "./difference-in-means.js";
import { dmlIrm } from "./dml/dml-irm.js";
import { type AipwOptions, aipw } from "./doubly-robust/aipw.js";
import { tmle } from "./doubly-robust/tmle.js";
import type { Effect } from "./effect.js";
import { causalForest } from "./heterogeneity/forest/causal-forest.js";
import { fullMatch } from "./matching/full-match.js";
import { match } from "./matching/match.js";
import { stratify } from "./matching/stratify.js";
import { admit } from "./missing/admit.js";
import { poolEffects } from "./missing/pool-effects.js";
import { gEstimate } from "./outcome-models/g-estimate.js";
import { standardize } from "./outcome-models/standardize.js";
import { cbps } from "./weighting/cbps.js";
import { energyBalance } from "./weighting/energy-balance.js";
import { entropyBalance } from "./weighting/entropy-balance.js";
import { ipw } from "./weighting/ipw.js";
import { overlap } from "./weighting/overlap.js";
import { propensityScore } from "./weighting/propensity-score.js";

/** The options that every estimator understands. */
export type CompareOptions = Pick<AipwOptions, "propensity" | "outcomeModel" | "censoring" | "seed"> & {
  /** The known effect of a synthetic cohort. */
  readonly truth?: number | { readonly value: number };
};

type Run = (study: Study, options: Omit<CompareOptions, "truth">) => Effect | Promise<Effect>;

export type EstimatorName =
  | "naive"
  | "regression"
  | "g-estimation"
  | "ipw"
  | "overlap"
  | "entropy balancing"
  | "cbps"
  | "energy balancing"
  | "strata"
  | "matching"
  | "full matching"
  | "aipw"
  | "aipw, cross-fitted"
  | "tmle"
  | "dml"
  | "forest";

const estimators: Readonly<Record<EstimatorName, Run>> = {
  naive: (study) => differenceInMeans(study),
  regression: (study, { outcomeModel, censoring, seed }) =>
    standardize(study, { outcomeModel, censoring, seed }),
  "g-estimation": (study, { propensity, censoring, seed }) =>
    gEstimate(study, { propensity, censoring, seed }),
  ipw: (study, { propensity, censoring, seed }) => ipw(study, { propensity, censoring, seed }),
  overlap: (study, { propensity, censoring, seed }) =>
    ipw(study, { propensity, censoring, seed, estimand: "ATO" }),
  "entropy balancing": (study, { censoring, seed }) => entropyBalance(study, { censoring, seed }),
  cbps: (study, { censoring, seed }) => cbps(study, { censoring, seed }),
  "energy balancing": (study, { seed }) => energyBalance(study, { seed }),
  strata: (study, { propensity, seed }) => stratify(study, { propensity, seed }),
  matching: (study, { seed }) => match(study, { estimand: "ATE", seed }),
  "full matching": (study, { propensity, seed }) => fullMatch(study, { estimand: "ATE", propensity, seed }),
  aipw: (study, options) => aipw(study, options),
  "aipw, cross-fitted": (study, options) => aipw(study, { ...options, folds: 5 }),
  tmle: (study, options) => tmle(study, options),
  dml: (study, { outcomeModel = {}, propensity, censoring, seed }) => {
    const { learner } = outcomeModel;
    // A model for each group has no use for the treatment's products.
    const terms = outcomeModel.terms?.filter((term) => !readsColumn(term, study.treatmentName));
    return dmlIrm(study, { propensity, outcomeModel: { terms, learner }, censoring, seed });
  },
  forest: async (study, { seed }) => {
    if (study.imputed) return poolEffects(study, async (each) => (await causalForest(each, { seed })).ate);
    return (await causalForest(study, { seed })).ate;
  },
};

/**
 * Runs the named estimators on one study and puts their answers in one table and one forest plot, with overlap beside
 * them. All speak of the ATE but `"overlap"`, which speaks of the overlap population. Where the data denies one of them an
 * answer (no overlap for its weights, no convergence, dependent columns), the table has its reason and the others go on.
 *
 * @example
 * (await compareEstimators(study, ["naive", "ipw", "aipw", "tmle"])).get("tmle").value
 */
export async function compareEstimators(
  study: Study,
  names: readonly EstimatorName[] = ["naive", "regression", "ipw", "aipw"],
  options: CompareOptions = {},
): Promise<Comparison> {
  assertKnownOptions(
    options,
    ["propensity", "outcomeModel", "censoring", "seed", "truth"],
    "compareEstimators",
  );
  admit(study, "compareEstimators", { censored: true, imputed: true });
  const known = Object.keys(estimators) as EstimatorName[];
  names.forEach((name, j) => {
    assertOneOf(name, `estimators[${j}]`, known);
  });
  const { truth, ...shared } = options;
  const ps = await propensityScore(study, { ...shared.propensity, seed: shared.seed });
  const answers: Answer[] = [];
  await work("comparing estimators", names.length, async ({ report, check }) => {
    for (const name of names) {
      check();
      answers.push({ name, ...(await attempt(() => estimators[name](study, shared))) });
      report(answers.length);
    }
  });
  if (answers.every(({ error }) => error) && answers.length > 0) throw answers[0]!.error;
  return comparison(study, answers, {
    overlap: overlap(ps),
    truth: typeof truth === "object" ? truth.value : truth,
  });
}

/** What the data denies to one estimator is an answer too; what is wrong with the call is not. */
async function attempt(run: () => Effect | Promise<Effect>): Promise<Pick<Answer, "effect" | "error">> {
  try {
    return { effect: await run() };
  } catch (error) {
    const denied = [PositivityError, ConvergenceError, RankError].some((kind) => error instanceof kind);
    if (denied) return { error: error as Error };
    throw error;
  }
}
