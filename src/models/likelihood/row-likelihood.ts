/**
 * A log-likelihood that is a sum over rows, each seen through one or more linear predictors η₁ … ηₘ with the same
 * columns (a vector generalized linear model, Yee & Wild 1996).
 */
export interface RowLikelihood {
  /** Number of linear predictors, m. */
  readonly predictors: number;
  /**
   * Returns −2·log-likelihood of a row; writes the log-likelihood's m derivatives, and minus its m × m second ones
   * (row-major, symmetric).
   */
  at(y: number, eta: Float64Array, gradient: Float64Array, curvature: Float64Array): number;
}
