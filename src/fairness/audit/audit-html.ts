import { formatNumber, formatPValue } from "../../plot/format.js";
import { escapeHtml } from "../../plot/html.js";
import type { Metric } from "../metrics/registry.js";
import type { Audit } from "./audit.js";
import { moreThan, mostGaps, mostGroups } from "./audit-text.js";
import type { Cell } from "./cell.js";
import type { Gap } from "./gap.js";
import { intervalBar, type Range } from "./interval-bar.js";
import { metricNumber, signedNumber } from "./numbers.js";

type Shown = Omit<Audit, "toString">;

const cellStyle = 'style="text-align:left;padding:3px 8px;white-space:nowrap"';
const headStyle = 'style="text-align:left;padding:3px 8px;vertical-align:bottom;max-width:9em"';
const tableStyle = 'style="border-collapse:collapse;font-variant-numeric:tabular-nums"';

/** Sentences, the table by group with intervals as bars, and the gaps: one fragment without scripts. */
export function auditHtml(audit: Shown): string {
  const title = `Audit of ${formatNumber(audit.people, 0)} people by ${audit.groupings.join(", ")}`;
  return [
    `<div style="margin:4px 0"><strong>${escapeHtml(title)}</strong></div>`,
    ...audit.sentences.map((sentence) => `<div style="max-width:60em">${escapeHtml(sentence)}</div>`),
    groupTable(audit),
    gapTable(audit),
    ...moreThan(audit).map((note) => `<div style="opacity:.75">${escapeHtml(note)}</div>`),
    `<div style="opacity:.75;max-width:60em">${escapeHtml(caption(audit))}</div>`,
  ].join("\n");
}

function groupTable(audit: Shown): string {
  const ranges = new Map(audit.metrics.map((metric) => [metric.name, cellRange(audit, metric)]));
  const head = ["", "people", ...audit.metrics.map(({ label }) => label)];
  const row = (name: string, n: number): string => {
    const small = n < audit.settings.minGroup;
    const cells = audit.metrics.map((metric) =>
      cellHtml(audit, metric, audit.cell(metric.name, name), ranges),
    );
    const texts = [
      escapeHtml(name) + (small ? flag("too small to judge") : ""),
      formatNumber(n, 0),
      ...cells,
    ];
    return `<tr${small ? ' style="opacity:.6"' : ""}>${texts.map((text) => `<td ${cellStyle}>${text}</td>`).join("")}</tr>`;
  };
  let grouping = "";
  const rows = audit.groups.slice(0, mostGroups).map((group) => {
    const start = group.grouping === grouping ? "" : headerRow(group.grouping, head.length);
    grouping = group.grouping;
    return start + row(group.name, group.n);
  });
  const titles = head.map((text) => `<th ${headStyle}>${escapeHtml(text)}</th>`).join("");
  return `<div style="overflow-x:auto"><table ${tableStyle}><thead><tr>${titles}</tr></thead><tbody>\n${[row("everyone", audit.people), ...rows].join("\n")}\n</tbody></table></div>`;
}

function headerRow(grouping: string, width: number): string {
  return `<tr><td colspan="${width}" style="padding:6px 10px 2px;border-top:1px solid #bbb"><em>${escapeHtml(grouping)}</em></td></tr>\n`;
}

