/** What a caller gets when something is wrong: which argument or column, what it was, and the remedy. */

/** An argument is not what the function takes. */
export class ArgumentError extends Error {
  override readonly name: string = "ArgumentError";
}

/** The data cannot be used as asked: missing values, an unknown column, a level never seen. */
export class DataError extends Error {
  override readonly name: string = "DataError";
}

/** Some rows have no chance of one treatment, so the effect is not identified there. */
export class PositivityError extends Error {
  override readonly name: string = "PositivityError";
}

/** Columns are linearly dependent, so coefficients are not determined. */
export class RankError extends Error {
  override readonly name: string = "RankError";
}

/** An iterative method stopped before it met its tolerance. */
export class ConvergenceError extends Error {
  override readonly name: string = "ConvergenceError";
}

/** The caller asked for the work to stop. */
export class InterruptedError extends Error {
  override readonly name: string = "InterruptedError";
}
