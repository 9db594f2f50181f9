import { decimalsFor, formatFixed, formatNumber, formatSigned } from "../plot/format.js";
import { escapeHtml, warningHtml } from "../plot/html.js";
import type { Estimate, Interval } from "./estimate.js";

type Shown = Omit<Estimate, "toString">;

/** `3.44 (95% 2.49 to 4.40)`, in points where the estimate is a difference of probabilities. */
export function valueWithInterval(shown: Shown, level = 0.95): string {
  const interval = shown.interval(level);
  const { number, unit } = formatFor(shown, interval);
  if (Number.isNaN(interval.low) && Number.isNaN(interval.high))
    return `${number(shown.value)}${unit} (no interval)`;
  const percent = formatNumber(100 * level, Number.isInteger(100 * level) ? 0 : 1);
  return `${number(shown.value)}${unit} (${percent}% ${number(interval.low)} to ${number(interval.high)})`;
}

export function estimateText(shown: Shown): string {
  return [
    `${shown.subject}: ${valueWithInterval(shown)}`,
    caption(shown),
    ...shown.notes,
    ...shown.warnings.map((warning) => `Warning: ${warning.message}`),
  ].join("\n");
}

export function estimateHtml(shown: Shown): string {
  const small = (text: string): string => `<div style="opacity:.75">${escapeHtml(text)}</div>`;
  return [
    `<div><strong>${escapeHtml(shown.subject)}: ${escapeHtml(valueWithInterval(shown))}</strong></div>`,
    small(caption(shown)),
    ...shown.notes.map(small),
    ...shown.warnings.map((warning) => warningHtml(warning.message)),
  ].join("\n");
}

function caption(shown: Shown): string {
  const parts = [shown.method];
  if (Number.isFinite(shown.n)) parts.push(`n ${formatNumber(shown.n, 0)}`);
  if (shown.seed !== undefined) parts.push(`seed ${shown.seed}`);
  return parts.join(" · ");
}

function formatFor(shown: Shown, interval: Interval): { number: (x: number) => string; unit: string } {
  const points = shown.scale === "probability";
  const factor = points ? 100 : 1;
  const width = factor * Math.abs(interval.high - interval.low);
  const size = width > 0 && Number.isFinite(width) ? width : Math.abs(factor * shown.value);
  const digits = decimalsFor(size);
  const number = (x: number): string => (points ? formatSigned(factor * x, digits) : formatFixed(x, digits));
  return { number, unit: points ? " points" : "" };
}
