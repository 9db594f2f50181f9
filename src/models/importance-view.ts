import { formatPercent } from "../plot/format.js";
import { type TextTable, tableHtml, tableText } from "../plot/table.js";

interface Shown {
  readonly title: string;
  readonly names: readonly string[];
  /** Shares of 1. */
  readonly importances: Float64Array;
  readonly notes?: readonly string[];
}

export function importanceText(shown: Shown): string {
  return tableText(importanceTable(shown));
}

export function importanceHtml(shown: Shown): string {
  return tableHtml(importanceTable(shown));
}

const most = 20;

/** The columns that matter most, first. */
function importanceTable({ title, names, importances, notes = [] }: Shown): TextTable {
  const order = names.map((_, j) => j).sort((a, b) => importances[b]! - importances[a]!);
  const hidden = order.length - most;
  return {
    title,
    columns: [{ name: "column", align: "left" }, { name: "importance" }],
    rows: order.slice(0, most).map((j) => [names[j]!, formatPercent(importances[j]!)]),
    notes: [...(hidden > 0 ? [`and ${hidden} more columns`] : []), ...notes],
  };
}
