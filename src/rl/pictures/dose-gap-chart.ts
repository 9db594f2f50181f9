import { type Chart, chart } from "../../plot/chart.js";
import { formatFixed } from "../../plot/format.js";
import type { GapCurve } from "../evaluation/dose-gap.js";

/** Mean returns by the gap between given and advised doses, of a policy and of advice that knows nothing. */
export function doseGapChart(curves: readonly GapCurve[]): Chart {
  const values = curves.flatMap(({ policy, bins }) =>
    bins.map(({ gap, meanReturn }) => ({
      policy,
      gap: Number(gap.toFixed(4)),
      meanReturn: Number(meanReturn.toFixed(4)),
    })),
  );
  const said = curves.map(({ policy, correlation }) => `${policy} ${formatFixed(correlation, 2)}`);
  return chart(
    `Mean return by given − advised dose; correlation of the return with the size of the gap: ${said.join(", ")}.`,
    {
      width: 360,
      height: 240,
      data: { values },
      mark: { type: "line", point: true, aria: false },
      encoding: {
        x: { field: "gap", type: "quantitative", title: "given − advised dose" },
        y: { field: "meanReturn", type: "quantitative", title: "mean return", scale: { zero: false } },
        color: { field: "policy", type: "nominal", title: null, sort: null, legend: { labelLimit: 0 } },
      },
    },
  );
}
