import { type Chart, chart } from "./chart.js";

/** Propensities of one level, among those who have it and among the others. */
export interface LevelScores {
  readonly level: string;
  readonly own: Float64Array;
  readonly others: Float64Array;
}

const bins = 30;

/** For each level mirrored histograms of its propensity: those who have it above the axis, the others below. */
export function levelsOverlapChart(levels: readonly LevelScores[]): Chart {
  const values = levels.flatMap(({ level, own, others }) => [
    ...histogram(own).map((share, k) => row(level, k, share, "have it")),
    ...histogram(others).map((share, k) => row(level, k, -share, "have another")),
  ]);
  return chart(
    `Propensity of each of ${levels.length} levels (${levels.map(({ level }) => level).join(", ")}), among the rows that have it (above) and the others (below).`,
    {
      data: { values },
      facet: {
        row: { field: "level", type: "nominal", title: null, sort: levels.map(({ level }) => level) },
      },
      spec: {
        width: 420,
        height: 90,
        mark: { type: "bar", aria: false },
        encoding: {
          x: {
            field: "from",
            type: "quantitative",
            title: "propensity of the level",
            scale: { domain: [0, 1] },
            bin: "binned",
          },
          x2: { field: "to" },
          y: {
            field: "share",
            type: "quantitative",
            title: "share",
            axis: { labelExpr: "format(abs(datum.value), '.0%')", tickCount: 4 },
          },
          color: {
            field: "group",
            type: "nominal",
            title: null,
            scale: { domain: ["have it", "have another"], range: ["#c2571a", "#3b6ea8"] },
          },
        },
      },
    },
  );
}

function row(level: string, k: number, share: number, group: string): object {
  return { level, from: k / bins, to: (k + 1) / bins, share: Number(share.toFixed(5)), group };
}

function histogram(values: Float64Array): number[] {
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) counts[Math.min(bins - 1, Math.floor(value * bins))]! += 1 / values.length;
  return counts;
}
