import { assertKnownOptions, assertOneOf } from "../../assert.js";
import type { Study } from "../../cohort/causal-study.js";
import type { Effect } from "../effect.js";
import { admit } from "../missing/admit.js";
import type { CensoringOptions } from "../missing/follow-up.js";
import { poolEffects } from "../missing/pool-effects.js";
import { weighCensored } from "../missing/weigh-censored.js";
import { type Population, populations } from "../outcome-models/population.js";
import { type ArmWeights, asObserved, balancedEffect } from "./balanced-effect.js";
import { fitMoments, type RowObjective } from "./moment-fit.js";

export interface CbpsOptions {
  /** @default "ATE" */
  readonly estimand?: Population;
  /** Terms of the propensity model, whose means are to agree. @default the study's confounders */
  readonly terms?: readonly string[];
  /** The model of who is seen, where outcomes are censored: those who were are weighted by its inverse. */
  readonly censoring?: CensoringOptions;
  /** Nothing is drawn; taken so that estimators can be called alike. */
  readonly seed?: number;
}

/**
 * The covariate balancing propensity score, just identified (Imai & Ratkovic 2014, section 2): the logistic propensity
 * whose inverse-probability weights give both groups the same sums of the terms, in place of the one with the highest
 * likelihood; the effect is the difference of the weighted means.
 *
 * Assumes exchangeability given the confounders, positivity, consistency, and a correct propensity model or an outcome
 * linear in the terms. Errors count that the weights were estimated.
 *
 * @example
 * (await cbps(study)).value // => 3.394765496 for qsmk on wt82_71 in NHEFS
 */
export async function cbps(study: Study, options: CbpsOptions = {}): Promise<Effect> {
  assertKnownOptions(options, ["estimand", "terms", "censoring", "seed"], "cbps");
  if (study.imputed) return poolEffects(study, (each) => cbps(each, options));
  admit(study, "cbps", { censored: true });
  if (study.seen) {
    return weighCensored(study, options.censoring, options.seed ?? 1, (seen) => cbps(seen, options));
  }
  const { estimand = "ATE", terms } = options;
  assertOneOf(estimand, "estimand", populations);
  const design = terms ? study.designOf(terms, "terms") : study.design;
  const failure =
    "no logistic propensity balances the terms: some means lie beyond what the other group can reach. Drop or merge terms, trim(), or choose another estimand.";
  const fit = fitMoments(design, study.treatment, study.weights, objectives[estimand], failure);
  const odds: ArmWeights = { fit, weight: Math.exp, slope: Math.exp };
  const inverseOdds: ArmWeights = { fit, weight: (eta) => Math.exp(-eta), slope: (eta) => -Math.exp(-eta) };
  const plusOne = (arm: ArmWeights): ArmWeights => ({ ...arm, weight: (eta) => 1 + arm.weight(eta) });
  const arms = {
    ATE: { treated: plusOne(inverseOdds), untreated: plusOne(odds) },
    ATT: { treated: asObserved, untreated: odds },
    ATC: { treated: inverseOdds, untreated: asObserved },
  };
  return balancedEffect(study, { estimand, method: "covariate balancing propensity score" }, arms[estimand]);
}

/** Concave functions of η = logit e whose slopes are the balance conditions: A/e − (1 − A)/(1 − e) for the ATE. */
const objectives: Readonly<Record<Population, RowObjective>> = {
  ATE: {
    value: (treated, eta) => (treated ? eta - Math.exp(-eta) : -eta - Math.exp(eta)),
    slope: (treated, eta) => (treated ? 1 + Math.exp(-eta) : -1 - Math.exp(eta)),
    curvature: (treated, eta) => -Math.exp(treated ? -eta : eta),
  },
  ATT: {
    value: (treated, eta) => (treated ? eta : -Math.exp(eta)),
    slope: (treated, eta) => (treated ? 1 : -Math.exp(eta)),
    curvature: (treated, eta) => (treated ? 0 : -Math.exp(eta)),
  },
  ATC: {
    value: (treated, eta) => (treated ? -Math.exp(-eta) : -eta),
    slope: (treated, eta) => (treated ? Math.exp(-eta) : -1),
    curvature: (treated, eta) => (treated ? -Math.exp(-eta) : 0),
  },
};
