import { show } from "../assert.js";
import { DataError } from "../errors.js";
import { sharedColumn } from "../numeric/columns.js";
import { isMissing } from "./is-missing.js";

/** Numbers (booleans as 0 and 1, missing as NaN) in shared memory; anything else is a {@link DataError}. */
export function numericColumn(values: ArrayLike<unknown>, name: string): Float64Array {
  const column = sharedColumn(values.length);
  if (values instanceof Float64Array) {
    column.set(values);
  } else {
    for (let i = 0; i < values.length; i++) column[i] = toNumber(values[i], i, name);
  }
  refuseInfinite(column, name);
  return column;
}

function toNumber(value: unknown, row: number, name: string): number {
  if (typeof value === "number") return value;
  if (isMissing(value)) return Number.NaN;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "bigint" && BigInt(Number(value)) === value) return Number(value);
  throw new DataError(
    `column "${name}" must be numbers here; row ${row} is ${show(value)}. Use C(${name}) for categories.`,
  );
}

function refuseInfinite(column: Float64Array, name: string): void {
  let infinite = 0;
  for (const value of column) if (value === Infinity || value === -Infinity) infinite++;
  if (infinite > 0) {
    throw new DataError(
      `column "${name}" is infinite in ${infinite} of ${column.length} rows; mark them as missing or correct them.`,
    );
  }
}

/** Whether a column holds text, so that a bare name means categories. */
export function isTextColumn(values: ArrayLike<unknown>): boolean {
  for (let i = 0; i < values.length; i++) {
    if (!isMissing(values[i])) return typeof values[i] === "string";
  }
  return false;
}

const manyNumbers = 20;

/**
 * What to say of a text column that is numbers but for a few codes ("." or "unknown"), which made it text when it was read;
 * undefined where it may well be categories: few different numbers, or a tenth of the rows with other texts.
 */
export function almostNumbers(values: ArrayLike<unknown>): string | undefined {
  const [numbers, others] = [new Set<string>(), new Map<string, number>()];
  let [numeric, total] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const text = values[i];
    if (typeof text !== "string") continue;
    total++;
    if (text.trim() !== "" && Number.isFinite(Number(text))) {
      numeric++;
      numbers.add(text);
    } else others.set(text, (others.get(text) ?? 0) + 1);
  }
  if (others.size === 0 || numbers.size < manyNumbers || numeric < 0.9 * total) return undefined;
  const codes = [...others.keys()].slice(0, 3).map(show).join(", ");
  return `it is text because ${total - numeric} of ${total} values are no numbers (${codes}${others.size > 3 ? ", …" : ""}); read it with missing: ["NA", ${codes}], or give them numbers`;
}
