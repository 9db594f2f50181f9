import { type Chart, chart } from "../../plot/chart.js";
import { formatFixed, formatPercent } from "../../plot/format.js";
import type { PolicyValue } from "../evaluation/policy-value.js";

/**
 * How the episodes share the weight of an estimate: the cumulative share of weight by episodes in order of weight. A
 * curve along the diagonal uses all episodes alike; a corner at the right rests on a few.
 */
export function weightChart(values: Readonly<Record<string, PolicyValue>>): Chart {
  const named = Object.entries(values);
  const rows = named.flatMap(([policy, { weights }]) => concentration(policy, weights));
  const said = named.map(
    ([policy, { support }]) =>
      `${policy} counts as ${formatFixed(support.effectiveSize, 0)} of ${support.n}, the largest weight has ${formatPercent(support.largestShare)}`,
  );
  const percent = { axis: { format: "%" } };
  return chart(`Share of the weight by episodes in order of weight: ${said.join("; ")}.`, {
    width: 360,
    height: 240,
    data: { values: rows },
    mark: { type: "line", aria: false },
    encoding: {
      x: { field: "episodes", type: "quantitative", title: "share of episodes, lightest first", ...percent },
      y: { field: "weight", type: "quantitative", title: "share of weight", ...percent },
      color: { field: "policy", type: "nominal", title: null, sort: null },
    },
  });
}

function concentration(policy: string, weights: Float64Array): object[] {
  const sorted = Float64Array.from(weights).sort();
  const total = sorted.reduce((sum, w) => sum + w, 0);
  const points = 60;
  let [k, sum] = [0, 0];
  return Array.from({ length: points + 1 }, (_, p) => {
    const end = Math.round((p / points) * sorted.length);
    for (; k < end; k++) sum += sorted[k]!;
    return { policy, episodes: p / points, weight: Number((sum / total).toFixed(4)) };
  });
}
