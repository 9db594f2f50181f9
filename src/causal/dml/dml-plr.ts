import { assertKnownOptions } from "../../assert.js";
import type { ContinuousStudy, Study } from "../../cohort/causal-study.js";
import type { Folds } from "../cross-fit.js";
import { errorName } from "../effect.js";
import { admit } from "../missing/admit.js";
import type { CensoringOptions } from "../missing/follow-up.js";
import { crossFittedMean, type NuisanceOptions } from "./cross-fitted-mean.js";
import { foldsName } from "./folds-name.js";
import { type Coefficient, coefficientEstimate, partialledOut, refuseExplained } from "./partialled-out.js";
import { poolCoefficient } from "./pool-coefficient.js";
import { repeat } from "./repeated.js";
import { seenOrPredicted } from "./seen-or-predicted.js";

export interface DmlPlrOptions {
  /** E[Y | X]. */
  readonly outcomeModel?: NuisanceOptions;
  /** E[A | X]; no positivity is needed, so a linear model will do. */
  readonly propensity?: NuisanceOptions;
  /**
   * The model of who is seen, where outcomes are censored: those are then replaced by a doubly robust prediction from it and
   * a regression of the outcome on treatment and confounders.
   */
  readonly censoring?: CensoringOptions;
  /** @default 5 */
  readonly folds?: Folds;
  /** Cross-fit so often on new folds and take the median. @default 1 */
  readonly repetitions?: number;
  /** @default 1 */
  readonly seed?: number;
}

/**
 * Double machine learning of the partially linear model Y = θ A + g(X) + noise (Chernozhukov et al. 2018, equation 4.4;
 * Robinson 1988): the residual outcome regressed on the residual treatment, both cross-fitted.
 *
 * Assumes exchangeability given the confounders, consistency, one effect for everyone, and nuisances that converge
 * faster than n^(−1/4). A is given or not, or a dose, and then θ is what one unit more of it does. Where effects differ, θ
 * is their average with weights Var(A | X). Where outcomes are censored, whether one is seen may depend on treatment and
 * confounders. Errors come from the influence function.
 *
 * @example
 * (await dmlPlr(study, { folds: rows.map((i) => i % 5) })).value // => 3.489886085 for qsmk on wt82_71 in NHEFS, SE 0.463371957
 */
export async function dmlPlr(
  study: Study | ContinuousStudy,
  options: DmlPlrOptions = {},
): Promise<Coefficient> {
  assertKnownOptions(
    options,
    ["outcomeModel", "propensity", "censoring", "folds", "repetitions", "seed"],
    "dmlPlr",
  );
  if (study.imputed) return poolCoefficient(study, (each) => dmlPlr(each, options));
  admit(study, "dmlPlr", { doses: true, censored: true });
  const { folds = 5, repetitions = 1, seed = 1 } = options;
  const { treatment } = study;
  const rounds = await repeat(repetitions, folds, seed, async (roundSeed) => {
    const shared = { folds, seed: roundSeed };
    const { outcomeModel, censoring } = options;
    const { outcome, method } = await seenOrPredicted(study, { censoring, outcomeModel, ...shared });
    const l = await crossFittedMean(study, {
      role: "outcomeModel",
      target: outcome,
      options: outcomeModel,
      ...shared,
    });
    const m = await crossFittedMean(study, {
      role: "propensity",
      target: treatment,
      options: options.propensity,
      ...shared,
    });
    const v = treatment.map((a, i) => a - m.predicted[i]!);
    refuseExplained(`treatment "${study.treatmentName}"`, treatment, v);
    const u = outcome.map((y, i) => y - l.predicted[i]!);
    return { ...partialledOut(study, v, u, v), models: `${l.method} + ${m.method}${method}` };
  });
  return coefficientEstimate(study, rounds, {
    estimand: "partially linear effect",
    method: `DML, partially linear (${rounds[0]!.models}, ${foldsName(folds)}), ${errorName(study, "influence-function errors")}`,
    seed,
  });
}
