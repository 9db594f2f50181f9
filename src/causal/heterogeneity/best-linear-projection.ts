import { type EstimateSet, estimateSet } from "../../stats/estimate-set.js";
import type { Cate } from "./cate.js";
import { regressScores } from "./score-regression.js";

/**
 * The best linear projection of the effect on terms (Semenova & Chernozhukov 2021): doubly robust scores regressed on
 * them, with robust errors. Says how effects go with the terms on average, whatever their true shape. Terms are measured
 * from their means, so that the intercept is the average effect.
 *
 * @example
 * bestLinearProjection(forest, ["age", "sofa"]).get("sofa")
 */
export function bestLinearProjection(cate: Cate, terms: readonly string[]): EstimateSet {
  const { study } = cate;
  const design = study.designOf(terms, "terms");
  const total = (study.weights ?? new Float64Array(study.n).fill(1)).reduce((sum, w) => sum + w, 0);
  const centered = design.columns.map((column) => {
    const mean = column.reduce((sum, value, i) => sum + (study.weights?.[i] ?? 1) * value, 0) / total;
    return column.map((value) => value - mean);
  });
  const columns = {
    "(average)": new Float64Array(study.n).fill(1),
    ...Object.fromEntries(design.names.map((name, j) => [name, centered[j]!])),
  };
  return estimateSet(
    `Best linear projection of the effect of ${study.treatmentName} on ${study.outcomeName}`,
    regressScores(cate, columns, "regression of doubly robust scores"),
  );
}