function gapTable(audit: Shown): string {
  if (audit.gaps.length === 0) return "";
  const shown = audit.gaps.slice(0, mostGaps);
  const range = (metric: Metric): Range => {
    const all = shown
      .filter((gap) => gap.metric === metric.name)
      .flatMap((gap) => [...bounds(audit, gap), 0]);
    return span(all.filter(Number.isFinite));
  };
  const ranges = new Map(audit.metrics.map((metric) => [metric.name, range(metric)]));
  const rows = shown.map((gap) => {
    const metric = audit.metrics.find(({ name }) => name === gap.metric)!;
    const [low, high] = bounds(audit, gap);
    const text = `${signedNumber(metric, gap.difference.value)}${metric.percent ? " points" : ""}`;
    const strong = gap.pAdjusted < 1 - audit.settings.level;
    const bar = intervalBar({
      low,
      high,
      value: gap.difference.value,
      range: ranges.get(gap.metric)!,
      zero: true,
      strong,
    });
    const cells = [
      escapeHtml(metric.label),
      `${escapeHtml(gap.group)} <span style="opacity:.6">against</span> ${escapeHtml(gap.against)}`,
      `${bar} ${text} <span style="opacity:.75">(${signedNumber(metric, low)} to ${signedNumber(metric, high)})</span>`,
      formatPValue(gap.pAdjusted),
    ];
    return `<tr${strong ? ' style="font-weight:600"' : ""}>${cells.map((cell) => `<td ${cellStyle}>${cell}</td>`).join("")}</tr>`;
  });
  const head = ["gap", "groups", "difference", "adjusted p"];
  const titles = head.map((text) => `<th ${headStyle}>${text}</th>`).join("");
  return `<div style="overflow-x:auto"><table ${tableStyle}><thead><tr>${titles}</tr></thead><tbody>\n${rows.join("\n")}\n</tbody></table></div>`;
}

function cellHtml(
  { settings }: Shown,
  metric: Metric,
  cell: Cell,
  ranges: ReadonlyMap<string, Range>,
): string {
  if (cell.kind === "undefined") return `<em style="opacity:.75">undefined: ${escapeHtml(cell.message)}</em>`;
  const { low, high } = cell.estimate.interval(settings.level);
  const { value } = cell.estimate;
  const strong = !cell.notJudged;
  const bar = intervalBar({ low, high, value, range: ranges.get(metric.name)!, zero: false, strong });
  const note = cell.notJudged && cell.n >= settings.minGroup ? flag(cell.notJudged) : "";
  return `${bar} ${metricNumber(metric, value)}${note}`;
}

function flag(text: string): string {
  return ` <span style="color:#b35900" title="${escapeHtml(text)}">▲ ${escapeHtml(text)}</span>`;
}

function cellRange(audit: Shown, metric: Metric): Range {
  const shown = [
    audit.cell(metric.name),
    ...audit.groups.slice(0, mostGroups).map(({ name }) => audit.cell(metric.name, name)),
  ];
  const ends = shown.flatMap((cell) => {
    if (cell.kind === "undefined" || cell.notJudged) return [];
    const { low, high } = cell.estimate.interval(audit.settings.level);
    return [low, high, cell.estimate.value];
  });
  return span(ends.filter(Number.isFinite));
}

function bounds(audit: Shown, gap: Gap): [number, number] {
  const { low, high } = gap.simultaneous ?? gap.difference.interval(audit.settings.level);
  return [low, high];
}

function span(values: readonly number[]): Range {
  return values.length === 0 ? { from: 0, to: 1 } : { from: Math.min(...values), to: Math.max(...values) };
}

function caption({ settings }: Shown): string {
  const kinds = {
    analytic: "Wilson, DeLong and influence intervals",
    multinomial: "bootstrap of cell counts",
    rows: "bootstrap of rows",
  };
  const against =
    typeof settings.reference === "string"
      ? { largest: "the largest group", best: "the best group, all pairs together", overall: "everyone" }[
          settings.reference
        ]
      : "the named group";
  const adjusted =
    settings.adjust === "none"
      ? "p-values not adjusted"
      : `p-values adjusted (${settings.adjust === "holm" ? "Holm" : "Benjamini-Hochberg"})`;
  return `Bars: ${formatNumber(100 * settings.level, 1)}% intervals (${kinds[settings.intervals]}). Gaps against ${against}; ${adjusted}. Groups under ${settings.minGroup} people and cells under ${settings.minDenominator} are shown, not judged.`;
}
