import { assertKnownOptions, assertOneOf } from "../../assert.js";
import type { LevelsStudy } from "../../cohort/causal-study.js";
import { errorName } from "../effect.js";
import { type CensoringOptions, type FollowUp, followUp } from "../missing/follow-up.js";
import { levelWeights, overlapWarnings } from "../positivity.js";
import { addAll } from "./add-all.js";
import { type Among, among, standsFor, throughPropensity } from "./among.js";
import { type LevelMean, type LevelsEffect, levelsEffect } from "./levels-effect.js";
import {
  type LevelsPropensity,
  type LevelsPropensityOptions,
  levelsPropensity,
} from "./levels-propensity.js";
import { poolLevels } from "./pool-levels.js";

export interface LevelsIpwOptions {
  /**
   * The level whose rows the means speak of: E[Y^k | A = among], so that contrasts with it are effects on those who had it
   * (the ATT). @default everybody
   */
  readonly among?: string | number | boolean;
  readonly propensity?: LevelsPropensityOptions;
  /** The model of who is seen, where outcomes are censored: its inverse multiplies the weights. */
  readonly censoring?: CensoringOptions;
  /** `"robust"` takes the weights as known. @default "m-estimation" */
  readonly errors?: "m-estimation" | "robust";
  /** @default 1 */
  readonly seed?: number;
}

/**
 * E[Y^k] as the Hájek mean of the rows with level k, weighted by 1 / P(A = k | x) (Imbens 2000), or by P(A = among | x) over
 * it (Lechner 2001).
 */
export async function levelsIpw(study: LevelsStudy, options: LevelsIpwOptions = {}): Promise<LevelsEffect> {
  assertKnownOptions(
    options,
    ["among", "propensity", "censoring", "errors", "seed"],
    "ipw of several levels",
  );
  if (study.imputed) return poolLevels(study, (each) => levelsIpw(each, options));
  const { errors = "m-estimation", seed = 1 } = options;
  assertOneOf(errors, "errors", ["m-estimation", "robust"]);
  const of = among(study, options.among);
  const ps = await levelsPropensity(study, { ...options.propensity, seed });
  const followed = await followUp(study, options.censoring, { seed });
  const weights = inverseWeights(ps, followed, of);
  const means = study.levels.map((_, k) => weightedMean({ ps, followed, weights, of, errors }, k));
  const known = means.every(({ influence }) => influence !== undefined);
  const models = followed ? `${ps.method}; censoring ${followed.method}` : ps.method;
  const reason = `weights from ${models} have no valid analytic error; use aipw() with folds, or errors: "robust" to take them as known`;
  const kind = errors === "robust" ? "robust errors, weights taken as known" : "M-estimation errors";
  const groups = levelWeights(weights, study.treatment, study.levels);
  return levelsEffect(study, {
    estimand: of.estimand,
    method: `IPW (Hájek, ${models}), ${known ? errorName(study, kind) : "no valid error"}`,
    means,
    reason,
    groups,
    warnings: [
      ...overlapWarnings(of.estimand, groups),
      ...(known ? [] : [{ code: "no-error", message: `${reason}.` }]),
    ],
    seed: known ? undefined : seed,
  });
}

/** Survey weight times how many a row stands for, over its chance of being seen. */
export function inverseWeights(
  ps: LevelsPropensity,
  followed?: FollowUp | undefined,
  of: Among = among(ps.study, undefined),
): Float64Array {
  const { study } = ps;
  const factors = study.levels.map((_, k) => standsFor(ps, of, k));
  return study.treatment.map((a, i) => {
    const weight = (study.weights?.[i] ?? 1) * factors[a]![i]!;
    return followed ? weight * followed.weight[i]! : weight;
  });
}

interface Weighted {
  readonly ps: LevelsPropensity;
  readonly followed: FollowUp | undefined;
  readonly weights: Float64Array;
  readonly of: Among;
  readonly errors: "m-estimation" | "robust";
}

function weightedMean({ ps, followed, weights, of, errors }: Weighted, level: number): LevelMean {
  const { study } = ps;
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
    throughPropensity(ps, of, level, own),
    ...(followed
      ? [followed.influenceOf(own.map((value, i) => (value === 0 ? 0 : value / followed.weight[i]!)))]
      : []),
  ];
  return { mean, influence: addAll(parts) };
}
