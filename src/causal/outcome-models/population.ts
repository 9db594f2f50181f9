import type { Study } from "../../cohort/causal-study.js";

/** Over whom effects are averaged: everyone, the treated, the untreated. */
export type Population = "ATE" | "ATT" | "ATC";

export const populations: readonly Population[] = ["ATE", "ATT", "ATC"];

/** Which rows count towards the estimand's population, times their survey weight where there is one. */
export function populationWeights(estimand: Population, study: Study): Float64Array {
  return study.treatment.map((a, i) => {
    const inside = estimand === "ATE" || a === (estimand === "ATT" ? 1 : 0);
    return inside ? (study.weights?.[i] ?? 1) : 0;
  });
}
