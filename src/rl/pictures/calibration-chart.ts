import { type Chart, chart } from "../../plot/chart.js";
import { formatPercent } from "../../plot/format.js";
import type { BehaviorPolicy } from "../evaluation/behavior-policy.js";

/** Predicted against observed probabilities of actions, in ten bins each; a good estimate lies on the diagonal. */
export function calibrationChart({ name, calibration }: BehaviorPolicy): Chart {
  const rows = calibration.actions.flatMap(({ action, bins }) =>
    bins.map(({ predicted, observed }) => ({ action: `action ${action}`, predicted, observed })),
  );
  const axis = { scale: { domain: [0, 1] }, axis: { format: "%" } };
  return chart(
    `Calibration of ${name}, out of fold: expected error ${formatPercent(calibration.expectedError)} over ${calibration.actions.length} actions.`,
    {
      width: 280,
      height: 280,
      layer: [
        {
          data: { values: [{ p: 0 }, { p: 1 }] },
          mark: { type: "line", color: "#999", strokeDash: [4, 4], aria: false },
          encoding: { x: { field: "p", type: "quantitative" }, y: { field: "p", type: "quantitative" } },
        },
        {
          data: { values: rows },
          mark: { type: "point", filled: true, size: 45, aria: false },
          encoding: {
            x: { field: "predicted", type: "quantitative", title: "predicted", ...axis },
            y: { field: "observed", type: "quantitative", title: "done", ...axis },
            color: { field: "action", type: "nominal", title: null, sort: null },
          },
        },
      ],
    },
  );
}
