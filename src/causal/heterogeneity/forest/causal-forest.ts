import { assertFraction, assertInteger, assertKnownOptions, assertPositive } from "../../../assert.js";
import type { Study } from "../../../cohort/causal-study.js";
import type { Table } from "../../../cohort/frame.js";
import { ArgumentError } from "../../../errors.js";
import { randomForest } from "../../../models/random-forest.js";
import { sharedColumn } from "../../../numeric/columns.js";
import { normalQuantile } from "../../../stats/distributions.js";
import type { Folds } from "../../cross-fit.js";
import { crossFittedMean, type NuisanceOptions } from "../../dml/cross-fitted-mean.js";
import { foldsName } from "../../dml/folds-name.js";
import type { Nuisances } from "../../doubly-robust/nuisances.js";
import { admit } from "../../missing/admit.js";
import { type PropensityOptions, propensityScore } from "../../weighting/propensity-score.js";
import { type Cate, cate } from "../cate.js";
import { doublyRobustScores } from "../doubly-robust-scores.js";
import { growForest, predictForest } from "./run-forest.js";

export interface CausalForestOptions {
  /** Columns that effects may depend on. @default the study's confounders */
  readonly terms?: readonly string[];
  /** E[Y | X], cross-fitted. @default a random forest of 200 trees with at least max(10, √n / 4) rows in a leaf */
  readonly outcomeModel?: NuisanceOptions;
  /** P(A = 1 | X), cross-fitted. @default such a forest, whose growing leaves keep scores off 0 and 1 by chance */
  readonly propensity?: PropensityOptions;
  /** @default 5 */
  readonly folds?: Folds;
  /** Trees, in pairs that share a half-sample. @default 2000 */
  readonly trees?: number;
  /** Least treated, and least untreated, on each side of a split. @default 5 */
  readonly minNode?: number;
  /** Least share of a node's treatment variation on each side of a split. @default 0.05 */
  readonly alpha?: number;
  /** @default 1 */
  readonly seed?: number;
  /** Results do not depend on it. @default the cores this process may use */
  readonly threads?: number;
}

export interface CausalForest extends Cate {
  readonly standardErrors: Float64Array;
  /** Pointwise interval of each row's effect. */
  interval(level?: number): { readonly low: Float64Array; readonly high: Float64Array };
  /** Effects and their standard errors for the rows of another table. */
  predictWithErrors(
    table: Table,
  ): Promise<{ readonly effects: Float64Array; readonly standardErrors: Float64Array }>;
}

/**
 * The honest causal forest (Athey, Tibshirani & Wager 2019): trees over residuals of outcome and treatment that split
 * where the effect differs most; one half of a tree's rows chooses the splits, the other makes its estimates. Predictions
 * for the study's rows are out of bag.
 *
 * Assumes exchangeability given the confounders, positivity and consistency, and effects that vary smoothly. Pointwise
 * errors come from pairs of trees that share a half-sample; at finite n forests are biased towards the average, so their
 * intervals cover less than their level where effects change fast. The `ate` is doubly robust, not the average of the
 * predictions.
 *
 * @example
 * (await causalForest(study, { trees: 2000, seed: 1 })).ate
 */
