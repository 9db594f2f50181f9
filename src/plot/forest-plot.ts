import { type Chart, chart } from "./chart.js";

export interface ForestPlotRow {
  readonly label: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface ForestPlotOptions {
  /** What the horizontal axis shows. */
  readonly title: string;
  /** A vertical line at the known truth. */
  readonly truth?: number | undefined;
  /** A vertical line at "no effect". @default 0 */
  readonly noEffect?: number;
}

/** Estimates with their intervals, one line each, with lines at no effect and, where it is known, at the truth. */
export function forestPlot(rows: readonly ForestPlotRow[], options: ForestPlotOptions): Chart {
  const { title, truth, noEffect = 0 } = options;
  const x = { field: "value", type: "quantitative", title };
  const y = { field: "label", type: "nominal", title: null, sort: null, axis: { labelLimit: 300 } };
  const rule = (at: number, mark: object): object => ({
    data: { values: [{ at }] },
    mark: { type: "rule", aria: false, ...mark },
    encoding: { x: { field: "at", type: "quantitative" } },
  });
  const known = truth === undefined ? "" : ` The truth is ${truth.toPrecision(3)}.`;
  return chart(
    `${rows.length} estimates with 95% intervals: ${rows.map((row) => `${row.label} ${row.value.toPrecision(3)}`).join(", ")}.${known}`,
    {
      width: 420,
      height: { step: 26 },
      layer: [
        rule(noEffect, { color: "#999" }),
        ...(truth === undefined
          ? []
          : [rule(truth, { color: "#2f7d4f", strokeDash: [5, 4], strokeWidth: 2 })]),
        {
          data: { values: rows },
          mark: { type: "rule", aria: false },
          encoding: {
            x: { field: "low", type: "quantitative", title, scale: { zero: false } },
            x2: { field: "high" },
            y,
          },
        },
        {
          data: { values: rows },
          mark: { type: "point", filled: true, size: 70, color: "#1f3d66", opacity: 1, aria: false },
          encoding: { x, y },
        },
      ],
    },
  );
}
