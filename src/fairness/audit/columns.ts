import { show } from "../../assert.js";
import { type Table, tableFrame } from "../../cohort/frame.js";
import { isMissing } from "../../cohort/is-missing.js";
import { DataError } from "../../errors.js";

/** Reads a table's columns, each row as often as it stands for people. */
export interface Source {
  readonly people: number;
  column(name: string, role: string): ArrayLike<unknown>;
}

/** The most people that rows with frequencies may stand for: beyond, their expansion would not fit in memory. */
const mostPeople = 2 ** 27;

/** A table as an audit reads it: `frequency` names a column that says how many people each row stands for. */
export function openSource(table: Table, frequency?: string): Source {
  const frame = tableFrame(table);
  const column = (name: string, role: string): ArrayLike<unknown> =>
    plain(table, name) ?? frame.column(name, role);
  if (frequency === undefined) return { people: frame.rows, column };
  const rows = expandRows(column(frequency, "frequency"), frequency);
  return {
    people: rows.length,
    column: (name, role) => {
      const values = column(name, role);
      return Array.from(rows, (row) => values[row]);
    },
  };
}

/** The array behind an unfiltered, unordered Arquero column, which spares a copy. */
function plain(table: Table, name: string): ArrayLike<unknown> | undefined {
  const view = table as Partial<{
    isFiltered(): boolean;
    isOrdered(): boolean;
    column(name: string): unknown;
  }>;
  if (!view.column || view.isFiltered?.() !== false || view.isOrdered?.() !== false) return undefined;
  const values = view.column(name);
  const whole = Array.isArray(values) || ArrayBuffer.isView(values);
  return whole && (values as ArrayLike<unknown>).length === table.numRows()
    ? (values as ArrayLike<unknown>)
    : undefined;
}

function expandRows(counts: ArrayLike<unknown>, name: string): Int32Array {
  let total = 0;
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i];
    if (!Number.isSafeInteger(count) || (count as number) < 0) {
      throw new DataError(
        `frequency "${name}" must be whole numbers of people; row ${i} of ${counts.length} is ${show(count)}. Sampling weights go into weights.`,
      );
    }
    total += count as number;
  }
  if (total > mostPeople)
    throw new DataError(
      `frequency "${name}" stands for ${total} people; at most ${mostPeople} are possible.`,
    );
  const rows = new Int32Array(total);
  let at = 0;
  for (let i = 0; i < counts.length; i++) {
    rows.fill(i, at, at + (counts[i] as number));
    at += counts[i] as number;
  }
  return rows;
}

export type Level = string | number | boolean;

/** A column as codes 0, 1, … of its levels. */
export interface CodedColumn {
  readonly name: string;
  readonly levels: readonly Level[];
  readonly codes: Codes;
}

export type Codes = Int32Array | Uint8Array;

/** Codes a column; missing values are refused with their number. */
export function codeColumn(source: Source, name: string, role: string): CodedColumn {
  const values = source.column(name, role);
  const small = values instanceof Float64Array ? smallCodes(values) : undefined;
  if (small) return { name, ...small };
  return codeLevels(values, name, role);
}

const smallLevels = 256;

/** Codes of whole numbers from 0 to 255 in one pass without look-ups; `undefined` where there are others. */
function smallCodes(values: Float64Array): { levels: readonly Level[]; codes: Uint8Array } | undefined {
  const n = values.length;
  const codes = new Uint8Array(n);
  const seen = new Uint8Array(smallLevels);
  for (let i = 0; i < n; i++) {
    const value = values[i]!;
    const code = value & 255;
    if (code !== value) return undefined;
    codes[i] = code;
    seen[code] = 1;
  }
  const levels = Array.from(seen.keys()).filter((level) => seen[level] === 1);
  if (levels.length > 0 && levels[levels.length - 1] === levels.length - 1) return { levels, codes };
  const place = new Uint8Array(smallLevels);
  levels.forEach((level, code) => {
    place[level] = code;
  });
  for (let i = 0; i < n; i++) codes[i] = place[codes[i]!]!;
  return { levels, codes };
}

/** Up to so many levels a search beats a look-up. */
const fewLevels = 8;

/** Codes of any levels, in order of first appearance. */
function codeLevels(values: ArrayLike<unknown>, name: string, role: string): CodedColumn {
  const n = values.length;
  const codes = new Int32Array(n);
  const known = new Map<unknown, number>();
  const levels: Level[] = [];
  let [last, lastCode, missing]: [unknown, number, number] = [undefined, -1, 0];
  for (let i = 0; i < n; i++) {
    const given = values[i];
    const value = typeof given === "bigint" ? Number(given) : given;
    if (value !== last || lastCode < 0) {
      let code = levels.length <= fewLevels ? levels.indexOf(value as Level) : (known.get(value) ?? -1);
      if (code < 0) {
        if (isMissing(value)) {
          missing++;
          continue;
        }
        code = levels.length;
        levels.push(asLevel(value, name, role, i));
        known.set(value, code);
      }
      last = value;
      lastCode = code;
    }
    codes[i] = lastCode;
  }
  if (missing > 0) {
    throw new DataError(
      `${role} "${name}" is missing in ${missing} of ${n} rows. Drop these rows, or give them a level of their own, such as "unknown": who is missing may itself differ between groups.`,
    );
  }
  return { name, levels, codes };
}

function asLevel(value: unknown, name: string, role: string, row: number): Level {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  throw new DataError(`${role} "${name}" must be text, numbers or booleans; row ${row} is ${show(value)}.`);
}

/** A column of finite numbers. */
export function numberColumn(source: Source, name: string, role: string): Float64Array {
  const values = source.column(name, role);
  let [missing, first] = [0, -1];
  const numbers = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    const number =
      typeof value === "boolean" ? Number(value) : typeof value === "bigint" ? Number(value) : value;
    if (typeof number === "number" && Number.isFinite(number)) numbers[i] = number;
    else if (missing++ === 0) first = i;
  }
  if (missing > 0) {
    throw new DataError(
      `${role} "${name}" must be finite numbers; ${missing} of ${values.length} rows are not, the first is row ${first} with ${show(values[first])}. Fill or drop them first.`,
    );
  }
  return numbers;
}
