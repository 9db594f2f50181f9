import { assertKnownOptions, assertOneOf } from "../../assert.js";
import type { LevelsStudy } from "../../cohort/causal-study.js";
import { ArgumentError } from "../../errors.js";
import type { Folds } from "../cross-fit.js";
import { errorName } from "../effect.js";
import { type CensoringOptions, type FollowUp, followUp } from "../missing/follow-up.js";
import type { OutcomeModelOptions } from "../outcome-models/outcome-model.js";
import { levelWeights, overlapWarnings } from "../positivity.js";
import { addAll } from "./add-all.js";
import { type Among, among, standsFor, throughPropensity } from "./among.js";
import { type LevelOutcomes, levelOutcomes } from "./level-outcomes.js";
import { type LevelsEffect, levelsEffect } from "./levels-effect.js";
import { inverseWeights } from "./levels-ipw.js";
import {
  type LevelsPropensity,
  type LevelsPropensityOptions,
  levelsPropensity,
} from "./levels-propensity.js";
import { poolLevels } from "./pool-levels.js";

export interface LevelsAipwOptions {
  /**
   * The level whose rows the means speak of: E[Y^k | A = among], so that contrasts with it are effects on those who had it
   * (the ATT). @default everybody
   */
  readonly among?: string | number | boolean;
  readonly propensity?: LevelsPropensityOptions;
  readonly outcomeModel?: OutcomeModelOptions;
  /** The model of who is seen, where outcomes are censored: its inverse multiplies the weights. */
  readonly censoring?: CensoringOptions;
  /** Cross-fitting: a number of folds, or the fold of each row. */
  readonly folds?: Folds;
  /** `"influence"` takes all models as known. @default "m-estimation" without folds, "influence" with them */
  readonly errors?: "m-estimation" | "influence";
  /** @default 1 */
  readonly seed?: number;
}

/** E[Y^k] as the average of m(k, x) + 1(A = k) (Y − m(k, x)) / P(A = k | x) (Cattaneo 2010, equation 5). */
export async function levelsAipw(study: LevelsStudy, options: LevelsAipwOptions = {}): Promise<LevelsEffect> {
  const known = ["among", "propensity", "outcomeModel", "censoring", "folds", "errors", "seed"];
  assertKnownOptions(options, known, "aipw of several levels");
  if (study.imputed) return poolLevels(study, (each) => levelsAipw(each, options));
  const { folds, seed = 1, errors = folds === undefined ? "m-estimation" : "influence" } = options;
  assertOneOf(errors, "errors", ["m-estimation", "influence"]);
  if (errors === "m-estimation" && folds !== undefined) {
    throw new ArgumentError(
      `errors: "m-estimation" needs models fitted on all rows; leave out folds or the errors.`,
    );
  }
  const of = among(study, options.among);
  const ps = await levelsPropensity(study, {
    ...options.propensity,
    ...(folds === undefined ? {} : { folds }),
    seed,
  });
  const model = await levelOutcomes(study, options.outcomeModel, { folds, seed });
  const followed = await followUp(study, options.censoring, { folds, seed });
  const nuisances = { ps, model, followed, of };
  const means = study.levels.map((_, k) => augmentedMean(nuisances, k, errors === "m-estimation"));
  const stacked = means.every((each) => each.stacked);
  const groups = levelWeights(inverseWeights(ps, followed, of), study.treatment, study.levels);
  const seen = followed ? `; censoring ${followed.method.replace(", cross-fitted", "")}` : "";
  const count = typeof folds === "number" ? `, ${folds} folds` : folds ? ", given folds" : "";
  const models = `${ps.method.replace(", cross-fitted", "")} + ${model.method}${seen}${count}`;
  const message = `${models} are not all parametric, and were fitted on the rows that they predict: the error is too small. Use folds: 5.`;
  return levelsEffect(study, {
    estimand: of.estimand,
    method: `AIPW (${models}), ${errorName(study, stacked ? "M-estimation errors" : "influence-function errors")}`,
    means,
    reason: "",
    groups,
    warnings: [
      ...overlapWarnings(of.estimand, groups),
      ...(errors === "m-estimation" && !stacked ? [{ code: "not-cross-fitted", message }] : []),
    ],
    seed: folds === undefined && stacked ? undefined : seed,
  });
}

interface LevelNuisances {
  readonly ps: LevelsPropensity;
  readonly model: LevelOutcomes;
  readonly followed: FollowUp | undefined;
  readonly of: Among;
}

function augmentedMean(
  { ps, model, followed, of }: LevelNuisances,
  level: number,
  asked: boolean,
): { readonly mean: number; readonly influence: Float64Array; readonly stacked: boolean } {
  const { study } = ps;
  const { n, treatment } = study;
  const { share } = of;
  const outcome = followed?.outcome ?? study.outcome;
  const predicted = model.predicted[level]!;
  const weight = standsFor(ps, of, level).map((factor, i) =>
    treatment[i] === level
      ? of.scale * (study.weights?.[i] ?? 1) * factor * (followed ? followed.weight[i]! : 1)
      : 0,
  );
  const residual = weight.map((w, i) => (w === 0 ? 0 : w * (outcome[i]! - predicted[i]!)));
  const mean = predicted.reduce((sum, m, i) => sum + share[i]! * m + residual[i]!, 0) / n;
  const influence = predicted.map((m, i) => share[i]! * (m - mean) + residual[i]!);
  if (!asked) return { mean, influence, stacked: false };
  const whole = addAll([
    influence,
    throughPropensity(ps, of, level, residual),
    model.influenceOf(
      level,
      share.map((s, i) => s - weight[i]!),
    ),
    ...(followed
      ? [followed.influenceOf(residual.map((r, i) => (r === 0 ? 0 : r / followed.weight[i]!)))]
      : []),
  ]);
  return { mean, influence: whole ?? influence, stacked: whole !== undefined };
}
