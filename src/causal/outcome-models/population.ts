import type { Study } from "../../cohort/causal-study.js";

/** Over whom effects are averaged: everyone, the treated, the untreated. */
export type Population = "ATE" | "ATT" | "ATC";

export const populations: readonly Population[] = ["ATE", "ATT", "ATC"];

/** Which rows count towards the estimand's population, times their survey weight where there is one. */
export function populationWeights(estimand: Population, study: Study): Float64Array {
  const { n, treatment, weights } = study;
  const counted = new Float64Array(n);
  const group = estimand === "ATT" ? 1 : 0;
  for (let i = 0; i < n; i++) {
    if (estimand === "ATE" || treatment[i] === group) counted[i] = weights ? weights[i]! : 1;
  }
  return counted;
}
