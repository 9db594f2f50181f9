import { show } from "../../assert.js";
import { ArgumentError } from "../../errors.js";

/** A length of time: `"30d"`, `"24mo"`, `"12h"`, `"2w"`, `"1y"`; a plain number where times are numbers. */
export type Duration = number | string;

/** A duration that can be taken from a time or added to it. */
export interface Span {
  /** As it stands in names: "30d", "24". */
  readonly label: string;
  readonly months: number;
  /** Milliseconds, or units of numeric times. */
  readonly units: number;
}

const milliseconds: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** Reads a duration; `name` is the argument's. */
export function readSpan(duration: Duration, name: string, numeric: boolean): Span {
  if (numeric) {
    if (typeof duration === "number" && Number.isFinite(duration) && duration >= 0)
      return { label: String(duration), months: 0, units: duration };
    throw new ArgumentError(
      `${name} must be a number of at least 0, as the times are numbers; it was ${show(duration)}.`,
    );
  }
  const found = typeof duration === "string" ? /^(\d+(?:\.\d+)?) ?(h|d|w|mo|y)$/.exec(duration) : null;
  const [amount, unit] = found ? [Number(found[1]), found[2]!] : [Number.NaN, ""];
  const months = unit === "mo" ? amount : unit === "y" ? 12 * amount : 0;
  if (!found || !Number.isInteger(months)) {
    throw new ArgumentError(
      `${name} must be a length of time such as "12h", "30d", "2w", "24mo" or "1y"; it was ${show(duration)}.`,
    );
  }
  return { label: `${amount}${unit}`, months, units: months > 0 ? 0 : amount * (milliseconds[unit] ?? 0) };
}

/**
 * A time plus so many spans (−1: before it). Months are those of the calendar: 31 March less a month is the last day of
 * February.
 */
export function shiftTime(time: number, { months, units }: Span, times: 1 | -1): number {
  if (months === 0) return time + times * units;
  const date = new Date(time);
  const month = date.getUTCMonth() + times * months;
  const last = new Date(Date.UTC(date.getUTCFullYear(), month + 1, 0)).getUTCDate();
  const midnight = Date.UTC(date.getUTCFullYear(), month, Math.min(date.getUTCDate(), last));
  return midnight + (time - Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()));
}
