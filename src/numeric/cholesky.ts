/** A = L Lᵀ of a symmetric positive definite matrix, ready to solve. */
export interface Cholesky {
  /** Columns that depend linearly on earlier ones; empty where A is positive definite. */
  readonly dependent: readonly number[];
  /** Solves A x = b, written to `x`, which may be b; components of dependent columns are 0. @default x a new array */
  solve(b: Float64Array, x?: Float64Array): Float64Array;
  /** Solves Lᵀ x = z: of standard normal z it makes a draw with covariance A⁻¹. */
  drawInverse(z: Float64Array): Float64Array;
  logDeterminant(): number;
}

/**
 * Cholesky factor of the p × p matrix `a` (row-major). A pivot below `tolerance` times its diagonal element marks the
 * column as dependent: for a cross-product that is 1 − R² of the column given the earlier ones. The factor is written to
 * `l`, by default a new array, as long as the last one is not needed any more.
 */
export function cholesky(
  a: Float64Array,
  p: number,
  tolerance = 1e-11,
  l: Float64Array = new Float64Array(p * p),
): Cholesky {
  const dependent: number[] = [];
  for (let j = 0; j < p; j++) {
    let pivot = a[j * p + j]!;
    for (let k = 0; k < j; k++) pivot -= l[j * p + k]! ** 2;
    if (!(pivot > tolerance * a[j * p + j]!)) {
      dependent.push(j);
      for (let i = j; i < p; i++) l[i * p + j] = 0;
      continue;
    }
    const root = Math.sqrt(pivot);
    l[j * p + j] = root;
    for (let i = j + 1; i < p; i++) {
      let sum = a[i * p + j]!;
      for (let k = 0; k < j; k++) sum -= l[i * p + k]! * l[j * p + k]!;
      l[i * p + j] = sum / root;
    }
  }
  return {
    dependent,
    solve: (b, x = new Float64Array(p)) => solve(l, b, p, x),
    drawInverse: (z) => solveTransposed(l, Float64Array.from(z), p),
    logDeterminant: () => {
      let sum = 0;
      for (let j = 0; j < p; j++) if (l[j * p + j]! > 0) sum += 2 * Math.log(l[j * p + j]!);
      return sum;
    },
  };
}

function solve(l: Float64Array, b: Float64Array, p: number, x: Float64Array): Float64Array {
  for (let i = 0; i < p; i++) {
    let sum = b[i]!;
    for (let k = 0; k < i; k++) sum -= l[i * p + k]! * x[k]!;
    x[i] = l[i * p + i] === 0 ? 0 : sum / l[i * p + i]!;
  }
  return solveTransposed(l, x, p);
}

function solveTransposed(l: Float64Array, x: Float64Array, p: number): Float64Array {
  for (let i = p - 1; i >= 0; i--) {
    let sum = x[i]!;
    for (let k = i + 1; k < p; k++) sum -= l[k * p + i]! * x[k]!;
    x[i] = l[i * p + i] === 0 ? 0 : sum / l[i * p + i]!;
  }
  return x;
}
