import { show } from "../../assert.js";
import { ArgumentError, DataError } from "../../errors.js";
import { sharedColumn } from "../../numeric/columns.js";
import { isMissing } from "../is-missing.js";

/** Levels of a categorical column, the reference first. */
export type Levels = readonly (string | number | boolean)[];

/** The levels in natural order, with the reference (the first one unless said) moved to the front. */
export function fitLevels(values: ArrayLike<unknown>, name: string, reference?: string | number): Levels {
  const found = new Set<string | number | boolean>();
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (isMissing(value)) continue;
    if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") {
      throw new DataError(`C(${name}) needs text, numbers or booleans; row ${i} is ${show(value)}.`);
    }
    found.add(value);
  }
  const levels = [...found].sort((a, b) =>
    typeof a === "number" && typeof b === "number" ? a - b : String(a) < String(b) ? -1 : 1,
  );
  if (reference === undefined) return levels;
  const chosen = levels.find((level) => String(level) === String(reference));
  if (chosen === undefined) {
    throw new ArgumentError(
      `C(${name}, ${reference}) names a reference that the column does not have; it has ${levels.slice(0, 10).map(show).join(", ")}.`,
    );
  }
  return [chosen, ...levels.filter((level) => level !== chosen)];
}

/** One 0/1 column per level but the reference; missing stays NaN, and a level never seen is a {@link DataError}. */
export function levelColumns(levels: Levels, values: ArrayLike<unknown>, name: string): Float64Array[] {
  const code = new Map(levels.map((level, k) => [level as unknown, k]));
  const columns = levels.slice(1).map(() => sharedColumn(values.length));
  const unseen = new Map<unknown, number>();
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (isMissing(value)) {
      for (const column of columns) column[i] = Number.NaN;
      continue;
    }
    const k = code.get(value);
    if (k === undefined) unseen.set(value, (unseen.get(value) ?? 0) + 1);
    else if (k > 0) columns[k - 1]![i] = 1;
  }
  refuseUnseen(unseen, name);
  return columns;
}

/** Throws the error that names levels which the fit did not see. */
export function refuseUnseen(unseen: ReadonlyMap<unknown, number>, name: string): void {
  if (unseen.size === 0) return;
  const rows = [...unseen.values()].reduce((a, b) => a + b, 0);
  throw new DataError(
    `C(${name}) has ${unseen.size} level${unseen.size > 1 ? "s" : ""} never seen when it was fitted (${[...unseen.keys()].slice(0, 5).map(show).join(", ")}) in ${rows} rows; drop those rows or fit with them.`,
  );
}
