import type { Study } from "../../cohort/causal-study.js";
import { displayable } from "../../plot/display.js";
import { formatCompact, formatFixed, formatNumber, formatPercent } from "../../plot/format.js";
import { type TextTable, tableHtml, tableText } from "../../plot/table.js";
import { type GroupWeights, groupWeights } from "../positivity.js";

/** Weights that make the treated and the untreated of a study alike, however they were found. */
export interface Weighting {
  readonly study: Study;
  readonly estimand: string;
  /** How the weights were found, in words. */
  readonly method: string;
  /** One weight per row of the study; 0 where a row is not used. */
  readonly weights: Float64Array;
  /** What the weights leave of each group, the treated first. */
  readonly groups: readonly [GroupWeights, GroupWeights];
  toString(): string;
}

export function weighting(study: Study, estimand: string, method: string, weights: Float64Array): Weighting {
  const value = { study, estimand, method, weights, groups: groupWeights(weights, study.treatment) };
  Object.defineProperty(value, "toJSON", {
    value: () => ({ estimand, method, groups: value.groups }),
    enumerable: false,
  });
  return displayable(value, {
    text: () => tableText(layout(value)),
    html: () => tableHtml(layout(value)),
  });
}

function layout({ estimand, method, weights, groups }: Omit<Weighting, "toString">): TextTable {
  return {
    title: `${estimand} weights (${method})`,
    columns: [
      { name: "", align: "left" },
      { name: "rows" },
      { name: "effective sample size" },
      { name: "largest weight" },
      { name: "its share" },
    ],
    rows: groups.map((each) => [
      each.group,
      formatNumber(each.n, 0),
      formatFixed(each.effectiveSize, 1),
      formatCompact(each.largest),
      formatPercent(each.largestShare),
    ]),
    notes: [`mean weight ${formatCompact(weights.reduce((sum, w) => sum + w, 0) / weights.length)}`],
  };
}
