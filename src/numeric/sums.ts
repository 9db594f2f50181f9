/** Sums over the rows at some coefficients β: what a maximum-likelihood fit needs to know of the data. */
export interface Sums {
  /** −2·log-likelihood; for least squares the residual sum of squares. */
  readonly deviance: number;
  /** Gradient of the log-likelihood (half that of −deviance). */
  readonly gradient: Float64Array;
  /** Minus the Hessian of the log-likelihood, full and row-major; what is in it is undefined without curvature. */
  readonly hessian: Float64Array;
}

/**
 * Whoever can answer sums: columns in memory, a stream of batches, later a cluster's SQL engine. A fit sees nothing
 * else of the data, so it is the same code for all of them.
 */
export interface SumsProvider {
  /** Number of coefficients. */
  readonly size: number;
  at(beta: Float64Array, curvature: boolean): Promise<Sums>;
}

/** Takes apart sums as kernels write them: deviance, gradient, upper triangle of the Hessian. */
export function unpackSums(packed: Float64Array, size: number): Sums {
  const hessian = packed.slice(1 + size, 1 + size + size * size);
  mirror(hessian, size);
  return { deviance: packed[0]!, gradient: packed.slice(1, 1 + size), hessian };
}

/** Copies the upper triangle of a square matrix to the lower. */
export function mirror(matrix: Float64Array, size: number): void {
  for (let j = 0; j < size; j++)
    for (let k = j + 1; k < size; k++) matrix[k * size + j] = matrix[j * size + k]!;
}
