import { type Chart, chart } from "../../plot/chart.js";
import type { ReliabilityCurve } from "./calibration-by-group.js";

/** Observed rates beside predicted ones, one panel a group, with bands and the diagonal. */
export function reliabilityChart(curves: readonly ReliabilityCurve[]): Chart {
  const values = curves.flatMap(({ group, bins }) =>
    bins.map(({ meanScore, observed, interval }) => ({
      group,
      score: meanScore,
      observed,
      low: interval.low,
      high: interval.high,
    })),
  );
  const x = { field: "score", type: "quantitative", title: "predicted", scale: { domain: [0, 1] } };
  const y = { field: "observed", type: "quantitative", title: "observed", scale: { domain: [0, 1] } };
  const diagonal = { x: { datum: 0 }, y: { datum: 0 }, x2: { datum: 1 }, y2: { datum: 1 } };
  return chart(
    `Reliability curves of ${curves.length} groups: observed rate beside mean prediction in ten bins, with 95% Wilson bands.`,
    {
      data: { values },
      facet: { field: "group", type: "nominal", title: null, sort: null },
      columns: 3,
      spec: {
        width: 170,
        height: 170,
        layer: [
          { mark: { type: "rule", color: "#bbb", strokeDash: [4, 4], aria: false }, encoding: diagonal },
          {
            mark: { type: "rule", color: "#1f3d66", aria: false },
            encoding: { x, y: { ...y, field: "low" }, y2: { field: "high" } },
          },
          { mark: { type: "line", color: "#1f3d66", strokeWidth: 1, aria: false }, encoding: { x, y } },
          {
            mark: { type: "point", filled: true, color: "#1f3d66", size: 30, aria: false },
            encoding: { x, y },
          },
        ],
      },
    },
  );
}
