import { assertKnownOptions } from "../../assert.js";
import type { Episodes } from "../../cohort/episodes.js";
import type { Policy } from "../../cohort/policy.js";
import { ArgumentError, DataError } from "../../errors.js";
import { type Chart, chart } from "../../plot/chart.js";

export interface ActionHeatMapOptions {
  /** A column whose values make the rows. */
  readonly by: string;
  /** @default "0", "1", … */
  readonly actionNames?: readonly string[];
}

/** What policies do, and what was done, as shares of decisions at each value of one variable. */
export function actionHeatMap(
  log: Episodes,
  policies: Readonly<Record<string, Policy>>,
  options: ActionHeatMapOptions,
): Chart {
  assertKnownOptions(options, ["by", "actionNames"], "actionHeatMap");
  const { by, actionNames = Array.from({ length: log.actionCount }, (_, a) => String(a)) } = options;
  if (actionNames.length !== log.actionCount) {
    throw new ArgumentError(`actionNames must have ${log.actionCount} names; it had ${actionNames.length}.`);
  }
  const at = log.names.indexOf(by);
  if (at < 0) {
    throw new DataError(`by names a column "${by}"; the episodes have ${log.names.join(", ") || "none"}.`);
  }
  const levels = log.decisions.columns[at]!;
  const done = new Float64Array(log.steps * log.actionCount);
  log.actions.forEach((action, j) => {
    done[j * log.actionCount + action] = 1;
  });
  const shown: [string, Float64Array][] = [["clinician", done]];
  for (const [name, policy] of Object.entries(policies)) {
    shown.push([name, policy.probabilities(log.decisions)]);
  }
  const values = shown.flatMap(([policy, rows]) =>
    shares(rows, levels, actionNames).map((row) => ({ policy, ...row })),
  );
  return chart(`What is done at each value of ${by}: ${shown.map(([name]) => name).join(", ")}.`, {
    data: { values },
    facet: { column: { field: "policy", type: "nominal", title: null, sort: null } },
    spec: {
      width: { step: 26 },
      height: { step: 26 },
      mark: { type: "rect", aria: false },
      encoding: {
        x: { field: "action", type: "nominal", title: "action", sort: null },
        y: { field: "level", type: "ordinal", title: by, sort: "descending" },
        color: {
          field: "share",
          type: "quantitative",
          title: "share",
          scale: { scheme: "blues", domain: [0, 1] },
          legend: { format: ".0%" },
        },
      },
    },
  });
}

function shares(
  rows: Float64Array,
  levels: Float64Array,
  actionNames: readonly string[],
): { level: number; action: string; share: number }[] {
  const actions = actionNames.length;
  const sums = new Map<number, Float64Array>();
  levels.forEach((level, j) => {
    const sum = sums.get(level) ?? new Float64Array(actions);
    for (let a = 0; a < actions; a++) sum[a]! += rows[j * actions + a]!;
    sums.set(level, sum);
  });
  return [...sums].flatMap(([level, sum]) => {
    const total = sum.reduce((all, each) => all + each, 0);
    return actionNames.map((action, a) => ({ level, action, share: Number((sum[a]! / total).toFixed(4)) }));
  });
}