export async function causalForest(study: Study, options: CausalForestOptions = {}): Promise<CausalForest> {
  admit(study, "causalForest");
  const { folds = 5, seed = 1 } = options;
  const rules = checkedRules(study, options);
  const design = options.terms ? study.designOf(options.terms, "terms") : study.design;
  if (design.columns.length === 0)
    throw new ArgumentError("a causal forest needs at least one column to split on.");
  const minLeaf = Math.max(10, Math.ceil(Math.sqrt(study.n) / 4));
  const learner = randomForest({ trees: 200, minLeaf });
  const ps = await propensityScore(study, { learner, ...options.propensity, folds, seed });
  const mean = await crossFittedMean(study, {
    role: "outcomeModel",
    target: study.outcome,
    options: { learner, ...options.outcomeModel },
    folds,
    seed,
  });
  const residual = (values: Float64Array, fitted: Float64Array): Float64Array => {
    const left = sharedColumn(study.n);
    for (let i = 0; i < study.n; i++) left[i] = values[i]! - fitted[i]!;
    return left;
  };
  const y = residual(study.outcome, mean.predicted);
  const w = residual(study.treatment, ps.score);
  const { pairs, ...tree } = rules;
  const settings = { seed, clusters: study.clusters, threads: options.threads };
  const forest = await growForest(design.columns, y, w, { ...tree, pairs }, settings);
  const { effects, variances } = await predictForest(forest, design.columns, true, options.threads);
  refuseUndefined(effects);
  const models = `${mean.method} + ${ps.method.replace(", cross-fitted", "")}, ${foldsName(folds)}`;
  const method = `causal forest (${2 * pairs} honest trees; ${models})`;
  const nuisances = combine(study, ps, mean.predicted, effects, method);
  const standardErrors = variances.map(Math.sqrt);
  const predictWithErrors = async (table: Table) => {
    const found = await predictForest(forest, design.transform(table).columns, false, options.threads);
    return { effects: found.effects, standardErrors: found.variances.map(Math.sqrt) };
  };
  return cateParts(study, method, nuisances, seed, effects, standardErrors, predictWithErrors);
}

function cateParts(
  study: Study,
  method: string,
  nuisances: Nuisances,
  seed: number,
  effects: Float64Array,
  standardErrors: Float64Array,
  predictWithErrors: CausalForest["predictWithErrors"],
): CausalForest {
  const interval = (level = 0.95): { low: Float64Array; high: Float64Array } => {
    assertFraction(level, "level");
    const reach = normalQuantile(0.5 + level / 2);
    return {
      low: effects.map((effect, i) => effect - reach * standardErrors[i]!),
      high: effects.map((effect, i) => effect + reach * standardErrors[i]!),
    };
  };
  const parts = {
    study,
    method,
    effects,
    standardErrors,
    ...doublyRobustScores(nuisances, method, seed),
    predict: async (table: Table) => (await predictWithErrors(table)).effects,
    interval,
    predictWithErrors,
  };
  return cate(parts) as CausalForest;
}

function checkedRules(
  study: Study,
  options: CausalForestOptions,
): { pairs: number; minNode: number; alpha: number } {
  const known = [
    "terms",
    "outcomeModel",
    "propensity",
    "folds",
    "trees",
    "minNode",
    "alpha",
    "seed",
    "threads",
  ];
  assertKnownOptions(options, known, "causalForest");
  const { trees = 2000, minNode = 5, alpha = 0.05 } = options;
  assertInteger(trees, "trees", 4);
  assertInteger(minNode, "minNode", 1);
  assertPositive(alpha, "alpha");
  if (alpha > 0.25) throw new ArgumentError(`alpha must be at most 0.25; it was ${alpha}.`);
  if (study.weights) {
    throw new ArgumentError("causalForest does not take survey weights; use drLearner() with a forest.");
  }
  return { pairs: Math.ceil(trees / 2), minNode, alpha };
}

/** E[Y | X] and the effect give both outcome models: m + (1 − e) τ and m − e τ. */
function combine(
  study: Study,
  ps: Nuisances["ps"],
  mean: Float64Array,
  effects: Float64Array,
  method: string,
): Nuisances {
  const model = {
    method,
    treated: mean.map((m, i) => m + (1 - ps.score[i]!) * effects[i]!),
    untreated: mean.map((m, i) => m - ps.score[i]! * effects[i]!),
    influenceOf: () => undefined,
  };
  return { study, ps, model, method };
}

function refuseUndefined(effects: Float64Array): void {
  const missing = effects.reduce((count, effect) => count + (Number.isFinite(effect) ? 0 : 1), 0);
  if (missing > 0) {
    throw new ArgumentError(
      `${missing} of ${effects.length} rows have no tree that can speak of them; grow more trees.`,
    );
  }
}
