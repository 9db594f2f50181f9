import { type Chart, chart } from "./chart.js";

export interface LovePlotRow {
  readonly name: string;
  readonly before: number;
  readonly after: number;
}

/**
 * Absolute standardized differences (or what else `measure` names) before and after weighting, one line per covariate,
 * with a guide at 0.1.
 */
export function lovePlot(rows: readonly LovePlotRow[], measure = "standardized difference"): Chart {
  const values = rows.flatMap(({ name, before, after }) => [
    { name, difference: Math.abs(before), when: "before" },
    { name, difference: Math.abs(after), when: "after" },
  ]);
  const worst = (pick: (row: LovePlotRow) => number): string =>
    Math.max(...rows.map((row) => Math.abs(pick(row)))).toFixed(3);
  return chart(
    `${measure[0]!.toUpperCase()}${measure.slice(1)}s of ${rows.length} covariates: the largest is ${worst((row) => row.before)} before weighting and ${worst((row) => row.after)} after.`,
    {
      width: 380,
      height: { step: 17 },
      layer: [
        {
          data: { values: [{ guide: 0.1 }] },
          mark: { type: "rule", strokeDash: [4, 4], color: "#888", aria: false },
          encoding: { x: { field: "guide", type: "quantitative" } },
        },
        {
          data: { values },
          mark: { type: "point", filled: true, size: 60, aria: false },
          encoding: {
            x: { field: "difference", type: "quantitative", title: `absolute ${measure}` },
            y: { field: "name", type: "nominal", title: null, sort: null, axis: { labelLimit: 300 } },
            color: {
              field: "when",
              type: "nominal",
              title: null,
              sort: null,
              scale: { domain: ["before", "after"], range: ["#b9b9b9", "#2f7d4f"] },
            },
            shape: {
              field: "when",
              type: "nominal",
              title: null,
              sort: null,
              scale: { domain: ["before", "after"] },
            },
          },
        },
      ],
    },
  );
}
