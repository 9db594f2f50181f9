import { assertKnownOptions } from "../../assert.js";
import { ArgumentError } from "../../errors.js";
import { type Chart, chartImage } from "../../plot/chart.js";
import { displayable } from "../../plot/display.js";
import { formatFixed } from "../../plot/format.js";
import { lovePlot } from "../../plot/love-plot.js";
import { type TextTable, tableHtml, tableText } from "../../plot/table.js";
import { groupMoments, standardizedDifference } from "../../stats/standardized-difference.js";
import { pairwiseDifferences } from "../levels/levels-balance.js";
import type { LevelsPropensity } from "../levels/levels-propensity.js";
import type { GeneralizedPropensity } from "./generalized-propensity.js";
import type { PropensityScore } from "./propensity-score.js";
import type { WeightingEstimand } from "./tilt.js";
import { treatmentWeights } from "./treatment-weights.js";
import type { Weighting } from "./weighting.js";

/** Standardized differences of the confounders, or their correlations with a dose, before and after weighting. */
export interface Balance {
  readonly estimand: string;
  readonly rows: readonly BalanceRow[];
  /** What the rows are, with their denominator. */
  readonly measure: string;
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
 * For several levels they are the largest difference of any two, over the root of the mean of the levels' unweighted
 * variances (McCaffrey et al. 2013). For a dose they are weighted correlations with it: covariances under the weights over the unweighted standard
 * deviations, which after weighting should be near 0 (Zhu, Coffman & Ghosh 2015).
 *
 * @example
 * balance(await propensityScore(study))
 * balance(await generalizedPropensity(study))
 * balance((await entropyBalance(study)).weighting)
 */
export function balance(
  of: PropensityScore | Weighting | GeneralizedPropensity | LevelsPropensity,
  options: { readonly estimand?: WeightingEstimand } = {},
): Balance {
  assertKnownOptions(options, ["estimand"], "balance");
  if ("density" in of) {
    if (options.estimand !== undefined) {
      throw new ArgumentError("the weights of a dose are for everybody; leave out estimand.");
    }
    return balanceReport("dose", correlations(of), { measure: "correlation" });
  }
  if ("weights" in of && options.estimand !== undefined) {
    throw new ArgumentError(`these weights are for the ${of.estimand}; leave out estimand.`);
  }
  if ("scores" in of) {
    if (options.estimand !== undefined) {
      throw new ArgumentError("the weights of several levels are for everybody; leave out estimand.");
    }
    return balanceReport("ATE", pairwiseDifferences(of), { measure: "largest pairwise difference" });
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
  return balanceReport(all[0]!.estimand, rows, { note: `means over ${all.length} imputations` });
}

/** Correlations of the confounders with the dose, over its unweighted standard deviation and theirs. */
function correlations({ study, weights }: GeneralizedPropensity): BalanceRow[] {
  const { treatment, design } = study;
  const equal = new Float64Array(study.n).fill(1);
  const before = study.weights ?? equal;
  const deviation = (column: Float64Array): number => Math.sqrt(covariance(column, column, equal));
  return design.columns.map((column, j) => {
    const scale = deviation(column) * deviation(treatment);
    const over = (w: Float64Array): number => (scale > 0 ? covariance(column, treatment, w) / scale : 0);
    return { name: design.names[j]!, before: over(before), after: over(weights) };
  });
}

function covariance(x: Float64Array, y: Float64Array, weights: Float64Array): number {
  let [total, sumX, sumY] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    total += weights[i]!;
    sumX += weights[i]! * x[i]!;
    sumY += weights[i]! * y[i]!;
  }
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += weights[i]! * (x[i]! - sumX / total) * (y[i]! - sumY / total);
  return sum / total;
}

interface Reported {
  readonly measure?: "standardized difference" | "correlation" | "largest pairwise difference";
  readonly note?: string;
}

const denominators = {
  "standardized difference": "difference of means / √((s₁² + s₀²) / 2) of the unweighted groups",
  correlation: "covariance with the dose / unweighted standard deviations",
  "largest pairwise difference":
    "largest difference of two levels' means / √(mean of the levels' unweighted variances)",
};

export function balanceReport(
  estimand: string,
  rows: readonly BalanceRow[],
  { measure = "standardized difference", note }: Reported = {},
): Balance {
  const report = {
    estimand,
    rows: Object.freeze(rows),
    measure: denominators[measure],
    plot: () => lovePlot(rows, measure),
  };
  const table = (): TextTable => layout(report, measure, note);
  return displayable(report, {
    text: () => tableText(table()),
    html: async () => `${tableHtml(table())}\n${await chartImage(report.plot())}`,
  });
}

function layout(
  { estimand, rows, measure }: Pick<Balance, "estimand" | "rows" | "measure">,
  name: string,
  note: string | undefined,
): TextTable {
  const worst = rows.reduce((most, row) => Math.max(most, Math.abs(row.after)), 0);
  const beyond = rows.filter((row) => Math.abs(row.after) > 0.1).length;
  return {
    title: `Balance under ${estimand} weights`,
    columns: [
      { name: name.replace("standardized", "std."), align: "left" },
      { name: "before" },
      { name: "after" },
    ],
    rows: rows.map((row) => [row.name, formatFixed(row.before, 3), formatFixed(row.after, 3)]),
    notes: [
      measure,
      `largest after weighting ${formatFixed(worst, 3)}; ${beyond} of ${rows.length} beyond 0.1`,
      ...(note === undefined ? [] : [note]),
    ],
  };
}
