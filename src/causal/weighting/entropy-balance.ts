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

export interface EntropyBalanceOptions {
  /** @default "ATE" */
  readonly estimand?: Population;
  /** Terms whose means are to agree exactly. @default the study's confounders */
  readonly terms?: readonly string[];
  /** The model of who is seen, where outcomes are censored: those who were are weighted by its inverse. */
  readonly censoring?: CensoringOptions;
  /** Nothing is drawn; taken so that estimators can be called alike. */
  readonly seed?: number;
}

/**
 * Entropy balancing (Hainmueller 2012): the weights nearest to equal (in relative entropy) under which each group has
 * exactly the estimand population's means of the terms, exp(x′λ) up to a constant.
 *
 * Assumes exchangeability given the confounders, consistency, and that either the log odds of treatment or the outcome
 * is linear in the terms (Zhao & Percival 2017). Means that no positive weights reach are a {@link ConvergenceError}.
 * Errors count that the weights were estimated.
 *
 * @example
 * (await entropyBalance(study, { estimand: "ATT" })).value // => 1270.7348711 for training on earnings, NSW against CPS
 */
export async function entropyBalance(study: Study, options: EntropyBalanceOptions = {}): Promise<Effect> {
  assertKnownOptions(options, ["estimand", "terms", "censoring", "seed"], "entropyBalance");
  if (study.imputed) return poolEffects(study, (each) => entropyBalance(each, options));
  admit(study, "entropyBalance", { censored: true });
  if (study.seen) {
    return weighCensored(study, options.censoring, options.seed ?? 1, (seen) =>
      entropyBalance(seen, options),
    );
  }
  const { estimand = "ATE", terms } = options;
  assertOneOf(estimand, "estimand", populations);
  const design = terms ? study.designOf(terms, "terms") : study.design;
  const arm = (treated: boolean): ArmWeights => {
    if (estimand === (treated ? "ATT" : "ATC")) return asObserved;
    const group = treated ? "treated" : "untreated";
    const failure = `no positive weights of the ${group} reach the ${estimand} population's means of the terms: some of them lie beyond the ${group}. Drop or merge terms, trim(), or choose another estimand.`;
    const fit = fitMoments(design, study.treatment, study.weights, objectiveOf(estimand, treated), failure);
    return { fit, weight: Math.exp, slope: Math.exp };
  };
  return balancedEffect(
    study,
    { estimand, method: "entropy balancing" },
    { treated: arm(true), untreated: arm(false) },
  );
}

/** 1(in the population) η − 1(in the group) exp(η): its gradient is the population's sum of z minus the weighted group's. */
function objectiveOf(estimand: Population, group: boolean): RowObjective {
  const target = (treated: boolean): number => (estimand === "ATE" || treated !== group ? 1 : 0);
  const own = (treated: boolean, eta: number): number => (treated === group ? Math.exp(eta) : 0);
  return {
    value: (treated, eta) => target(treated) * eta - own(treated, eta),
    slope: (treated, eta) => target(treated) - own(treated, eta),
    curvature: (treated, eta) => -own(treated, eta),
  };
}
