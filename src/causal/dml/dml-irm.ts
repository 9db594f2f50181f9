import { assertKnownOptions, assertOneOf } from "../../assert.js";
import type { Study } from "../../cohort/causal-study.js";
import { influenceError } from "../../stats/influence.js";
import type { Folds } from "../cross-fit.js";
import { augmentedMean } from "../doubly-robust/augmented-mean.js";
import { fitNuisances, type Nuisances } from "../doubly-robust/nuisances.js";
import { type Effect, effect, errorName } from "../effect.js";
import { admit } from "../missing/admit.js";
import type { CensoringOptions } from "../missing/follow-up.js";
import { poolEffects } from "../missing/pool-effects.js";
import type { OutcomeModelOptions } from "../outcome-models/outcome-model.js";
import { type Population, populations } from "../outcome-models/population.js";
import { overlapWarnings } from "../positivity.js";
import { censoredWeights } from "../weighting/ipw.js";
import type { PropensityOptions } from "../weighting/propensity-score.js";
import { treatmentWeights } from "../weighting/treatment-weights.js";
import { influenceOf } from "./partialled-out.js";
import { averageInfluence, median, medianOfRounds, repeat } from "./repeated.js";

export interface DmlIrmOptions {
  /** @default "ATE" */
  readonly estimand?: Population;
  readonly propensity?: PropensityOptions;
  /** E[Y | A, X], fitted for each treatment group. */
  readonly outcomeModel?: Omit<OutcomeModelOptions, "perArm">;
  /** The model of who is seen, where outcomes are censored: its inverse multiplies the weights. */
  readonly censoring?: CensoringOptions;
  /** Scale inverse-probability weights so that each group's average 1. @default false */
  readonly normalized?: boolean;
  /** @default 5 */
  readonly folds?: Folds;
  /** Cross-fit so often on new folds and take the median. @default 1 */
  readonly repetitions?: number;
  /** @default 1 */
  readonly seed?: number;
}

/**
 * Double machine learning of the interactive model Y = g(A, X) + noise (Chernozhukov et al. 2018, equations 5.3 and 5.4):
 * cross-fitted AIPW with one outcome model per treatment group, any learners.
 *
 * Assumes exchangeability given the confounders, positivity, consistency, and nuisances that converge faster than
 * n^(−1/4). Errors come from the influence function.
 *
 * @example
 * (await dmlIrm(study, { folds: rows.map((i) => i % 5) })).value // => 3.356568557 for qsmk on wt82_71 in NHEFS, SE 0.523806036
 */
export async function dmlIrm(study: Study, options: DmlIrmOptions = {}): Promise<Effect> {
  const known = ["estimand", "propensity", "outcomeModel", "censoring", "normalized", "folds", "repetitions"];
  assertKnownOptions(options, [...known, "seed"], "dmlIrm");
  if (study.imputed) return poolEffects(study, (each) => dmlIrm(each, options));
  admit(study, "dmlIrm", { censored: true });
  const { estimand = "ATE", normalized = false, folds = 5, repetitions = 1, seed = 1 } = options;
  assertOneOf(estimand, "estimand", populations);
  const outcomeModel = { ...options.outcomeModel, perArm: true };
  const rounds = await repeat(repetitions, folds, seed, async (roundSeed) => {
    const fitted = await fitNuisances(study, {
      propensity: options.propensity,
      outcomeModel,
      censoring: options.censoring,
      folds,
      seed: roundSeed,
    });
    const nuisances = normalized ? normalize(fitted) : fitted;
    const [treated, untreated] = [1, 0].map((arm) =>
      augmentedMean(nuisances, estimand, arm as 0 | 1, false),
    ) as [ReturnType<typeof augmentedMean>, ReturnType<typeof augmentedMean>];
    const influence = treated.influence.map((value, i) => value - untreated.influence[i]!);
    const value = treated.mean - untreated.mean;
    const standardError = influenceError(influenceOf(study, influence));
    return { value, influence, standardError, treated, untreated, nuisances };
  });
  const middle = medianOfRounds(rounds);
  const { nuisances } = rounds[0]!;
  const weighting = censoredWeights(treatmentWeights(nuisances.ps, { estimand }), nuisances.followed);
  const untreated = median(rounds.map((round) => round.untreated.mean));
  const times = repetitions > 1 ? `, median of ${repetitions} repetitions` : "";
  return effect(study, {
    estimand,
    method: `DML, interactive (${nuisances.method}${normalized ? ", normalized" : ""}${times}), ${errorName(study, "influence-function errors")}`,
    means: [untreated + middle.value, untreated],
    influence: [
      averageInfluence(rounds.map((round) => round.treated.influence)),
      averageInfluence(rounds.map((round) => round.untreated.influence)),
    ],
    ...(repetitions > 1 ? { standardError: middle.standardError } : {}),
    warnings: overlapWarnings(estimand, weighting.groups),
    diagnostics: { groups: weighting.groups, rounds: rounds.map((round) => round.value) },
    censoring: true,
    seed,
    weighting,
  });
}

/** Propensities scaled so that Σ A/e = n and Σ (1 − A)/(1 − e) = n. */
function normalize(nuisances: Nuisances): Nuisances {
  const { study, ps } = nuisances;
  let [treated, untreated, total] = [0, 0, 0];
  for (let i = 0; i < study.n; i++) {
    const weight = study.weights?.[i] ?? 1;
    total += weight;
    if (study.treatment[i] === 1) treated += weight / ps.score[i]!;
    else untreated += weight / (1 - ps.score[i]!);
  }
  const score = ps.score.map((e, i) =>
    study.treatment[i] === 1 ? (e * treated) / total : 1 - ((1 - e) * untreated) / total,
  );
  return { ...nuisances, ps: { ...ps, score } };
}
