import type { Columns } from "../numeric/columns.js";
import type { SparseColumns } from "../numeric/sparse-columns.js";
import type { Stream } from "../stats/random.js";

/** The columns that a learner sees, with their names. An intercept is the learner's own affair, never a column. */
export interface Features extends Columns {
  readonly names: readonly string[];
}

/**
 * Columns of which most values are 0, as `designMatrix(…, { sparse: true })` and `sparseDesign` make them: the values
 * stored of column j stand at `starts[j] … starts[j + 1] − 1`, in ascending order of their rows.
 */
export interface SparseFeatures extends SparseColumns {
  readonly names: readonly string[];
}

export interface FitOptions {
  /** Non-negative weights of the rows. @default all 1 */
  readonly weights?: Float64Array | undefined;
  /**
   * How many equal rows each row stands for, its y being their mean: a shorter way to say the same data, for learners
   * that take it (`takesCounts`).
   */
  readonly counts?: Float64Array | undefined;
  /** Randomness of the fit; learners that draw nothing ignore it. */
  readonly stream?: Stream | undefined;
  /** Stops the fit. Without one, a long fit hears the user's interrupt by itself. */
  readonly signal?: AbortSignal | undefined;
  /** Results do not depend on it. @default the cores this process may use, or `$TXLAB_THREADS` */
  readonly threads?: number | undefined;
}

/**
 * An immutable recipe. `fit` never changes it, and returns a model that predicts the mean of y: for a 0/1 outcome and
 * a classifier, the probability of 1.
 */
export interface Learner {
  readonly name: string;
  /** Rows of weight 0 leave no trace in the fit, so that a subset of rows can be had without copying columns. */
  readonly ignoresZeroWeights?: boolean;
  /** Whether the fit takes `counts`. */
  readonly takesCounts?: boolean;
  fit(x: Features, y: Float64Array, options?: FitOptions): Promise<FittedModel>;
  /**
   * Fits without each fold in turn, all together, for little more than the cost of one fit. Absent where there is no
   * better way than one fit after the other.
   */
  readonly fitHeldOut?: (
    x: Features,
    y: Float64Array,
    rows: HeldOutRows,
    options?: FitOptions,
  ) => Promise<HeldOutFits>;
}

/** Which rows are left out together, and which are fitted together. */
export interface HeldOutRows {
  /** Fold of each row, from 0 to `folds` − 1. */
  readonly fold: Int32Array;
  readonly folds: number;
  /** Rows of each part have fits of their own; −1 is in none. @default one part, of all rows */
  readonly part?: Int8Array | undefined;
  readonly parts: number;
}

/** Fits that each leave out a fold, one for each fold and part. */
export interface HeldOutFits {
  /** For each part, the prediction of every row of a table like that of the fit by the fit without the row's fold. */
  predict(x: Features): Promise<readonly Float64Array[]>;
}

export interface FittedModel {
  readonly name: string;
  /** Predicted mean (probability) of each row; columns are matched by name. */
  predict(x: Features): Float64Array;
  /**
   * What the fit has learned of the columns, kept for other outcomes of its training rows, as a forest's splits; ready to
   * predict the rows of `x`. Absent where nothing in the fit would stay.
   */
  readonly keep?: (x: Features) => KeptFit;
  toJSON(): object;
  toString(): string;
}

/** A fit whose predictions are means of its training outcomes with weights that stay. */
export interface KeptFit {
  /** Predictions of the rows that it was made ready for, with these outcomes of the training rows. */
  predict(y: Float64Array): Float64Array;
  /** The model with these outcomes. */
  model(y: Float64Array): FittedModel;
}

/** A learner that takes sparse columns too, and never fills in their zeros. */
export interface SparseLearner extends Learner {
  fit(x: Features | SparseFeatures, y: Float64Array, options?: FitOptions): Promise<SparseModel>;
}

export interface SparseModel extends FittedModel {
  /** Predicted mean (probability) of each row; columns, dense or sparse, are matched by name. */
  predict(x: Features | SparseFeatures): Float64Array;
}

/**
 * A model whose coefficients solve estimating equations, so that an estimator that uses its predictions can count
 * their uncertainty (Stefanski & Boos 2002): with β̂'s influence values φᵢ, a quantity that depends on β through the
 * gradient g has the extra influence gᵀφᵢ.
 */
export interface ParametricModel extends FittedModel {
  readonly coefficients: Float64Array;
  readonly coefficientNames: readonly string[];
  /** Σᵢ cᵢ ∂μ(xᵢ)/∂β, one number per coefficient. */
  predictionGradient(x: Features, c: Float64Array): Float64Array;
  /** gᵀφᵢ for each row of the training data, scaled so that β̂ − β ≈ (1/n) Σ φᵢ with n the number of those rows. */
  coefficientInfluence(gradient: Float64Array): Float64Array;
}

/** A model of which class a row belongs to. Its `predict` gives the mean of y, Σₖ classₖ pₖ. */
export interface ClassifierModel extends FittedModel {
  /** The values that y takes, ascending. */
  readonly classes: Float64Array;
  /** One column for each of `classes`, in their order; each row sums to 1. */
  predictProbabilities(x: Features): Float64Array[];
}

export function isSparse(x: Features | SparseFeatures): x is SparseFeatures {
  return "rowIndices" in x;
}

export function isParametric(model: FittedModel): model is ParametricModel {
  return "coefficientInfluence" in model;
}

export function isClassifier(model: FittedModel): model is ClassifierModel {
  return "predictProbabilities" in model;
}
