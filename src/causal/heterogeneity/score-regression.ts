import { RankError } from "../../errors.js";
import { cholesky } from "../../numeric/cholesky.js";
import { innerProduct } from "../../numeric/row-products.js";
import { type Estimate, estimate } from "../../stats/estimate.js";
import type { Cate } from "./cate.js";

/** Least squares of the doubly robust scores on named columns, with robust influence values of each coefficient. */
export function regressScores(
  { study, scores, ate }: Pick<Cate, "study" | "scores" | "ate">,
  columns: Readonly<Record<string, Float64Array>>,
  method: string,
): Record<string, Estimate> {
  const names = Object.keys(columns);
  const z = Object.values(columns);
  const { n, weights } = study;
  const weighted = z.map((column) => (weights ? column.map((value, i) => value * weights[i]!) : column));
  const k = z.length;
  const gram = new Float64Array(k * k);
  for (let j = 0; j < k; j++)
    for (let l = 0; l < k; l++) gram[j * k + l] = innerProduct(weighted[j]!, z[l]!) / n;
  const factor = cholesky(gram, k);
  if (factor.dependent.length > 0) {
    const named = factor.dependent.map((j) => `"${names[j]}"`).join(", ");
    throw new RankError(`${named}: constant or a linear combination of the others; drop it.`);
  }
  const beta = factor.solve(Float64Array.from(weighted, (column) => innerProduct(column, scores) / n));
  const residual = scores.map((score, i) =>
    z.reduce((left, column, j) => left - beta[j]! * column[i]!, score),
  );
  const one = (name: string, j: number): Estimate => {
    const row = factor.solve(Float64Array.from({ length: k }, (_, l) => (l === j ? 1 : 0)));
    const values = residual.map(
      (r, i) => r * weighted.reduce((sum, column, l) => sum + row[l]! * column[i]!, 0),
    );
    return estimate({
      estimand: name,
      method,
      value: beta[j]!,
      influence: { values, units: study.units, clusters: study.clusters },
      n,
      seed: ate.seed,
    });
  };
  return Object.fromEntries(names.map((name, j) => [name, one(name, j)]));
}
