import { assertKnownOptions, assertOneOf } from "../../assert.js";
import type { LevelsStudy } from "../../cohort/causal-study.js";
import { errorName } from "../effect.js";
import { type CensoringOptions, type FollowUp, followUp } from "../missing/follow-up.js";
import { levelWeights, overlapWarnings } from "../positivity.js";
import { type LevelMean, type LevelsEffect, levelsEffect } from "./levels-effect.js";
import {
  type LevelsPropensity,
  type LevelsPropensityOptions,
  levelsPropensity,
} from "./levels-propensity.js";
import { poolLevels } from "./pool-levels.js";

export interface LevelsIpwOptions {
  readonly propensity?: LevelsPropensityOptions;
  /** The model of who is seen, where outcomes are censored: its inverse multiplies the weights. */
  readonly censoring?: CensoringOptions;
  /** `"robust"` takes the weights as known. @default "m-estimation" */
  readonly errors?: "m-estimation" | "robust";
  /** @default 1 */
  readonly seed?: number;
}

/** E[Y^k] as the Hájek mean of the rows with level k, weighted by 1 / P(A = k | x) (Imbens 2000). */
export async function levelsIpw(study: LevelsStudy, options: LevelsIpwOptions = {}): Promise<LevelsEffect> {
  assertKnownOptions(options, ["propensity", "censoring", "errors", "seed"], "ipw of several levels");
  if (study.imputed) return poolLevels(study, (each) => levelsIpw(each, options));
  const { errors = "m-estimation", seed = 1 } = options;
  assertOneOf(errors, "errors", ["m-estimation", "robust"]);
  const ps = await levelsPropensity(study, { ...options.propensity, seed });
  const followed = await followUp(study, options.censoring, { seed });
  const weights = inverseWeights(ps, followed);
  const means = study.levels.map((_, k) => weightedMean(ps, followed, weights, k, errors));
  const known = means.every(({ influence }) => influence !== undefined);
  const models = followed ? `${ps.method}; censoring ${followed.method}` : ps.method;
  const reason = `weights from ${models} have no valid analytic error; use aipw() with folds, or errors: "robust" to take them as known`;
  const kind = errors === "robust" ? "robust errors, weights taken as known" : "M-estimation errors";
  const groups = levelWeights(weights, study.treatment, study.levels);
  return levelsEffect(study, {
    method: `IPW (Hájek, ${models}), ${known ? errorName(study, kind) : "no valid error"}`,
    means,
    reason,
    groups,
    warnings: [
      ...overlapWarnings("ATE", groups),
      ...(known ? [] : [{ code: "no-error", message: `${reason}.` }]),
    ],
    seed: known ? undefined : seed,
  });
}

/** Survey weight over the propensity of the row's own level, and over its chance of being seen. */
export function inverseWeights(
  { study, scores }: LevelsPropensity,
  followed?: FollowUp | undefined,
): Float64Array {
  return study.treatment.map((a, i) => {
    const weight = (study.weights?.[i] ?? 1) / scores[a]![i]!;
    return followed ? weight * followed.weight[i]! : weight;
  });
}

function weightedMean(
  ps: LevelsPropensity,
  followed: FollowUp | undefined,
  weights: Float64Array,
  level: number,
  errors: "m-estimation" | "robust",
): LevelMean {
  const { study, scores } = ps;
  const { n, treatment } = study;
  const outcome = followed?.outcome ?? study.outcome;
  let [total, sum] = [0, 0];
  for (let i = 0; i < n; i++) {
    if (treatment[i] !== level) continue;
    total += weights[i]!;
    sum += weights[i]! * outcome[i]!;
  }
  const mean = sum / total;
  const own = outcome.map((y, i) => (treatment[i] === level ? ((n * weights[i]!) / total) * (y - mean) : 0));
  if (errors === "robust") return { mean, influence: own };
  const parts = [
    own,
    ps.influenceOf(
      level,
      own.map((value, i) => -value / scores[level]![i]!),
    ),
    ...(followed
      ? [followed.influenceOf(own.map((value, i) => (value === 0 ? 0 : value / followed.weight[i]!)))]
      : []),
  ];
  return { mean, influence: addAll(parts) };
}

/** The sum of influence values; undefined where one part is. */
export function addAll(parts: readonly (Float64Array | undefined)[]): Float64Array | undefined {
  if (parts.some((part) => part === undefined)) return undefined;
  return parts[0]!.map((_, i) => parts.reduce((sum, part) => sum + part![i]!, 0));
}
