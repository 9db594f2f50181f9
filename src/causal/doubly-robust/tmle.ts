import { assertKnownOptions, assertOneOf } from "../../assert.js";
import type { Study } from "../../cohort/causal-study.js";
import { ArgumentError, DataError } from "../../errors.js";
import { isParametric } from "../../models/learner.js";
import type { ResultWarning } from "../../stats/estimate.js";
import type { Folds } from "../cross-fit.js";
import { type Effect, effect, errorName } from "../effect.js";
import { admit } from "../missing/admit.js";
import type { CensoringOptions } from "../missing/follow-up.js";
import { poolEffects } from "../missing/pool-effects.js";
import type { OutcomeModelOptions } from "../outcome-models/outcome-model.js";
import { type Population, populations, populationWeights } from "../outcome-models/population.js";
import { overlapWarnings } from "../positivity.js";
import { censoredWeights } from "../weighting/ipw.js";
import type { PropensityOptions } from "../weighting/propensity-score.js";
import { tilts } from "../weighting/tilt.js";
import { treatmentWeights } from "../weighting/treatment-weights.js";
import { notCrossFitted } from "./aipw.js";
import { fluctuate } from "./fluctuate.js";
import { fitNuisances, type Nuisances } from "./nuisances.js";
import { targetedInfluence } from "./targeted-influence.js";

export interface TmleOptions {
  /** @default "ATE" */
  readonly estimand?: Population;
  readonly propensity?: PropensityOptions;
  readonly outcomeModel?: OutcomeModelOptions;
  /** The model of who is seen, where outcomes are censored: its inverse multiplies the clever covariate. */
  readonly censoring?: CensoringOptions;
  /** Cross-fitting: a number of folds, or the fold of each row. Needed by learners that are not parametric. */
  readonly folds?: Folds;
  /**
   * How predictions move: on the logit scale, so that they stay within the outcome's bounds, or linearly.
   * @default "logistic"
   */
  readonly fluctuation?: "logistic" | "linear";
  /** Target each mean by its own ε, so that ratios are targeted too, or only their difference by one. @default "means" */
  readonly target?: "means" | "difference";
  /** The range that the outcome can have. @default its observed range, or 0 and 1 */
  readonly bounds?: readonly [low: number, high: number];
  /**
   * `"m-estimation"` counts that both models were estimated, which is right where only one of them is; it needs parametric
   * models, complete outcomes and no folds. @default "influence"
   */
  readonly errors?: "m-estimation" | "influence";
  /** @default 1 */
  readonly seed?: number;
}

/**
 * Targeted maximum likelihood (van der Laan & Rubin 2006; bounded outcomes: Gruber & van der Laan 2010): the outcome
 * model's predictions are moved along the propensity's clever covariate until the efficient score is zero, and then
 * averaged. Consistent when either model is right, and never outside the outcome's range.
 *
 * Assumes exchangeability given the confounders, positivity and consistency. Errors come from the efficient influence
 * function, which needs both models to be right, or cross-fitted and good; or from the stacked estimating equations
 * (`errors: "m-estimation"`), which need one of them.
 *
 * @example
 * (await tmle(study, { outcomeModel: { terms: [...study.confounders, "qsmk:smokeintensity"] }, target: "difference" })).value
 * // => 3.456746200 for qsmk on wt82_71 in NHEFS, SE 0.488343908
 */
export async function tmle(study: Study, options: TmleOptions = {}): Promise<Effect> {
  const known = [
    "estimand",
    "propensity",
    "outcomeModel",
    "censoring",
    "folds",
    "fluctuation",
    "target",
    "bounds",
    "errors",
    "seed",
  ];
  assertKnownOptions(options, known, "tmle");
  if (study.imputed) return poolEffects(study, (each) => tmle(each, options));
  admit(study, "tmle", { censored: true });
  const {
    estimand = "ATE",
    folds,
    fluctuation = "logistic",
    target = "means",
    errors = "influence",
    seed = 1,
  } = options;
  assertOneOf(estimand, "estimand", populations);
  assertOneOf(fluctuation, "fluctuation", ["logistic", "linear"]);
  assertOneOf(target, "target", ["means", "difference"]);
  checkErrors(study, options);
  const bounds = outcomeBounds(study, options.bounds);
  const { propensity, outcomeModel, censoring } = options;
  const nuisances = await fitNuisances(study, { propensity, outcomeModel, censoring, folds, seed });
  const clever = cleverCovariates(nuisances, estimand);
  const moved = fluctuate(nuisances, clever, { linear: fluctuation === "linear", target, bounds });
  const mean = (arm: 0 | 1): TargetedMean => {
    const known = targetedMean(nuisances, estimand, arm, moved[arm], clever[arm]);
    if (errors === "influence") return known;
    return { ...known, influence: stackedInfluence(nuisances, { estimand, clever, moved }, arm) };
  };
  const [treated, untreated] = [mean(1), mean(0)];
  const weighting = censoredWeights(treatmentWeights(nuisances.ps, { estimand }), nuisances.followed);
  return effect(study, {
    estimand,
    method: `TMLE (${nuisances.method}; ${fluctuation}, ${target === "means" ? "two ε" : "one ε"}), ${errorName(study, errors === "influence" ? "influence-function errors" : "M-estimation errors")}`,
    means: [treated.mean, untreated.mean],
    influence: [treated.influence, untreated.influence],
    warnings: [
      ...overlapWarnings(estimand, weighting.groups),
      ...outOfBounds(moved.outside, study.n),
      ...(folds === undefined && !parametric(nuisances) ? [notCrossFitted(nuisances)] : []),
    ],
    diagnostics: { groups: weighting.groups, epsilon: moved.epsilon },
    censoring: true,
    seed: folds === undefined && parametric(nuisances) ? undefined : seed,
    weighting,
  });
}

