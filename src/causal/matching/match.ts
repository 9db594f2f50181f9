import { assertInteger, assertKnownOptions, assertOneOf, assertPositive } from "../../assert.js";
import type { Study } from "../../cohort/causal-study.js";
import { ArgumentError, PositivityError } from "../../errors.js";
import { type Effect, effect } from "../effect.js";
import { admit } from "../missing/admit.js";
import { mostOf, poolEffects, refuseOne } from "../missing/pool-effects.js";
import { type Population, populations } from "../outcome-models/population.js";
import type { PropensityOptions } from "../weighting/propensity-score.js";
import { weighting } from "../weighting/weighting.js";
import { type Imputed, impute, seekersOf } from "./abadie-imbens.js";
import { biasCorrection } from "./bias-correction.js";
import { exactLabels } from "./exact-labels.js";
import { findMatches } from "./find-matches.js";
import { type MatchDistance, matchDistances, matchPoints } from "./match-distance.js";
import { matchInference } from "./match-inference.js";
import { unmatchedWarnings } from "./unmatched-warnings.js";

export interface MatchOptions {
  /** @default "ATT" */
  readonly estimand?: Population;
  /** @default "mahalanobis" */
  readonly distance?: MatchDistance;
  /** Terms of the distance and of the bias correction. @default the study's confounders */
  readonly terms?: readonly string[];
  readonly propensity?: PropensityOptions;
  /** Columns whose values must agree. */
  readonly exact?: readonly string[];
  /** Farthest match allowed: standard deviations of the score, or Mahalanobis units. @default none */
  readonly caliper?: number;
  /** Matches for each row; all that tie with the last count too. @default 1 */
  readonly neighbors?: number;
  /** May a row be a match more than once? Without it only the ATT and ATC are matched, greedily. @default true */
  readonly replacement?: boolean;
  /** Correct for what is left between a row and its matches by regression on the terms. @default true */
  readonly biasCorrection?: boolean;
  /** Nearest rows of its own group that tell how outcomes vary about a row; Stata takes 2. @default 1 */
  readonly errorNeighbors?: number;
  /** @default 1 */
  readonly seed?: number;
}

/** An effect by matching, and who was matched to whom. */
export interface MatchedEffect extends Effect {
  /** Row numbers: each matched row of the estimand's population with its matches. */
  pairs(): readonly { readonly row: number; readonly matches: readonly number[] }[];
  /** Rows of the population for whom no match was found. */
  readonly unmatched: number;
}

/**
 * Nearest-neighbour matching: each missing potential outcome is the mean outcome of the nearest rows of the other group
 * (Abadie & Imbens 2006), corrected by regression for the distance that is left (Abadie & Imbens 2011).
 *
 * Assumes exchangeability given the confounders, positivity and consistency. Errors with replacement are Abadie and
 * Imbens' (2006), which take a propensity as known but for matching on a logistic one without bias correction, caliper and
 * exact columns, where they count its estimation (2016); without replacement they are those of the pairs' differences
 * (Abadie & Spiess 2022); with clusters they sum influence values by cluster (Otsu & Rai 2017), from regressions on the
 * terms. The bootstrap is not valid here. Rows without a match change whom the effect is about, and
 * the result says so.
 *
 * @example
 * (await match(study, { estimand: "ATE" })).value // => 3.471799251 for qsmk on wt82_71 in NHEFS, SE 0.526271398
 */
