/** Rows that differ, each by its first place, and which of them each row equals. */
export interface DistinctRows {
  readonly first: Int32Array;
  readonly of: Int32Array;
}

/**
 * The different rows of a table of numbers, in the order of their first places; NaN equals NaN. Undefined where more than
 * half of the rows differ, so that naming them gains nothing.
 */
export function distinctRows(columns: readonly ArrayLike<number>[], rows: number): DistinctRows | undefined {
  const of = new Int32Array(rows);
  let count = Math.min(1, rows);
  for (const column of columns) {
    count = refine(of, count, column);
    if (2 * count > rows) return undefined;
  }
  const first = new Int32Array(count).fill(-1);
  for (let row = 0; row < rows; row++) if (first[of[row]!]! < 0) first[of[row]!] = row;
  return { first, of };
}

/** Splits the groups of rows by the values of one more column; returns how many there are. */
function refine(of: Int32Array, groups: number, column: ArrayLike<number>): number {
  const values = new Map<number, number>();
  const pairs = new Map<number, number>();
  for (let row = 0; row < of.length; row++) {
    const value = column[row]!;
    let code = values.get(value);
    if (code === undefined) {
      code = values.size;
      values.set(value, code);
    }
    const pair = code * groups + of[row]!;
    let group = pairs.get(pair);
    if (group === undefined) {
      group = pairs.size;
      pairs.set(pair, group);
    }
    of[row] = group;
  }
  return pairs.size;
}
