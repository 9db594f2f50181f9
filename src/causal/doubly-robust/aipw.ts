import { assertKnownOptions, assertOneOf } from "../../assert.js";
import type { Study } from "../../cohort/causal-study.js";
import { ArgumentError } from "../../errors.js";
import type { ResultWarning } from "../../stats/estimate.js";
import { randomStream } from "../../stats/random.js";
import { crossFit, type Folds } from "../cross-fit.js";
import { type Effect, effect, errorName } from "../effect.js";
import {
  fitOutcomeModel,
  type OutcomeModel,
  type OutcomeModelOptions,
  outcomeDesign,
} from "../outcome-models/outcome-model.js";
import { type Population, populations, populationWeights } from "../outcome-models/population.js";
import { groupWeights, overlapWarnings } from "../positivity.js";
import {
  type PropensityOptions,
  type PropensityScore,
  propensityScore,
} from "../weighting/propensity-score.js";
import { balancingWeights, tilts } from "../weighting/tilt.js";

export interface AipwOptions {
  /** @default "ATE" */
  readonly estimand?: Population;
  readonly propensity?: PropensityOptions;
  readonly outcomeModel?: OutcomeModelOptions;
  /** Cross-fitting: a number of folds, or the fold of each row. Needed by learners that are not parametric. */
  readonly folds?: Folds;
  /** `"influence"` takes both models as known. @default "m-estimation" without folds, "influence" with them */
  readonly errors?: "m-estimation" | "influence";
  /** @default 1 */
  readonly seed?: number;
}

/**
 * Augmented inverse probability weighting (Robins, Rotnitzky & Zhao 1994; Glynn & Quinn 2010, equation 5): the
 * outcome model's standardized means, corrected by the weighted residuals. Consistent when either the propensity or
 * the outcome model is right.
 *
 * Assumes exchangeability given the confounders, positivity and consistency. Without folds both models are taken as
 * parametric and errors come from the stacked estimating equations; with folds the models are cross-fitted and errors
 * come from the influence function (Chernozhukov et al. 2018).
 *
 * @example
 * (await aipw(study, { outcomeModel: { terms: [...study.confounders, "qsmk:smokeintensity"] } })).value
 * // => 3.457284290 for qsmk on wt82_71 in NHEFS, SE 0.484017135
 */
export async function aipw(study: Study, options: AipwOptions = {}): Promise<Effect> {
  assertKnownOptions(options, ["estimand", "propensity", "outcomeModel", "folds", "errors", "seed"], "aipw");
  const {
    estimand = "ATE",
    folds,
    seed = 1,
    errors = folds === undefined ? "m-estimation" : "influence",
  } = options;
  assertOneOf(estimand, "estimand", populations);
  assertOneOf(errors, "errors", ["m-estimation", "influence"]);
  if (errors === "m-estimation" && folds !== undefined) {
    throw new ArgumentError(
      `errors: "m-estimation" needs models fitted on all rows; leave out folds or the errors.`,
    );
  }
  const ps = await propensityScore(study, {
    ...options.propensity,
    ...(folds === undefined ? {} : { folds }),
    seed,
  });
  const model = await outcomePredictions(study, options.outcomeModel, folds, seed);
  const fit = { study, estimand, ps, model, stacked: errors === "m-estimation" };
  const [treated, untreated] = [augmentedMean(fit, 1), augmentedMean(fit, 0)];
  const groups = groupWeights(
    balancingWeights(estimand, study.treatment, ps.score, study.weights),
    study.treatment,
  );
  return effect(study, {
    estimand,
    method: methodName(fit, folds, treated.stacked && untreated.stacked),
    means: [treated.mean, untreated.mean],
    influence: [treated.influence, untreated.influence],
    warnings: [
      ...overlapWarnings(estimand, groups),
      ...learnerWarnings(fit, folds, treated.stacked && untreated.stacked),
    ],
    diagnostics: { groups },
    seed,
  });
}

