import type { MatrixKind } from "./block.js";

/** Sums over the rows at some coefficients β: what a maximum-likelihood fit needs to know of the data. */
export interface Sums {
  /** −2·log-likelihood; for least squares the residual sum of squares. */
  readonly deviance: number;
  /** Gradient of the log-likelihood (half that of −deviance). */
  readonly gradient: Float64Array;
  /** What was asked for, full and row-major: minus the Hessian, or the sum of squares of the rows' gradients. */
  readonly matrix: Float64Array;
  /** The same over the provider's part alone, where it has one. */
  readonly part?: Sums | undefined;
}

/**
 * Whoever can answer sums: columns in memory, a stream of batches, later a cluster's SQL engine. A fit sees nothing
 * else of the data, so it is the same code for all of them.
 */
export interface SumsProvider {
  /** Number of coefficients. */
  readonly size: number;
  at(beta: Float64Array, matrix: MatrixKind): Promise<Sums>;
  /** Answers for a fixed part of the rows, at little cost. */
  readonly part?: SumsProvider | undefined;
}

/** Takes apart sums as kernels write them: deviance, gradient, upper triangle of the matrix. */
export function unpackSums(packed: Float64Array, size: number): Sums {
  const matrix = packed.slice(1 + size, 1 + size + size * size);
  mirror(matrix, size);
  return { deviance: packed[0]!, gradient: packed.slice(1, 1 + size), matrix };
}

/** Copies the upper triangle of a square matrix to the lower. */
function mirror(matrix: Float64Array, size: number): void {
  for (let j = 0; j < size; j++)
    for (let k = j + 1; k < size; k++) matrix[k * size + j] = matrix[j * size + k]!;
}
