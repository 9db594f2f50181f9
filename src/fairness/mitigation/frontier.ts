import { ArgumentError } from "../../errors.js";
import { type Chart, chart, chartImage } from "../../plot/chart.js";
import { displayable } from "../../plot/display.js";
import { formatPercent } from "../../plot/format.js";
import { type TextTable, tableHtml, tableText } from "../../plot/table.js";
import type { Audit } from "../audit/audit.js";

export interface FrontierPoint {
  readonly name: string;
  readonly accuracy: number;
  /** Largest difference between judged groups in the metric. */
  readonly gap: number;
  /** Largest difference in PPV: what the mitigation did to calibration of decisions. NaN where the audit has no PPV. */
  readonly ppvGap: number;
  /** Whether no other candidate is both more accurate and less apart. */
  readonly efficient: boolean;
}

export interface Frontier {
  readonly metric: string;
  readonly grouping: string;
  readonly points: readonly FrontierPoint[];
  plot(): Chart;
  toString(): string;
}

/**
 * Accuracy of candidate decisions beside their largest gap between groups: the price of each mitigation. The audits should
 * be of people whom no candidate was chosen from, with the metrics `accuracy` and the one asked for.
 */
export function fairnessFrontier(
  audits: Readonly<Record<string, Audit>>,
  metric: string,
  grouping: string,
): Frontier {
  const names = Object.keys(audits);
  if (names.length === 0) throw new ArgumentError("audits must name at least one candidate.");
  const bare = names.map((name) => {
    const found = audits[name]!;
    const cell = found.cell("accuracy");
    const hasPpv = found.metrics.some((each) => each.name === "ppv");
    return {
      name,
      accuracy: cell.kind === "estimate" ? cell.estimate.value : Number.NaN,
      gap: found.spread(metric, grouping).difference,
      ppvGap: hasPpv ? found.spread("ppv", grouping).difference : Number.NaN,
    };
  });
  const points = bare.map((point) => ({
    ...point,
    efficient: !bare.some(
      (other) =>
        other.accuracy >= point.accuracy &&
        other.gap <= point.gap &&
        (other.accuracy > point.accuracy || other.gap < point.gap),
    ),
  }));
  const result = { metric, grouping, points, plot: () => frontierChart(points, metric, grouping) };
  const view = (): TextTable => ({
    title: `Price of each candidate: accuracy beside the largest ${metric} gap by ${grouping}`,
    columns: [
      { name: "", align: "left" },
      { name: "accuracy" },
      { name: `${metric} gap` },
      { name: "PPV gap" },
      { name: "" },
    ],
    rows: points.map((point) => [
      point.name,
      formatPercent(point.accuracy, 2),
      formatPercent(point.gap, 2),
      formatPercent(point.ppvGap, 2),
      point.efficient ? "on the frontier" : "",
    ]),
  });
  return displayable(result, {
    text: () => tableText(view()),
    html: async () => `${tableHtml(view())}\n${await chartImage(result.plot())}`,
  });
}

function frontierChart(points: readonly FrontierPoint[], metric: string, grouping: string): Chart {
  const x = { field: "gap", type: "quantitative", title: `largest ${metric} gap by ${grouping}` };
  const y = { field: "accuracy", type: "quantitative", title: "accuracy", scale: { zero: false } };
  const line = points.filter(({ efficient }) => efficient).sort((a, b) => a.gap - b.gap);
  return chart(
    `${points.length} candidates, accuracy beside gap; ${line.map(({ name }) => name).join(", ")} on the frontier.`,
    {
      width: 360,
      height: 260,
      layer: [
        { data: { values: line }, mark: { type: "line", color: "#bbb", aria: false }, encoding: { x, y } },
        {
          data: { values: points },
          mark: { type: "point", filled: true, size: 80, color: "#1f3d66", aria: false },
          encoding: { x, y },
        },
        {
          data: { values: points },
          mark: { type: "text", align: "left", dx: 8, dy: -6, aria: false },
          encoding: { x, y, text: { field: "name" } },
        },
      ],
    },
  );
}
