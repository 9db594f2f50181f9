import { type Chart, chart } from "../src/plot/chart.js";
import { displayable } from "../src/plot/display.js";
import { formatFixed } from "../src/plot/format.js";
import { type TextTable, tableHtml, tableText } from "../src/plot/table.js";

/** One published number and how ours is measured. Shares are in percent. */
export interface FidelityRow<Measured> {
  readonly quantity: string;
  readonly published: number;
  /** How far ours may lie from it; only targets are judged. */
  readonly tolerance?: number;
  readonly unit: string;
  readonly source: string;
  readonly ours: (m: Measured) => number;
}

export interface FidelityLine extends Omit<FidelityRow<never>, "ours"> {
  readonly value: number;
  /** Whether a target was met; context is not judged. */
  readonly verdict: "met" | "missed" | "context";
}

/** What every fidelity card has. */
export interface FidelityLines {
  readonly lines: readonly FidelityLine[];
  readonly targets: number;
  readonly met: number;
  readonly statement: string;
  /** Each target's distance from the published number, in tolerances. */
  plot(): Chart;
  toString(): string;
}

/** Judges a cohort's measures by the rows, those with a tolerance as targets; `extra` fields stand on the card. */
export function judge<Measured, Extra extends object>(
  rows: readonly FidelityRow<Measured>[],
  measured: Measured,
  about: { readonly statement: string; readonly notes: readonly string[]; readonly extra: Extra },
): FidelityLines & Extra {
  const lines = rows.map((row): FidelityLine => {
    const { ours, ...published } = row;
    const value = ours(measured);
    const distance = Math.abs(value - row.published);
    const verdict = row.tolerance === undefined ? "context" : distance <= row.tolerance ? "met" : "missed";
    return Object.freeze({ ...published, value, verdict });
  });
  const card = {
    lines,
    targets: rows.filter(({ tolerance }) => tolerance !== undefined).length,
    met: lines.filter(({ verdict }) => verdict === "met").length,
    ...about.extra,
    statement: about.statement,
    plot: () => cardChart(lines),
  };
  const view = (): TextTable => cardView(card, [about.statement, ...about.notes]);
  return displayable(card, { text: () => tableText(view()), html: () => tableHtml(view()) });
}

/** A row of a card. */
export function fidelityRow<Measured>(
  quantity: string,
  published: number,
  tolerance: number | undefined,
  unit: string,
  source: string,
  ours: (m: Measured) => number,
): FidelityRow<Measured> {
  return tolerance === undefined
    ? { quantity, published, unit, source, ours }
    : { quantity, published, tolerance, unit, source, ours };
}

function cardView(
  card: Pick<FidelityLines, "lines" | "targets" | "met">,
  notes: readonly string[],
): TextTable {
  return {
    title: `Fidelity: ${card.met} of ${card.targets} targets met`,
    columns: [
      { name: "quantity", align: "left" },
      { name: "published" },
      { name: "ours" },
      { name: "tolerance" },
      { name: "", align: "left" },
      { name: "unit", align: "left" },
      { name: "source", align: "left" },
    ],
    rows: card.lines.map((line) => [
      line.quantity,
      formatFixed(line.published, 2),
      formatFixed(line.value, 2),
      line.tolerance === undefined ? "" : `± ${formatFixed(line.tolerance, 2)}`,
      line.verdict,
      line.unit,
      line.source,
    ]),
    notes,
  };
}

function cardChart(lines: readonly FidelityLine[]): Chart {
  const values = lines
    .filter((line) => line.tolerance !== undefined)
    .map((line) => ({
      quantity: line.quantity,
      distance: (line.value - line.published) / line.tolerance!,
      verdict: line.verdict,
    }));
  const met = values.filter(({ verdict }) => verdict === "met").length;
  return chart(`Distance from ${values.length} published numbers, in tolerances; ${met} lie within one.`, {
    data: { values },
    width: 320,
    height: { step: 13 },
    layer: [
      { mark: { type: "rule", color: "#bbb" }, encoding: { x: { datum: -1 } } },
      { mark: { type: "rule", color: "#bbb" }, encoding: { x: { datum: 1 } } },
      {
        mark: { type: "point", filled: true, size: 45 },
        encoding: {
          x: { field: "distance", type: "quantitative", title: "(ours − published) / tolerance" },
          y: { field: "quantity", type: "nominal", sort: null, title: null, axis: { labelLimit: 320 } },
          color: {
            field: "verdict",
            type: "nominal",
            title: null,
            scale: { domain: ["met", "missed"], range: ["#1b6ca8", "#b35900"] },
          },
        },
      },
    ],
  });
}