function checkErrors({ seen }: Study, { errors = "influence", folds }: TmleOptions): void {
  assertOneOf(errors, "errors", ["m-estimation", "influence"]);
  if (errors === "influence") return;
  if (folds !== undefined) {
    throw new ArgumentError(
      `errors: "m-estimation" needs models fitted on all rows; leave out folds or the errors.`,
    );
  }
  if (seen) {
    throw new ArgumentError(
      `errors: "m-estimation" needs outcomes that were all seen; leave out the errors.`,
    );
  }
}

function stackedInfluence(
  nuisances: Nuisances,
  targeted: Parameters<typeof targetedInfluence>[1],
  arm: 0 | 1,
): Float64Array {
  const influence = targetedInfluence(nuisances, targeted, arm);
  if (influence) return influence;
  throw new ArgumentError(
    `errors: "m-estimation" needs parametric models, and ${nuisances.method} are not; leave out the errors, and use folds: 5.`,
  );
}

function outcomeBounds(study: Study, given: TmleOptions["bounds"]): readonly [number, number] {
  if (given === undefined) {
    if (study.binaryOutcome) return [0, 1];
    return seenOnly(study).reduce(
      ([low, high], y) => [Math.min(low, y), Math.max(high, y)] as [number, number],
      [Infinity, -Infinity] as [number, number],
    );
  }
  const [low, high] = given;
  if (!(low < high)) throw new ArgumentError(`bounds must be [low, high]; they were [${low}, ${high}].`);
  const outside = study.outcome.reduce((count, y) => count + (y < low || y > high ? 1 : 0), 0);
  if (outside > 0) {
    throw new DataError(
      `bounds are ${low} to ${high}, but outcome "${study.outcomeName}" lies outside in ${outside} of ${study.n} rows.`,
    );
  }
  return [low, high];
}

function seenOnly({ outcome, seen }: Study): Float64Array {
  return seen ? outcome.filter((_, i) => seen[i] === 1) : outcome;
}

/** wₐ(e) for every row, by arm, over the chance of being seen under it. */
function cleverCovariates(
  { ps, followed }: Nuisances,
  estimand: Population,
): readonly [Float64Array, Float64Array] {
  const tilt = tilts[estimand];
  const over = (arm: 0 | 1, i: number): number => (followed ? followed.under[arm]![i]! : 1);
  return [
    ps.score.map((e, i) => tilt.control(e) / over(0, i)),
    ps.score.map((e, i) => tilt.treated(e) / over(1, i)),
  ];
}

interface TargetedMean {
  readonly mean: number;
  readonly influence: Float64Array;
}

function targetedMean(
  { study, followed }: Nuisances,
  estimand: Population,
  arm: 0 | 1,
  predicted: Float64Array,
  clever: Float64Array,
): TargetedMean {
  const { n, treatment } = study;
  const outcome = followed?.outcome ?? study.outcome;
  const inside = populationWeights(estimand, study);
  const total = inside.reduce((sum, t) => sum + t, 0);
  const mean = inside.reduce((sum, t, i) => sum + t * predicted[i]!, 0) / total;
  const influence = inside.map((t, i) => {
    const counts = treatment[i] === arm && study.seen?.[i] !== 0;
    const own = counts ? (study.weights?.[i] ?? 1) * clever[i]! : 0;
    return (n / total) * (t * (predicted[i]! - mean) + own * (outcome[i]! - predicted[i]!));
  });
  return { mean, influence };
}

function outOfBounds(outside: number, n: number): ResultWarning[] {
  if (outside === 0) return [];
  const message = `the outcome model predicts at or beyond the outcome's bounds for ${outside} of ${2 * n} predictions; they were moved just inside before targeting.`;
  return [{ code: "predictions-moved", message }];
}

function parametric({ ps, model, followed }: Nuisances): boolean {
  const c = new Float64Array(ps.score.length);
  return (
    ps.nuisance !== undefined &&
    isParametric(ps.nuisance.model) &&
    model.influenceOf(1, c) !== undefined &&
    (followed === undefined || followed.influenceOf(c) !== undefined)
  );
}
