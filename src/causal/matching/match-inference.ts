import type { Study } from "../../cohort/causal-study.js";
import type { EffectParts } from "../effect.js";
import type { PropensityScore } from "../weighting/propensity-score.js";
import { type Imputed, matchingError } from "./abadie-imbens.js";
import { clusterInfluence } from "./cluster-influence.js";
import { estimatedPropensity } from "./estimated-propensity.js";
import type { Matches } from "./find-matches.js";
import type { MatchOptions } from "./match.js";

interface Matched {
  readonly imputed: Imputed;
  readonly matches: Matches;
  /** What each row counts, its uses as a match included. */
  readonly weights: Float64Array;
  readonly value: number;
  readonly ps: PropensityScore | undefined;
  readonly options: MatchOptions;
}

/** The error of a matched effect, or with clusters its influence values, and the name of how they were made. */
export async function matchInference(
  study: Study,
  { imputed, matches, weights, value, ps, options }: Matched,
): Promise<{
  readonly name: string;
  readonly parts: Pick<EffectParts, "influence" | "standardError">;
}> {
  const { rows, treated, untreated } = imputed;
  if (study.clusters) {
    const own = new Float64Array(study.n);
    for (const row of rows) own[row] = 1;
    const influence = await clusterInfluence(study, { own, weights, terms: options.terms });
    return { name: "errors by cluster", parts: { influence } };
  }
  const influence = { reason: "matching is not a smooth function of the data" };
  const { estimand = "ATT", replacement = true, errorNeighbors: neighbors = 1 } = options;
  if (replacement) {
    const { sameGroup } = matches;
    const found = { both: estimand === "ATE", value, sameGroup, neighbors };
    const known = matchingError(study, imputed, found);
    const more =
      ps && onLogisticAlone(ps, options)
        ? estimatedPropensity({ ps, matches, estimand, value, neighbors: options.neighbors ?? 1 })
        : undefined;
    if (more === undefined || !(known ** 2 + more > 0))
      return { name: "Abadie–Imbens errors", parts: { influence, standardError: known } };
    const standardError = Math.sqrt(known ** 2 + more);
    return {
      name: "Abadie–Imbens errors, propensity estimated",
      parts: { influence, standardError },
    };
  }
  const sum = rows.reduce((total, i) => total + (treated[i]! - untreated[i]! - value) ** 2, 0);
  const standardError = Math.sqrt(sum) / rows.length;
  return { name: "errors of the pairs' differences", parts: { influence, standardError } };
}

/** Whether rows are matched on nothing but a logistic regression's score, as it came. */
function onLogisticAlone(
  { nuisance }: PropensityScore,
  { biasCorrection = true, caliper, exact = [], propensity }: MatchOptions,
): boolean {
  const plain = !biasCorrection && caliper === undefined && exact.length === 0;
  return plain && nuisance?.model.name === "logistic" && propensity?.clip === undefined;
}
