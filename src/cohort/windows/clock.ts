import { show } from "../../assert.js";
import { ArgumentError, DataError } from "../../errors.js";
import { isMissing } from "../is-missing.js";

/** Reads times as numbers: those of a column of numbers as they are, all others as milliseconds of a wall clock. */
export interface Clock {
  /** Whether times are numbers; undefined until the first was read. */
  readonly numeric: boolean | undefined;
  /** NaN where the value is missing. */
  read(value: unknown, role: string, row: number): number;
}

const day = 86_400_000;
const iso =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/;

/**
 * A clock for numbers, dates and ISO text; all of one study must be of one kind. The zone of the machine plays no part:
 * days ("2020-01-31", and dates at midnight UTC, as files give days) and times without an offset are read as they are
 * written; instants (other dates, text with Z or an offset) are moved to the wall clock of `timeZone`, or UTC's.
 */
export function wallClock(timeZone: string | undefined): Clock {
  const offset = timeZone === undefined ? () => 0 : zoneOffset(timeZone);
  let numeric: boolean | undefined;
  const kind = (isNumber: boolean, value: unknown, role: string, row: number): void => {
    numeric ??= isNumber;
    if (numeric === isNumber) return;
    throw new DataError(
      `${role} must be ${numeric ? "numbers" : "times"} like the others; row ${row} is ${show(value)}.`,
    );
  };
  return {
    get numeric() {
      return numeric;
    },
    read(value, role, row) {
      if (isMissing(value)) return Number.NaN;
      if (typeof value === "number" && Number.isFinite(value)) {
        kind(true, value, role, row);
        return value;
      }
      kind(false, value, role, row);
      if (value instanceof Date && !Number.isNaN(value.getTime())) {
        const instant = value.getTime();
        return instant % day === 0 ? instant : instant + offset(instant);
      }
      const read = typeof value === "string" ? readIso(value, offset) : undefined;
      if (read !== undefined) return read;
      throw new DataError(
        `${role} must be a number, a date or ISO text such as "2020-01-31" or "2020-01-31T10:00:00Z"; row ${row} is ${show(value)}.`,
      );
    },
  };
}

function readIso(text: string, offset: (instant: number) => number): number | undefined {
  const found = iso.exec(text);
  if (!found) return undefined;
  const [year, month, date, hour, minute, second] = found.slice(1, 7).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const ms = Number(`0.${found[7] ?? 0}`) * 1000;
  const midnight = Date.UTC(year, month - 1, date);
  const real = new Date(midnight).getUTCMonth() === month - 1 && new Date(midnight).getUTCDate() === date;
  if (!real || hour > 23 || minute > 59 || second > 59) return undefined;
  const written = midnight + ((hour * 60 + minute) * 60 + second) * 1000 + ms;
  const zone = found[8];
  if (zone === undefined) return written;
  const sign = zone.startsWith("-") ? -1 : 1;
  const digits = zone.replace(/\D/g, "");
  const shift =
    zone === "Z" ? 0 : sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))) * 60_000;
  return written - shift + offset(written - shift);
}

/** What a zone's wall clock shows beyond UTC at an instant; zones change it at quarters of an hour. */
function zoneOffset(timeZone: string): (instant: number) => number {
  const format = formatOf(timeZone);
  const known = new Map<number, number>();
  return (instant) => {
    const quarter = Math.floor(instant / 900_000);
    const before = known.get(quarter);
    if (before !== undefined) return before;
    const parts = Object.fromEntries(
      format.formatToParts(quarter * 900_000).map(({ type, value }) => [type, Number(value)]),
    ) as Record<"year" | "month" | "day" | "hour" | "minute" | "second", number>;
    const { year, month, day: date, hour, minute, second } = parts;
    const offset = Date.UTC(year, month - 1, date, hour, minute, second) - quarter * 900_000;
    known.set(quarter, offset);
    return offset;
  };
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const digits = {
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  } as const;
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone, hourCycle: "h23", year: "numeric", ...digits });
  } catch (error) {
    throw new ArgumentError(
      `timeZone must be a zone's name such as "America/New_York"; it was ${show(timeZone)}.`,
      { cause: error },
    );
  }
}
