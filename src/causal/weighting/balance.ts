import { assertKnownOptions, assertOneOf } from "../../assert.js";
import { type Chart, chartImage } from "../../plot/chart.js";
import { displayable } from "../../plot/display.js";
import { formatFixed } from "../../plot/format.js";
import { lovePlot } from "../../plot/love-plot.js";
import { type TextTable, tableHtml, tableText } from "../../plot/table.js";
import { groupMoments, standardizedDifference } from "../../stats/standardized-difference.js";
import type { PropensityScore } from "./propensity-score.js";
import { balancingWeights, type WeightingEstimand, weightingEstimands } from "./tilt.js";

/** Standardized differences of the confounders before and after weighting. */
export interface Balance {
  readonly estimand: WeightingEstimand;
  readonly rows: readonly BalanceRow[];
  /** The love plot. */
  plot(): Chart;
  toString(): string;
}

export interface BalanceRow {
  readonly name: string;
  readonly before: number;
  readonly after: number;
}

/**
 * Balance of a study's confounders under the weights of an estimand (ATE unless said).
 *
 * Differences of (weighted) means are divided by √((s₁² + s₀²) / 2) of the unweighted groups, before and after alike.
 */
export function balance(
  ps: PropensityScore,
  options: { readonly estimand?: WeightingEstimand } = {},
): Balance {
  assertKnownOptions(options, ["estimand"], "balance");
  const { estimand = "ATE" } = options;
  assertOneOf(estimand, "estimand", weightingEstimands);
  const { study, score } = ps;
  const weights = balancingWeights(estimand, study.treatment, score, study.weights);
  const rows = study.design.columns.map((column, j): BalanceRow => {
    const raw = groupMoments(column, study.treatment);
    const before = study.weights ? groupMoments(column, study.treatment, study.weights) : raw;
    return {
      name: study.design.names[j]!,
      before: standardizedDifference(before, raw),
      after: standardizedDifference(groupMoments(column, study.treatment, weights), raw),
    };
  });
  const report = { estimand, rows: Object.freeze(rows), plot: () => lovePlot(rows) };
  return displayable(report, {
    text: () => tableText(layout(report)),
    html: async () => `${tableHtml(layout(report))}\n${await chartImage(report.plot())}`,
  });
}

function layout({ estimand, rows }: Pick<Balance, "estimand" | "rows">): TextTable {
  const worst = rows.reduce((most, row) => Math.max(most, Math.abs(row.after)), 0);
  const beyond = rows.filter((row) => Math.abs(row.after) > 0.1).length;
  return {
    title: `Balance under ${estimand} weights`,
    columns: [{ name: "std. difference", align: "left" }, { name: "before" }, { name: "after" }],
    rows: rows.map((row) => [row.name, formatFixed(row.before, 3), formatFixed(row.after, 3)]),
    notes: [
      "difference of means / √((s₁² + s₀²) / 2) of the unweighted groups",
      `largest after weighting ${formatFixed(worst, 3)}; ${beyond} of ${rows.length} beyond 0.1`,
    ],
  };
}
