import { sharedColumn } from "./columns.js";

/** Rows of a piece: as many as stay in the first-level cache for a few columns; even, as kernels want it. */
export const pieceRows = 512;

/** Columns of values of the same units, in an order in which zeros lie together, so that pieces of them are passed over. */
export interface OrderedColumns {
  /** Unit of each row, in shared memory as the values are. */
  readonly order: Int32Array;
  /** Column after column. */
  readonly values: Float64Array;
  readonly width: number;
  /** Piece by piece, 1 for each column that has a value other than 0 there. */
  readonly filled: Uint8Array;
}

/** Orders units by how many of the chosen columns are not 0, most first; `columns` have `n` values each. */
export function orderColumns(columns: Float64Array, n: number, chosen: ArrayLike<number>): OrderedColumns {
  const order = byFullness(columns, n, chosen);
  const width = chosen.length;
  const values = sharedColumn(n * width);
  const filled = new Uint8Array(Math.ceil(n / pieceRows) * width);
  for (let c = 0; c < width; c++) {
    const from = columns.subarray(chosen[c]! * n, (chosen[c]! + 1) * n);
    const to = values.subarray(c * n, (c + 1) * n);
    for (let start = 0; start < n; start += pieceRows) {
      const full = reorder(from, order, to, start, Math.min(n, start + pieceRows));
      filled[(start / pieceRows) * width + c] = full ? 1 : 0;
    }
  }
  return { order, values, width, filled };
}

/** Whether any of the rows start … end − 1 is not 0. */
function reorder(
  from: Float64Array,
  order: Int32Array,
  to: Float64Array,
  start: number,
  end: number,
): boolean {
  let found = false;
  for (let i = start; i < end; i++) {
    const value = from[order[i]!]!;
    to[i] = value;
    if (value !== 0) found = true;
  }
  return found;
}

function byFullness(columns: Float64Array, n: number, chosen: ArrayLike<number>): Int32Array {
  const full = new Int32Array(n);
  for (let c = 0; c < chosen.length; c++) {
    const from = chosen[c]! * n;
    for (let i = 0; i < n; i++) if (columns[from + i] !== 0) full[i]!++;
  }
  const places = new Int32Array(chosen.length + 2);
  for (let i = 0; i < n; i++) places[chosen.length - full[i]! + 1]!++;
  for (let k = 1; k < places.length; k++) places[k]! += places[k - 1]!;
  const order = new Int32Array(new SharedArrayBuffer(4 * n));
  for (let i = 0; i < n; i++) order[places[chosen.length - full[i]!]!++] = i;
  return order;
}
