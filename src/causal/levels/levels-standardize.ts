import { assertKnownOptions } from "../../assert.js";
import type { LevelsStudy } from "../../cohort/causal-study.js";
import { errorName } from "../effect.js";
import type { OutcomeModelOptions } from "../outcome-models/outcome-model.js";
import { levelOutcomes } from "./level-outcomes.js";
import { type LevelMean, type LevelsEffect, levelsEffect } from "./levels-effect.js";
import { poolLevels } from "./pool-levels.js";

export interface LevelsStandardizeOptions {
  readonly outcomeModel?: OutcomeModelOptions;
  /** @default 1 */
  readonly seed?: number;
}

/** E[Y^k] as the outcome model's prediction under level k, averaged over everybody. */
export async function levelsStandardize(
  study: LevelsStudy,
  options: LevelsStandardizeOptions = {},
): Promise<LevelsEffect> {
  assertKnownOptions(options, ["outcomeModel", "seed"], "standardize of several levels");
  if (study.imputed) return poolLevels(study, (each) => levelsStandardize(each, options));
  const { seed = 1 } = options;
  const model = await levelOutcomes(study, options.outcomeModel, { seed });
  const total = study.weights ? study.weights.reduce((sum, w) => sum + w, 0) : study.n;
  const share = Float64Array.from(
    { length: study.n },
    (_, i) => (study.n * (study.weights?.[i] ?? 1)) / total,
  );
  const means = model.predicted.map((predicted, k): LevelMean => {
    const mean = predicted.reduce((sum, value, i) => sum + share[i]! * value, 0) / study.n;
    const extra = model.influenceOf(k, share);
    return { mean, influence: extra?.map((value, i) => value + share[i]! * (predicted[i]! - mean)) };
  });
  const known = means.every(({ influence }) => influence !== undefined);
  const reason = `standardization over ${model.method} has no analytic error; use aipw() with folds`;
  return levelsEffect(study, {
    method: `standardization (${model.method}), ${known ? errorName(study) : "no valid error"}`,
    means,
    reason,
    warnings: known ? [] : [{ code: "no-error", message: `${reason}.` }],
    seed: known ? undefined : seed,
  });
}
