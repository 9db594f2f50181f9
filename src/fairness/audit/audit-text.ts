import { formatNumber, formatPValue } from "../../plot/format.js";
import { tableText } from "../../plot/table.js";
import type { Audit } from "./audit.js";
import type { Cell } from "./cell.js";
import { metricNumber, signedNumber } from "./numbers.js";

type Shown = Omit<Audit, "toString">;

/** Gaps beyond these are counted, not printed. */
export const mostGaps = 12;
/** Groups beyond these are counted, not printed. */
export const mostGroups = 60;

export function auditText(audit: Shown): string {
  const { metrics, gaps, settings } = audit;
  const rows = [{ name: "everyone", n: audit.people }, ...audit.groups.slice(0, mostGroups)];
  const cells = tableText({
    title: `Audit of ${formatNumber(audit.people, 0)} people by ${audit.groupings.join(", ")}`,
    columns: [
      { name: "", align: "left" },
      { name: "people" },
      ...metrics.map(({ name }) => ({ name, align: "left" as const })),
    ],
    rows: rows.map(({ name, n }) => [
      name,
      formatNumber(n, 0),
      ...metrics.map((metric) => cellText(audit, audit.cell(metric.name, name))),
    ]),
  });
  const listed = tableText({
    title: "Gaps, strongest evidence first",
    columns: [
      { name: "metric", align: "left" },
      { name: "group", align: "left" },
      { name: "against", align: "left" },
      { name: "difference", align: "left" },
      { name: "adjusted p" },
    ],
    rows: gaps.slice(0, mostGaps).map((gap) => {
      const metric = metrics.find(({ name }) => name === gap.metric)!;
      const { low, high } = gap.simultaneous ?? gap.difference.interval(settings.level);
      const range = Number.isNaN(low)
        ? "(no interval)"
        : `(${signedNumber(metric, low)} to ${signedNumber(metric, high)})`;
      return [
        gap.metric,
        gap.group,
        gap.against,
        `${signedNumber(metric, gap.difference.value)} ${range}`,
        formatPValue(gap.pAdjusted),
      ];
    }),
  });
  return [cells, "", listed, ...moreThan(audit), "", ...audit.sentences].join("\n");
}

export function moreThan({ groups, gaps }: Pick<Audit, "groups" | "gaps">): string[] {
  const notes: string[] = [];
  if (groups.length > mostGroups) notes.push(`… and ${groups.length - mostGroups} more groups`);
  if (gaps.length > mostGaps) notes.push(`… and ${gaps.length - mostGaps} more gaps`);
  return notes;
}

function cellText({ metrics, settings }: Shown, cell: Cell): string {
  if (cell.kind === "undefined") return `undefined: ${cell.message}`;
  const metric = metrics.find(({ name }) => name === cell.metric)!;
  const { low, high } = cell.estimate.interval(settings.level);
  const range = Number.isNaN(low) ? "" : ` (${metricNumber(metric, low)} to ${metricNumber(metric, high)})`;
  return `${metricNumber(metric, cell.estimate.value)}${range}${cell.notJudged ? " *" : ""}`;
}