export async function match(study: Study, options: MatchOptions = {}): Promise<MatchedEffect> {
  const known = ["estimand", "distance", "terms", "propensity", "exact", "caliper", "neighbors"];
  assertKnownOptions(options, [...known, "replacement", "biasCorrection", "errorNeighbors", "seed"], "match");
  const { estimand = "ATT", distance = "mahalanobis", neighbors = 1, replacement = true, seed = 1 } = options;
  if (study.imputed) {
    return poolEffects(
      study,
      (each) => match(each, options),
      (all) => ({ pairs: refuseOne("pairs"), unmatched: mostOf(all.map((each) => each.unmatched)) }),
    );
  }
  admit(study, "match");
  checkOptions(study, options);
  const design = options.terms ? study.designOf(options.terms, "terms") : study.design;
  const space = await matchPoints(study, distance, design, { ...options.propensity, seed });
  const matches = findMatches(study, space, seekersOf(estimand), {
    neighbors,
    replacement,
    reach: options.caliper === undefined ? Number.POSITIVE_INFINITY : options.caliper * space.unit,
    labels: exactLabels(study, options.exact ?? []),
  });
  const bare = impute(study, matches);
  refuseUnmatched(bare, options);
  const corrected = options.biasCorrection ?? true;
  const imputed = corrected ? impute(study, matches, await biasCorrection(study, design, bare.uses)) : bare;
  const unmatched = matches.of.size - imputed.rows.length;
  const mean = (values: Float64Array): number =>
    imputed.rows.reduce((sum, i) => sum + values[i]!, 0) / imputed.rows.length;
  const means = [mean(imputed.treated), mean(imputed.untreated)] as const;
  const found = weighting(study, estimand, space.method, weightsOf(study, imputed));
  const value = means[0] - means[1];
  const inference = await matchInference(study, {
    imputed,
    matches,
    weights: found.weights,
    value,
    ps: space.ps,
    options,
  });
  const many = neighbors > 1 ? `${neighbors} matches` : "1 match";
  return effect(
    study,
    {
      estimand: unmatched > 0 ? `${estimand} of those matched` : estimand,
      method: `matching (${many} by ${space.method}, ${replacement ? "with" : "without"} replacement${corrected ? ", bias-corrected" : ""}), ${inference.name}`,
      means,
      ...inference.parts,
      warnings: unmatchedWarnings(unmatched, matches.of.size, estimand),
      diagnostics: { groups: found.groups, matched: imputed.rows.length, unmatched },
      seed: distance === "mahalanobis" ? undefined : seed,
      weighting: found,
    },
    {
      pairs: () => imputed.rows.map((row) => ({ row, matches: matches.of.get(row)! })),
      unmatched,
    },
  );
}

function checkOptions(study: Study, options: MatchOptions): void {
  const { estimand = "ATT", distance = "mahalanobis", neighbors = 1, replacement = true } = options;
  assertOneOf(estimand, "estimand", populations);
  assertOneOf(distance, "distance", matchDistances);
  assertInteger(neighbors, "neighbors", 1);
  assertInteger(options.errorNeighbors ?? 1, "errorNeighbors", 1);
  if (options.caliper !== undefined) assertPositive(options.caliper, "caliper");
  if (!replacement && estimand === "ATE") {
    throw new ArgumentError(
      `matching without replacement leaves rows out by design; choose estimand: "ATT" or "ATC", or replacement: true.`,
    );
  }
  if (study.weights) {
    throw new ArgumentError("match does not take survey weights; use ipw(), aipw() or standardize().");
  }
}

function refuseUnmatched(imputed: Imputed, { caliper, exact = [] }: MatchOptions): void {
  if (imputed.rows.length > 1) return;
  const causes = [
    ...(caliper === undefined ? [] : [`a wider caliper than ${caliper}`]),
    ...(exact.length > 0 ? [`fewer exact columns than ${exact.join(", ")}`] : []),
  ];
  throw new PositivityError(`${imputed.rows.length} rows found a match; use ${causes.join(" or ")}.`);
}

/** 1 for each row that looked for matches and found them, plus how often it was used as one. */
function weightsOf(study: Study, { rows, uses }: Imputed): Float64Array {
  const weights = Float64Array.from(uses);
  for (const row of rows) weights[row]! += 1;
  return study.treatment.map((_, i) => weights[i]!);
}