interface Fit {
  readonly study: Study;
  readonly estimand: Population;
  readonly ps: PropensityScore;
  readonly model: OutcomeModel;
  readonly stacked: boolean;
}

async function outcomePredictions(
  study: Study,
  options: OutcomeModelOptions | undefined,
  folds: Folds | undefined,
  seed: number,
): Promise<OutcomeModel> {
  const design = outcomeDesign(study, options);
  const stream = randomStream(seed).split("outcome");
  if (folds === undefined) return fitOutcomeModel(study, design, stream);
  const [treated, untreated] = await crossFit(study, folds, seed, async (rows, k) => {
    const model = await fitOutcomeModel(study, design, stream.split(k), rows);
    return [model.treated, model.untreated];
  });
  const method = design.perArm ? `${design.learner.name} per arm` : design.learner.name;
  return { method, treated: treated!, untreated: untreated!, influenceOf: () => undefined };
}

/**
 * μₐ = Σ sᵢ [tᵢ m(a, xᵢ) + 1(Aᵢ = a) wₐ(eᵢ) (Yᵢ − m(a, xᵢ))] / Σ sᵢ tᵢ, with t the estimand's population and wₐ its
 * weight: t = 1 and 1/e or 1/(1 − e) for the ATE, t = A and 1 or e/(1 − e) for the ATT.
 */
function augmentedMean(fit: Fit, arm: 0 | 1): { mean: number; influence: Float64Array; stacked: boolean } {
  const { study, estimand, ps, model } = fit;
  const { n, treatment, outcome } = study;
  const predicted = arm === 1 ? model.treated : model.untreated;
  const tilt = tilts[estimand];
  const [weight, slope] = arm === 1 ? [tilt.treated, tilt.treatedSlope] : [tilt.control, tilt.controlSlope];
  const inside = populationWeights(estimand, study);
  const total = inside.reduce((sum, t) => sum + t, 0);
  const score = new Float64Array(n);
  const throughPropensity = new Float64Array(n);
  const throughOutcome = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const own = treatment[i] === arm ? (study.weights?.[i] ?? 1) : 0;
    const residual = outcome[i]! - predicted[i]!;
    const e = ps.score[i]!;
    score[i] = (n / total) * (inside[i]! * predicted[i]! + own * weight(e) * residual);
    throughPropensity[i] = (n / total) * own * slope(e) * residual;
    throughOutcome[i] = (n / total) * (inside[i]! - own * weight(e));
  }
  const mean = score.reduce((sum, value) => sum + value, 0) / n;
  const influence = score.map((value, i) => value - (n / total) * inside[i]! * mean);
  if (!fit.stacked) return { mean, influence, stacked: false };
  const extra = [
    ps.nuisance?.influenceOf(ps.design, throughPropensity),
    model.influenceOf(arm, throughOutcome),
  ];
  for (const part of extra) if (part) for (let i = 0; i < n; i++) influence[i]! += part[i]!;
  return { mean, influence, stacked: extra.every((part) => part !== undefined) };
}

function methodName(
  { study, ps, model, stacked }: Fit,
  folds: Folds | undefined,
  allStacked: boolean,
): string {
  const models = `${ps.method.replace(", cross-fitted", "")} + ${model.method}`;
  const count = typeof folds === "number" ? `, ${folds} folds` : folds ? ", given folds" : "";
  const errors = stacked && allStacked ? "M-estimation errors" : "influence-function errors";
  return `AIPW (${models}${count}), ${errorName(study, errors)}`;
}

/** A flexible learner that has seen a row's outcome fits its noise: without folds the error is too small. */
function learnerWarnings(
  { ps, model, stacked }: Fit,
  folds: Folds | undefined,
  allStacked: boolean,
): ResultWarning[] {
  if (folds !== undefined || !stacked || allStacked) return [];
  return [
    {
      code: "not-cross-fitted",
      message: `${ps.method} and ${model.method} are not both parametric, and were fitted on the rows that they predict: the error is too small. Use folds: 5.`,
    },
  ];
}
