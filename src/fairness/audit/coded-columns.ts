import { type CodedColumn, type Codes, codeLevels, type Level } from "./code-levels.js";
import type { Source } from "./columns.js";
import { type ByteTable, tabulateBytes } from "./tabulate-bytes.js";

/** A column and the argument that named it. */
export interface ColumnRole {
  readonly name: string;
  readonly role: string;
}

export interface CodedColumns {
  readonly columns: readonly CodedColumn[];
  /** People in each combination of codes, the last column fastest, where the columns could be counted together. */
  readonly counts?: Float64Array;
}

/** Codes columns. Small whole numbers are counted together, and a person's codes are written out when asked for. */
export function codeColumns(source: Source, roles: readonly ColumnRole[]): CodedColumns {
  const together = tabulateColumns(source, roles);
  return together ?? { columns: roles.map(({ name, role }) => codeColumn(source, name, role)) };
}

/** Codes one column; missing values are refused with their number. */
export function codeColumn(source: Source, name: string, role: string): CodedColumn {
  const alone = tabulateColumns(source, [{ name, role }]);
  return alone ? alone.columns[0]! : codeLevels(source.column(name, role), name, role);
}

function tabulateColumns(source: Source, roles: readonly ColumnRole[]): CodedColumns | undefined {
  const columns: Uint8Array[] = [];
  for (const { name, role } of roles) {
    const bytes = asBytes(source.column(name, role));
    if (!bytes) return undefined;
    columns.push(bytes);
  }
  const table = tabulateBytes(columns);
  if (!table) return undefined;
  const levels = levelsThatOccur(table);
  return {
    columns: roles.map(({ name }, j) => lazyCodes(name, columns[j]!, levels[j]!)),
    counts: compact(table, levels),
  };
}

/** Bytes as they are and a copy of whole numbers from 0 to 255; nothing where there are others. */
function asBytes(values: ArrayLike<unknown>): Uint8Array | undefined {
  if (values instanceof Uint8Array) return values;
  if (!ArrayBuffer.isView(values)) return undefined;
  const numbers = values as ArrayLike<unknown> as Float64Array;
  const bytes = new Uint8Array(numbers.length);
  for (let i = 0; i < bytes.length; i++) {
    const value = numbers[i]!;
    const byte = Number(value) & 255;
    if (byte !== value) return undefined;
    bytes[i] = byte;
  }
  return bytes;
}

/** The values of each column with at least one person. */
function levelsThatOccur({ sizes, counts }: ByteTable): number[][] {
  return sizes.map((size, j) => {
    const stride = sizes.slice(j + 1).reduce((product, next) => product * next, 1);
    const people = new Float64Array(size);
    counts.forEach((count, cell) => {
      people[Math.floor(cell / stride) % size]! += count;
    });
    return Array.from(people.keys()).filter((value) => people[value]! > 0);
  });
}

/** The table without values that never occur. */
function compact({ sizes, counts }: ByteTable, levels: readonly (readonly number[])[]): Float64Array {
  const kept = Array.from(counts.keys()).filter((cell) => {
    let rest = cell;
    for (let j = sizes.length - 1; j >= 0; j--) {
      if (!levels[j]!.includes(rest % sizes[j]!)) return false;
      rest = Math.floor(rest / sizes[j]!);
    }
    return true;
  });
  return Float64Array.from(kept, (cell) => counts[cell]!);
}

function lazyCodes(name: string, bytes: Uint8Array, levels: readonly Level[]): CodedColumn {
  const codesAreValues = levels[levels.length - 1] === levels.length - 1;
  let made: Codes | undefined = codesAreValues ? bytes : undefined;
  return {
    name,
    levels,
    get codes(): Codes {
      made ??= recode(bytes, levels);
      return made;
    },
  };
}

function recode(bytes: Uint8Array, levels: readonly Level[]): Uint8Array {
  const place = new Uint8Array(256);
  levels.forEach((level, code) => {
    place[level as number] = code;
  });
  return bytes.map((value) => place[value]!);
}
