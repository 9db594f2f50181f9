import type { Cell, DefinedCell } from "./cell.js";
import type { Family } from "./compare.js";

/** How far the judged groups of a grouping lie apart, with the two groups named. */
export interface Spread {
  readonly metric: string;
  readonly grouping: string;
  readonly highest: DefinedCell | undefined;
  readonly lowest: DefinedCell | undefined;
  /** Highest minus lowest; NaN with fewer than two judged groups. */
  readonly difference: number;
  /** Lowest over highest; NaN where that is 0 / 0. */
  readonly ratio: number;
  /** Groups left out because they are too small or undefined. */
  readonly leftOut: readonly string[];
}

export function spread({ metric, grouping, cells }: Pick<Family, "metric" | "grouping" | "cells">): Spread {
  const judged = cells.filter(isJudged).sort((a, b) => a.estimate.value - b.estimate.value);
  const [lowest, highest] = [judged[0], judged[judged.length - 1]];
  const enough = judged.length > 1;
  return {
    metric: metric.name,
    grouping: grouping.name,
    highest,
    lowest,
    difference: enough ? highest!.estimate.value - lowest!.estimate.value : Number.NaN,
    ratio: enough ? lowest!.estimate.value / highest!.estimate.value : Number.NaN,
    leftOut: cells.filter((cell) => !isJudged(cell)).map((cell) => cell.group),
  };
}

export function isJudged(cell: Cell): cell is DefinedCell {
  return cell.kind === "estimate" && !cell.notJudged;
}
