import { assertKnownOptions } from "../../assert.js";
import type { LevelsStudy } from "../../cohort/causal-study.js";
import { errorName } from "../effect.js";
import type { OutcomeModelOptions } from "../outcome-models/outcome-model.js";
import { among } from "./among.js";
import { levelOutcomes } from "./level-outcomes.js";
import { type LevelMean, type LevelsEffect, levelsEffect } from "./levels-effect.js";
import { poolLevels } from "./pool-levels.js";

export interface LevelsStandardizeOptions {
  /**
   * The level whose rows the means speak of: E[Y^k | A = among], so that contrasts with it are effects on those who had it
   * (the ATT). @default everybody
   */
  readonly among?: string | number | boolean;
  readonly outcomeModel?: OutcomeModelOptions;
  /** @default 1 */
  readonly seed?: number;
}

/** E[Y^k] as the outcome model's prediction under level k, averaged over everybody or over one level's rows. */
export async function levelsStandardize(
  study: LevelsStudy,
  options: LevelsStandardizeOptions = {},
): Promise<LevelsEffect> {
  assertKnownOptions(options, ["among", "outcomeModel", "seed"], "standardize of several levels");
  if (study.imputed) return poolLevels(study, (each) => levelsStandardize(each, options));
  const { seed = 1 } = options;
  const model = await levelOutcomes(study, options.outcomeModel, { seed });
  const { share, estimand } = among(study, options.among);
  const means = model.predicted.map((predicted, k): LevelMean => {
    const mean = predicted.reduce((sum, value, i) => sum + share[i]! * value, 0) / study.n;
    const extra = model.influenceOf(k, share);
    return { mean, influence: extra?.map((value, i) => value + share[i]! * (predicted[i]! - mean)) };
  });
  const known = means.every(({ influence }) => influence !== undefined);
  const reason = `standardization over ${model.method} has no analytic error; use aipw() with folds`;
  return levelsEffect(study, {
    estimand,
    method: `standardization (${model.method}), ${known ? errorName(study) : "no valid error"}`,
    means,
    reason,
    warnings: known ? [] : [{ code: "no-error", message: `${reason}.` }],
    seed: known ? undefined : seed,
  });
}
