// A logistic regression of the tests' own, so that what the generators promise is checked without the library's estimators.

/** Coefficients by Newton's method; the first column of `x` is the intercept. */
export function fitLogistic(x: readonly number[][], y: ArrayLike<number>): number[] {
  const p = x[0]!.length;
  let beta = new Array<number>(p).fill(0);
  for (let iteration = 0; iteration < 12; iteration++) {
    const gradient = new Array<number>(p).fill(0);
    const hessian = Array.from({ length: p }, () => new Array<number>(p).fill(0));
    for (let i = 0; i < x.length; i++) {
      const row = x[i]!;
      const risk = predictLogistic(beta, row);
      for (let j = 0; j < p; j++) {
        gradient[j]! += row[j]! * (y[i]! - risk);
        for (let k = 0; k <= j; k++) hessian[j]![k]! += risk * (1 - risk) * row[j]! * row[k]!;
      }
    }
    for (let j = 0; j < p; j++) for (let k = j + 1; k < p; k++) hessian[j]![k] = hessian[k]![j]!;
    beta = beta.map((value, j) => value + solve(hessian, gradient)[j]!);
  }
  return beta;
}

export function predictLogistic(beta: readonly number[], row: readonly number[]): number {
  return 1 / (1 + Math.exp(-row.reduce((sum, value, j) => sum + value * beta[j]!, 0)));
}

/** Gaussian elimination with partial pivoting. */
function solve(matrix: readonly number[][], right: readonly number[]): number[] {
  const a = matrix.map((row, i) => [...row, right[i]!]);
  const n = a.length;
  for (let c = 0; c < n; c++) {
    const pivot = a
      .slice(c)
      .reduce((best, row, i) => (Math.abs(row[c]!) > Math.abs(a[best]![c]!) ? c + i : best), c);
    [a[c], a[pivot]] = [a[pivot]!, a[c]!];
    for (let r = c + 1; r < n; r++) {
      const factor = a[r]![c]! / a[c]![c]!;
      for (let k = c; k <= n; k++) a[r]![k]! -= factor * a[c]![k]!;
    }
  }
  const result = new Array<number>(n).fill(0);
  for (let r = n - 1; r >= 0; r--) {
    let rest = a[r]![n]!;
    for (let k = r + 1; k < n; k++) rest -= a[r]![k]! * result[k]!;
    result[r] = rest / a[r]![r]!;
  }
  return result;
}
