import { displayable } from "../../plot/display.js";
import { formatFixed, formatPercent } from "../../plot/format.js";
import { type TextTable, tableHtml, tableText } from "../../plot/table.js";
import type { Interval } from "../../stats/estimate.js";
import { katz } from "../../stats/two-proportions.js";
import type { Family } from "./compare.js";
import { isJudged } from "./spread.js";

/** Rates of the favorable decision, each over the highest. */
export interface FourFifths {
  readonly grouping: string;
  readonly highest: string;
  readonly rows: readonly FourFifthsRow[];
  toString(): string;
}

export interface FourFifthsRow {
  readonly group: string;
  /** Share that gets the favorable decision. */
  readonly rate: number;
  readonly ratio: number;
  readonly interval: Interval;
  /** Whether the ratio lies below 0.8. */
  readonly below: boolean;
}

const note =
  "The four-fifths rule is a screening rule (29 CFR 1607.4 D): a ratio below 0.8 asks for a closer look. It is no test, and passing it shows nothing.";

/** The four-fifths screen of one grouping's judged groups. */
export function fourFifths(selection: Family, positiveIsFavorable: boolean): FourFifths {
  const rates = selection.cells.filter(isJudged).map((cell) => {
    const trials = cell.proportion?.trials ?? cell.denominator;
    const rate = positiveIsFavorable ? cell.estimate.value : 1 - cell.estimate.value;
    return { group: cell.group, rate, proportion: { successes: rate * trials, trials } };
  });
  const highest = rates.reduce((most, each) => (each.rate > most.rate ? each : most), rates[0]!);
  const rows = rates.map(({ group, rate, proportion }): FourFifthsRow => {
    const ratio = rate / highest.rate;
    return { group, rate, ratio, interval: katz(proportion, highest.proportion, 0.95), below: ratio < 0.8 };
  });
  const result = { grouping: selection.grouping.name, highest: highest?.group ?? "nobody", rows };
  const table = (): TextTable => ({
    title: `Favorable decisions by ${result.grouping}, beside ${result.highest}`,
    columns: [{ name: "", align: "left" }, { name: "rate" }, { name: "ratio" }, { name: "" }],
    rows: rows.map(({ group, rate, ratio, below }) => [
      group,
      formatPercent(rate),
      formatFixed(ratio, 3),
      below ? "below 0.8" : "",
    ]),
    notes: [note],
  });
  return displayable(result, { text: () => tableText(table()), html: () => tableHtml(table()) });
}
