import { assertKnownOptions, assertOneOf } from "../../assert.js";
import { type Chart, chartImage } from "../../plot/chart.js";
import { displayable } from "../../plot/display.js";
import { formatCompact, formatFixed, formatNumber, formatPercent } from "../../plot/format.js";
import { warningHtml } from "../../plot/html.js";
import { overlapChart } from "../../plot/overlap-chart.js";
import { type TextTable, tableHtml, tableText } from "../../plot/table.js";
import type { ResultWarning } from "../../stats/estimate.js";
import { type LevelsOverlap, levelsOverlap } from "../levels/levels-overlap.js";
import type { LevelsPropensity } from "../levels/levels-propensity.js";
import { type GroupWeights, groupWeights, overlapWarnings } from "../positivity.js";
import type { PropensityScore } from "./propensity-score.js";
import { balancingWeights, type WeightingEstimand, weightingEstimands } from "./tilt.js";
import { crumpThreshold, sharedRange } from "./trim.js";

/** Whether treated and untreated are alike enough for an estimand. */
export interface Overlap {
  readonly estimand: WeightingEstimand;
  /** Treated first. */
  readonly groups: readonly [GroupWeights, GroupWeights];
  /** Propensities that occur in both groups. */
  readonly commonSupport: readonly [number, number];
  /** Rows whose propensity lies beyond the other group's range. */
  readonly outsideSupport: number;
  /** Who `trim` would leave out: rows beyond 0.1 to 0.9, and beyond Crump's range [α, 1 − α]. */
  readonly wouldTrim: { readonly fixed: number; readonly crump: number; readonly crumpThreshold: number };
  readonly warnings: readonly ResultWarning[];
  /** Mirrored histograms of the propensity score. */
  plot(): Chart;
  toString(): string;
}

/**
 * Overlap of a treatment with several levels: what inverse-probability weights leave of each level, the smallest
 * propensity of each, and how many rows lie below all who have it.
 */
export function overlap(ps: LevelsPropensity): LevelsOverlap;
/**
 * Overlap of a propensity score for an estimand (ATE unless said): what the weights leave of each group, the range
 * that the groups share, and a warning where an estimate would rest on a few rows. Of a treatment with several levels
 * the same, level by level.
 */
export function overlap(ps: PropensityScore, options?: { readonly estimand?: WeightingEstimand }): Overlap;
export function overlap(
  ps: PropensityScore | LevelsPropensity,
  options: { readonly estimand?: WeightingEstimand } = {},
): Overlap | LevelsOverlap {
  assertKnownOptions(options, "scores" in ps ? [] : ["estimand"], "overlap");
  if ("scores" in ps) return levelsOverlap(ps);
  const { estimand = "ATE" } = options;
  assertOneOf(estimand, "estimand", weightingEstimands);
  const { study, score } = ps;
  const groups = groupWeights(
    balancingWeights(estimand, study.treatment, score, study.weights),
    study.treatment,
  );
  const [low, high] = sharedRange(score, study.treatment);
  const report = {
    estimand,
    groups,
    commonSupport: [low, high] as const,
    outsideSupport: score.reduce((count, e) => count + (e < low || e > high ? 1 : 0), 0),
    wouldTrim: wouldTrim(score),
    warnings: Object.freeze(overlapWarnings(estimand, groups)),
    plot: () => overlapChart(split(score, study.treatment, 1), split(score, study.treatment, 0)),
  };
  const view = (): TextTable => layout(report, study.n);
  return displayable(report, {
    text: () => [tableText(view()), ...report.warnings.map((each) => `Warning: ${each.message}`)].join("\n"),
    html: async () =>
      [
        tableHtml(view()),
        await chartImage(report.plot()),
        ...report.warnings.map((each) => warningHtml(each.message)),
      ].join("\n"),
  });
}

function layout(report: Omit<Overlap, "toString">, n: number): TextTable {
  const [low, high] = report.commonSupport;
  return {
    title: `Overlap for the ${report.estimand}`,
    columns: [
      { name: "", align: "left" },
      { name: "rows" },
      { name: "effective sample size" },
      { name: "largest weight" },
      { name: "its share" },
    ],
    rows: report.groups.map((each) => [
      each.group,
      formatNumber(each.n, 0),
      formatFixed(each.effectiveSize, 1),
      formatCompact(each.largest),
      formatPercent(each.largestShare),
    ]),
    notes: [
      `common support ${formatFixed(low, 3)} to ${formatFixed(high, 3)}; ${formatNumber(report.outsideSupport, 0)} rows (${formatPercent(report.outsideSupport / n)}) beyond it`,
      `trimming to 0.1–0.9 would leave out ${formatNumber(report.wouldTrim.fixed, 0)}, Crump's range (α ${formatFixed(report.wouldTrim.crumpThreshold, 3)}) ${formatNumber(report.wouldTrim.crump, 0)}`,
      ...(report.warnings.length === 0 ? ["no warning"] : []),
    ],
  };
}

function wouldTrim(score: Float64Array): Overlap["wouldTrim"] {
  const beyond = (alpha: number): number =>
    score.reduce((count, e) => count + (e < alpha || e > 1 - alpha ? 1 : 0), 0);
  const alpha = crumpThreshold(score);
  return { fixed: beyond(0.1), crump: beyond(alpha), crumpThreshold: alpha };
}

function split(score: Float64Array, treatment: Float64Array, group: number): Float64Array {
  return score.filter((_, i) => treatment[i] === group);
}
