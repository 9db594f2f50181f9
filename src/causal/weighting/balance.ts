import { assertKnownOptions } from "../../assert.js";
import { ArgumentError } from "../../errors.js";
import { type Chart, chartImage } from "../../plot/chart.js";
import { displayable } from "../../plot/display.js";
import { formatFixed } from "../../plot/format.js";
import { lovePlot } from "../../plot/love-plot.js";
import { type TextTable, tableHtml, tableText } from "../../plot/table.js";
import { groupMoments, standardizedDifference } from "../../stats/standardized-difference.js";
import type { PropensityScore } from "./propensity-score.js";
import type { WeightingEstimand } from "./tilt.js";
import { treatmentWeights } from "./treatment-weights.js";
import type { Weighting } from "./weighting.js";

/** Standardized differences of the confounders before and after weighting. */
export interface Balance {
  readonly estimand: string;
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
 * Balance of a study's confounders under the weights of a propensity score for an estimand (ATE unless said), or
 * under the weights that an estimator found.
 *
 * Differences of (weighted) means are divided by √((s₁² + s₀²) / 2) of the unweighted groups, before and after alike.
 *
 * @example
 * balance(await propensityScore(study))
 * balance((await entropyBalance(study)).weighting)
 */
export function balance(
  of: PropensityScore | Weighting,
  options: { readonly estimand?: WeightingEstimand } = {},
): Balance {
  assertKnownOptions(options, ["estimand"], "balance");
  if ("weights" in of && options.estimand !== undefined) {
    throw new ArgumentError(`these weights are for the ${of.estimand}; leave out estimand.`);
  }
  if ("imputations" in of && of.imputations) return averageBalance(of.imputations, options);
  const { study, estimand, weights } = "weights" in of ? of : treatmentWeights(of, options);
  const rows = study.design.columns.map((column, j): BalanceRow => {
    const raw = groupMoments(column, study.treatment);
    const before = study.weights ? groupMoments(column, study.treatment, study.weights) : raw;
    return {
      name: study.design.names[j]!,
      before: standardizedDifference(before, raw),
      after: standardizedDifference(groupMoments(column, study.treatment, weights), raw),
    };
  });
  return balanceReport(estimand, rows);
}

/** Each difference averaged over the completed studies, under the weights of each. */
function averageBalance(
  imputations: readonly PropensityScore[],
  options: { readonly estimand?: WeightingEstimand },
): Balance {
  const all = imputations.map((ps) => balance(ps, options));
  const mean = (j: number, pick: (row: BalanceRow) => number): number =>
    all.reduce((sum, { rows }) => sum + pick(rows[j]!), 0) / all.length;
  const rows = all[0]!.rows.map(({ name }, j) => ({
    name,
    before: mean(j, (row) => row.before),
    after: mean(j, (row) => row.after),
  }));
  return balanceReport(all[0]!.estimand, rows, `means over ${all.length} imputations`);
}

function balanceReport(estimand: string, rows: readonly BalanceRow[], note?: string): Balance {
  const report = { estimand, rows: Object.freeze(rows), plot: () => lovePlot(rows) };
  const table = (): TextTable => {
    const whole = layout(report);
    return note === undefined ? whole : { ...whole, notes: [...(whole.notes ?? []), note] };
  };
  return displayable(report, {
    text: () => tableText(table()),
    html: async () => `${tableHtml(table())}\n${await chartImage(report.plot())}`,
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
