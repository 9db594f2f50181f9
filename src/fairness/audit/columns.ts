import { show } from "../../assert.js";
import { type Table, tableFrame } from "../../cohort/frame.js";
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
