import { formatFixed, formatPercent, formatSigned } from "../../plot/format.js";
import type { Metric } from "../metrics/registry.js";

/** A metric's value as people read it: a percentage, or three decimals. */
export function metricNumber(metric: Pick<Metric, "percent">, value: number): string {
  return metric.percent ? formatPercent(value) : formatFixed(value, 3);
}

/** A difference with its sign, in points where the metric is a percentage. */
export function signedNumber(metric: Pick<Metric, "percent">, value: number): string {
  return metric.percent ? formatSigned(100 * value, 1) : formatSigned(value, 3);
}
