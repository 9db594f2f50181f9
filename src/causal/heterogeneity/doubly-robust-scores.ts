import type { Study } from "../../cohort/causal-study.js";
import { augmentedMean } from "../doubly-robust/augmented-mean.js";
import type { Nuisances } from "../doubly-robust/nuisances.js";
import { type Effect, effect, errorName } from "../effect.js";
import { overlapWarnings } from "../positivity.js";
import { treatmentWeights } from "../weighting/treatment-weights.js";

/** Scores of the effect and their average with its error; without survey weights in the scores, so that groups can be averaged. */
export function doublyRobustScores(
  nuisances: Nuisances,
  method: string,
  seed: number,
): { readonly scores: Float64Array; readonly ate: Effect } {
  const { study, ps } = nuisances;
  const [treated, untreated] = [
    augmentedMean(nuisances, "ATE", 1, false),
    augmentedMean(nuisances, "ATE", 0, false),
  ];
  const weighting = treatmentWeights(ps);
  return {
    scores: rowScores(study, nuisances),
    ate: effect(study, {
      estimand: "ATE",
      method: `doubly robust average of ${method}, ${errorName(study, "influence-function errors")}`,
      means: [treated.mean, untreated.mean],
      influence: [treated.influence, untreated.influence],
      warnings: overlapWarnings("ATE", weighting.groups),
      diagnostics: { groups: weighting.groups },
      seed,
      weighting,
    }),
  };
}

/** m₁ − m₀ + A (Y − m₁) / e − (1 − A) (Y − m₀) / (1 − e). */
function rowScores({ treatment, outcome }: Study, { ps, model }: Nuisances): Float64Array {
  return outcome.map((y, i) => {
    const e = ps.score[i]!;
    const [one, zero] = [model.treated[i]!, model.untreated[i]!];
    return one - zero + (treatment[i] === 1 ? (y - one) / e : -(y - zero) / (1 - e));
  });
}
