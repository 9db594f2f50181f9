import {
  assertFinite,
  assertInteger,
  assertKnownOptions,
  assertOneOf,
  assertPositive,
  show,
} from "../assert.js";
import { ArgumentError } from "../errors.js";
import {
  type Features,
  type FitOptions,
  isSparse,
  type SparseFeatures,
  type SparseLearner,
} from "./learner.js";
import { type FoldChoice, foldsOf } from "./out-of-fold.js";
import { chooseLambda, crossValidateLambda } from "./penalized/cross-validate-lambda.js";
import { fitSparse, type PenalizedRecipe } from "./penalized/fit-sparse.js";
import { type PenalizedModel, penalizedModel } from "./penalized/penalized-model.js";
import { defaultLambdas, fitPath, type PenalizedFamily, startPath } from "./penalized/penalized-path.js";
import { asWork, checkBothOutcomes, prepareTraining } from "./training.js";

export interface PenalizedOptions {
  /** @default "squared" */
  readonly family?: PenalizedFamily;
  /**
   * The penalty, which is one of `lambdas` where there are any, or how cross-validation chooses it: where its loss is
   * least, or within one standard error of that. @default "min"
   */
  readonly lambda?: number | "min" | "1se";
  /**
   * Penalties to choose from, descending. @default 100, from the least that leaves no slope to 1e-4 of it (1e-2 where
   * rows are few or columns sparse; those of sparse columns end where one explains less than 1e-5 more than the last)
   */
  readonly lambdas?: readonly number[];
  /** How many folds, or the fold of each row. @default 10 */
  readonly folds?: FoldChoice;
}

export interface ElasticNetOptions extends PenalizedOptions {
  /** Share of the absolute penalty; the rest is quadratic. @default 0.5 */
  readonly mixing?: number;
}

export interface PenalizedLearner extends SparseLearner {
  fit(x: Features | SparseFeatures, y: Float64Array, options?: FitOptions): Promise<PenalizedModel>;
}

/**
 * The elastic net (Zou & Hastie 2005; Friedman, Hastie & Tibshirani 2010): minimizes
 *
 * Σ wᵢ·lossᵢ / Σ wᵢ + λ·(mixing·Σ|βⱼ| + ½(1 − mixing)·Σβⱼ²)
 *
 * with lossᵢ = ½(yᵢ − ηᵢ)² or the negative log-likelihood of a logistic model. Columns are standardized (by their
 * standard deviation with divisor Σ w) for the penalty, and coefficients are given for the raw ones; the intercept is
 * not penalized. Constant columns get the coefficient 0, and there may be more columns than rows.
 *
 * Sparse columns are centred without filling in their zeros: columns that the sequential strong rule (Tibshirani et al.
 * 2012) leaves out are checked at the end of each fit, and the coefficients are those of the same dense columns to the
 * tolerance of the fit. Folds run in worker threads and share one matrix. A default path of sparse columns that ends
 * early says why in `path.ended`; how far each fit is from a minimum is in `path.violations`, usually below 1e-6 of λ.
 *
 * λ chosen by cross-validation is compared on the same penalties in all folds. Random folds come from the fit's stream.
 *
 * @example
 * const model = await elasticNet({ mixing: 0.5, folds: 5 }).fit(x, y, { stream: randomStream(7) });
 */
export function elasticNet(options: ElasticNetOptions = {}): PenalizedLearner {
  assertKnownOptions(options, ["mixing", "family", "lambda", "lambdas", "folds"], "elasticNet");
  const { mixing = 0.5 } = options;
  assertFinite(mixing, "mixing");
  if (mixing < 0 || mixing > 1) throw new ArgumentError(`mixing must be from 0 to 1; it was ${mixing}.`);
  return penalizedLearner("elastic net", mixing, options);
}

/** The learner behind elasticNet, lasso and ridge. */
export function penalizedLearner(
  name: PenalizedModel["name"],
  mixing: number,
  options: PenalizedOptions,
): PenalizedLearner {
  const { family = "squared", lambda = "min", lambdas, folds = 10 } = options;
  assertOneOf(family, "family", ["squared", "logistic"]);
  if (typeof lambda === "number") assertPositive(lambda, "lambda");
  else assertOneOf(lambda, "lambda", ["min", "1se"]);
  if (lambdas) checkLambdas(lambdas);
  if (lambdas && typeof lambda === "number" && !lambdas.includes(lambda))
    throw new ArgumentError(`lambda must be one of the ${lambdas.length} lambdas; it was ${lambda}.`);
  if (typeof folds === "number") assertInteger(folds, "folds", 2);
  const recipe = { name, family, mixing, lambda, lambdas, folds };
  const label = name.charAt(0).toUpperCase() + name.slice(1);
  return {
    name,
    fit: (x, y, fitOptions = {}) =>
      asWork(label, x, fitOptions, (inner) => fitPenalized(recipe, x, y, inner)),
  };
}

async function fitPenalized(
  recipe: PenalizedRecipe,
  x: Features | SparseFeatures,
  y: Float64Array,
  options: FitOptions,
): Promise<PenalizedModel> {
  const { name, family, mixing, lambda } = recipe;
  if (isSparse(x)) return fitSparse(recipe, x, y, options);
  const training = await prepareTraining(x, y, options);
  if (family === "logistic") checkBothOutcomes(training);
  const start = await startPath(training, family);
  if (typeof lambda === "number") {
    const path = await fitPath(start, Float64Array.from(recipe.lambdas ?? [lambda]), mixing);
    const chosen = path.lambdas.indexOf(lambda);
    return penalizedModel({ name, family, names: x.names, path, chosen, crossValidation: undefined });
  }
  const lambdas = recipe.lambdas ? Float64Array.from(recipe.lambdas) : defaultLambdas(start, mixing);
  const path = await fitPath(start, lambdas, mixing);
  const folds = foldsOf(recipe.folds, y, options.stream);
  const crossValidation = await crossValidateLambda(x, y, options, { family, mixing, lambdas }, folds);
  const chosen = chooseLambda(crossValidation, lambda);
  return penalizedModel({ name, family, names: x.names, path, chosen, crossValidation });
}

function checkLambdas(lambdas: readonly number[]): void {
  const wrong = lambdas.findIndex((value, k) => !(value > 0) || (k > 0 && value >= lambdas[k - 1]!));
  if (lambdas.length === 0 || wrong >= 0) {
    throw new ArgumentError(
      `lambdas must be positive and descending; ${lambdas.length === 0 ? "there were none" : `number ${wrong} was ${show(lambdas[wrong])}`}.`,
    );
  }
}
