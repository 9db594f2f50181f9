import type { LevelsStudy } from "../../cohort/causal-study.js";
import { estimate } from "../../stats/estimate.js";
import { poolImputations } from "../../stats/pool-imputations.js";
import { imputationNote, imputationParts, poolEach, poolSet } from "../missing/pool-effects.js";
import { continuousEValue, pooledRiskRatioEValue } from "../strength.js";
import { type LevelContrast, type LevelsEffect, levelsView } from "./levels-effect.js";

/** The effects of the completed studies, means and contrasts pooled by Rubin's rules. */
export async function poolLevels(
  study: LevelsStudy,
  run: (completed: LevelsStudy) => Promise<LevelsEffect>,
): Promise<LevelsEffect> {
  const each = await poolEach<LevelsStudy, LevelsEffect>(study, run);
  const means = poolSet(each);
  const first = means.estimates[0]!;
  const parts = imputationParts(study, first);
  const between = (level: number, against: number): LevelContrast => {
    const [one, other] = [study.levels[level]!, study.levels[against]!];
    const pooled = poolImputations(each.map((effect) => effect.contrast(one, other)));
    const strength = study.binaryOutcome
      ? pooledRiskRatioEValue(means.get(one).value, means.get(other).value, undefined)
      : continuousEValue(study, pooled);
    return estimate(
      { ...pooled, ...imputationParts(study, pooled), notes: [strength.note] },
      { eValue: strength.value },
    );
  };
  return levelsView(study, {
    means,
    estimand: each[0]!.estimand,
    method: first.method,
    between,
    groups: [],
    diagnostics: parts.diagnostics,
    notes: [imputationNote(study, first)],
  });
}
