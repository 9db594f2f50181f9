import type { Study } from "../cohort/causal-study.js";
import { type Effect, effect } from "./effect.js";

/**
 * The difference of the two groups' means, which is the ATE only where treatment was assigned at random.
 *
 * Errors are those of two independent means (Neyman 1923), with n in place of n − 1, and by cluster where the study
 * has clusters. Rows whose outcome is censored or to be imputed are left aside, and the result says so.
 */
export function differenceInMeans(study: Study): Effect {
  const known = study.outcome.map((y) => (Number.isNaN(y) ? 0 : 1));
  const outcome = study.outcome.map((y) => (Number.isNaN(y) ? 0 : y));
  const mean = (group: 0 | 1): { mean: number; influence: Float64Array } => {
    const weights = study.treatment.map((a, i) => (a === group ? known[i]! * (study.weights?.[i] ?? 1) : 0));
    const total = weights.reduce((sum, w) => sum + w, 0);
    const average = weights.reduce((sum, w, i) => sum + w * outcome[i]!, 0) / total;
    return {
      mean: average,
      influence: weights.map((w, i) => ((study.n * w) / total) * (outcome[i]! - average)),
    };
  };
  const [treated, untreated] = [mean(1), mean(0)];
  return effect(study, {
    estimand: "difference in means",
    method: known.includes(0) ? "no adjustment, rows whose outcome is known" : "no adjustment",
    censoring: true,
    means: [treated.mean, untreated.mean],
    influence: [treated.influence, untreated.influence],
    besideNaive: false,
  });
}
