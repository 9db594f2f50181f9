import type { Chart } from "../../plot/chart.js";
import { chartImage } from "../../plot/chart.js";
import { displayable } from "../../plot/display.js";
import { formatCompact, formatFixed, formatNumber, formatPercent } from "../../plot/format.js";
import { warningHtml } from "../../plot/html.js";
import { levelsOverlapChart } from "../../plot/levels-overlap-chart.js";
import { type TextTable, tableHtml, tableText } from "../../plot/table.js";
import type { ResultWarning } from "../../stats/estimate.js";
import { type GroupWeights, levelWeights, overlapWarnings } from "../positivity.js";
import { inverseWeights } from "./levels-ipw.js";
import type { LevelsPropensity } from "./levels-propensity.js";

/** Whether everybody could have had each level. */
export interface LevelsOverlap {
  readonly groups: readonly GroupWeights[];
  /** Rows whose propensity of a level lies below the least of those who have it. */
  readonly outside: readonly number[];
  /** The smallest propensity of each level in any row. */
  readonly smallest: readonly number[];
  readonly warnings: readonly ResultWarning[];
  /** For each level, its propensity among those who have it and among the others. */
  plot(): Chart;
  toString(): string;
}

export function levelsOverlap(ps: LevelsPropensity): LevelsOverlap {
  const { study, scores } = ps;
  const { levels, treatment } = study;
  const groups = levelWeights(inverseWeights(ps), treatment, levels);
  const least = levels.map((_, k) =>
    scores[k]!.reduce((low, p, i) => (treatment[i] === k ? Math.min(low, p) : low), 1),
  );
  const report = {
    groups,
    outside: scores.map((score, k) => score.reduce((count, p) => count + (p < least[k]! ? 1 : 0), 0)),
    smallest: scores.map((score) => score.reduce((low, p) => Math.min(low, p), 1)),
    warnings: Object.freeze(overlapWarnings("ATE", groups)),
    plot: () =>
      levelsOverlapChart(
        levels.map((level, k) => ({
          level,
          own: scores[k]!.filter((_, i) => treatment[i] === k),
          others: scores[k]!.filter((_, i) => treatment[i] !== k),
        })),
      ),
  };
  const view = (): TextTable => layout(ps, report);
  const lines = report.warnings.map((each) => each.message);
  return displayable(report, {
    text: () => [tableText(view()), ...lines.map((each) => `Warning: ${each}`)].join("\n"),
    html: async () =>
      [tableHtml(view()), await chartImage(report.plot()), ...lines.map(warningHtml)].join("\n"),
  });
}

function layout({ study }: LevelsPropensity, report: Omit<LevelsOverlap, "toString">): TextTable {
  return {
    title: `Overlap of ${study.levels.length} levels of ${study.treatmentName} for the ATE`,
    columns: [
      { name: "", align: "left" },
      { name: "rows" },
      { name: "effective sample size" },
      { name: "largest weight" },
      { name: "its share" },
      { name: "smallest propensity" },
      { name: "rows below all who have it" },
    ],
    rows: report.groups.map((each, k) => [
      each.group,
      formatNumber(each.n, 0),
      formatFixed(each.effectiveSize, 1),
      formatCompact(each.largest),
      formatPercent(each.largestShare),
      formatFixed(report.smallest[k]!, 3),
      formatNumber(report.outside[k]!, 0),
    ]),
    notes: report.warnings.length === 0 ? ["no warning"] : [],
  };
}
