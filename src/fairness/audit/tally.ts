import { type Counts, totalCount } from "../metrics/counts.js";
import type { Grouping, Groups } from "./groups.js";
import type { Outcome } from "./outcome.js";
import type { People } from "./people.js";

/** Four numbers for each finest cell, in the order true negative, false positive, false negative, true positive. */
export type CellSums = Float64Array;

/** People, their weight and their squared weight in each finest cell, from one pass over the rows. */
export interface Tally {
  readonly people: CellSums;
  readonly weight: CellSums;
  readonly square: CellSums;
}

/** Counts everybody, unless `counts` are known; without predictions all are counted as predicted negative. */
export function tally({ groups, outcome, counts }: People, weights: Float64Array | undefined): Tally {
  const people = counts ?? sumCells(groups, outcome, undefined);
  if (!weights) return { people, weight: people, square: people };
  const squares = weights.map((weight) => weight * weight);
  return {
    people,
    weight: sumCells(groups, outcome, weights),
    square: sumCells(groups, outcome, squares),
  };
}

/** Σ values in each cell; of ones where no values are given. */
export function sumCells(groups: Groups, outcome: Outcome, values: Float64Array | undefined): CellSums {
  const { cell, cells } = groups;
  const { isPositive, isSelected } = outcome;
  const sums = new Float64Array(4 * cells);
  for (let i = 0; i < cell.length; i++) {
    const label = isPositive ? isPositive[i]! : 0;
    const decision = isSelected ? isSelected[i]! : 0;
    sums[4 * cell[i]! + 2 * label + decision]! += values ? values[i]! : 1;
  }
  return sums;
}

/** The counts of each group of a grouping. */
export function groupCounts(grouping: Grouping, sums: CellSums): Counts[] {
  const totals = grouping.groups.map(() => ({ tp: 0, fp: 0, fn: 0, tn: 0 }));
  grouping.ofCell.forEach((group, cell) => {
    const total = totals[group]!;
    total.tn += sums[4 * cell]!;
    total.fp += sums[4 * cell + 1]!;
    total.fn += sums[4 * cell + 2]!;
    total.tp += sums[4 * cell + 3]!;
  });
  return totals;
}

/** People of each group of a grouping. */
export function groupSizes(grouping: Grouping, people: CellSums): number[] {
  return groupCounts(grouping, people).map(totalCount);
}
