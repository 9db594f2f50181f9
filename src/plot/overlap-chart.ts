import { type Chart, chart } from "./chart.js";
import { formatFixed } from "./format.js";

const bins = 40;

/** Mirrored histograms of two groups' propensity scores: the treated above the axis, the untreated below. */
export function overlapChart(treated: Float64Array, untreated: Float64Array): Chart {
  const values = [
    ...histogram(treated).map((share, k) => row(k, share, "treated")),
    ...histogram(untreated).map((share, k) => row(k, -share, "untreated")),
  ];
  return chart(
    `Propensity scores of ${treated.length} treated (above) and ${untreated.length} untreated (below); median ${formatFixed(median(treated), 2)} and ${formatFixed(median(untreated), 2)}.`,
    {
      width: 420,
      height: 200,
      data: { values },
      mark: { type: "bar", aria: false },
      encoding: {
        x: {
          field: "from",
          type: "quantitative",
          title: "propensity score",
          scale: { domain: [0, 1] },
          bin: "binned",
        },
        x2: { field: "to" },
        y: {
          field: "share",
          type: "quantitative",
          title: "share of the group",
          axis: { labelExpr: "format(abs(datum.value), '.0%')" },
        },
        color: {
          field: "group",
          type: "nominal",
          title: null,
          scale: { domain: ["treated", "untreated"], range: ["#c2571a", "#3b6ea8"] },
        },
      },
    },
  );
}

function row(k: number, share: number, group: string): object {
  return { from: k / bins, to: (k + 1) / bins, share: Number(share.toFixed(5)), group };
}

function histogram(values: Float64Array): number[] {
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) counts[Math.min(bins - 1, Math.floor(value * bins))]! += 1 / values.length;
  return counts;
}

function median(values: Float64Array): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.floor(sorted.length / 2)]!;
}
