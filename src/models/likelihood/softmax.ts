import type { RowLikelihood } from "./row-likelihood.js";

/** The multinomial likelihood of y = 0 … m, the number of a class; ηₖ is the log-odds of class k against class 0. */
export function softmaxLikelihood(classes: number): RowLikelihood {
  const m = classes - 1;
  return {
    predictors: m,
    at: (y, eta, gradient, curvature) => {
      let most = 0;
      for (let a = 0; a < m; a++) if (eta[a]! > most) most = eta[a]!;
      let sum = Math.exp(-most);
      for (let a = 0; a < m; a++) sum += Math.exp(eta[a]! - most);
      for (let a = 0; a < m; a++) {
        const p = Math.exp(eta[a]! - most) / sum;
        gradient[a] = Number(y === a + 1) - p;
        for (let b = 0; b < a; b++) {
          const cross = -p * (Math.exp(eta[b]! - most) / sum);
          curvature[a * m + b] = cross;
          curvature[b * m + a] = cross;
        }
        curvature[a * m + a] = p * (1 - p);
      }
      const own = y === 0 ? 0 : eta[y - 1]!;
      return 2 * (most + Math.log(sum) - own);
    },
  };
}

/** Turns the log-odds against the first class, one column for each other class, into probabilities of all classes. */
export function softmaxColumns(etas: readonly Float64Array[]): Float64Array[] {
  const rows = etas[0]!.length;
  const columns = Array.from({ length: etas.length + 1 }, () => new Float64Array(rows));
  for (let i = 0; i < rows; i++) {
    let most = 0;
    for (const eta of etas) if (eta[i]! > most) most = eta[i]!;
    let sum = Math.exp(-most);
    for (const eta of etas) sum += Math.exp(eta[i]! - most);
    columns.forEach((column, k) => {
      column[i] = Math.exp((k === 0 ? 0 : etas[k - 1]![i]!) - most) / sum;
    });
  }
  return columns;
}
