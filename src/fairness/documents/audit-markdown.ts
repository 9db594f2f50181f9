import { formatNumber } from "../../plot/format.js";
import type { Audit } from "../audit/audit.js";
import { metricNumber } from "../audit/numbers.js";
import type { DocumentTable } from "./document.js";

/** The audit's cells for some groupings, each with its interval, its number of people, or why it has no value. */
export function auditTableMarkdown(found: Audit, groupings: readonly string[]): DocumentTable {
  const groups = found.groups.filter(({ grouping }) => groupings.includes(grouping));
  return {
    head: ["group", "people", ...found.metrics.map(({ label }) => label)],
    rows: groups.map(({ name, n }) => [
      name,
      formatNumber(n, 0),
      ...found.metrics.map((metric) => {
        const cell = found.cell(metric.name, name);
        if (cell.kind === "undefined") return `undefined: ${cell.message}`;
        const { low, high } = cell.estimate.interval(found.settings.level);
        const range = Number.isNaN(low)
          ? ""
          : ` (${metricNumber(metric, low)} to ${metricNumber(metric, high)})`;
        return `${metricNumber(metric, cell.estimate.value)}${range}${cell.notJudged ? ", too few to judge" : ""}`;
      }),
    ]),
  };
}
