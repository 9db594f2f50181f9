import { sharedColumn } from "./columns.js";

/** Rows of a piece, a multiple of 16: tables of what they add, for 8 columns, stay in the second-level cache. */
export const pieceRows = 256;

/**
 * Columns of values of the same units, in an order in which zeros lie together, so that pieces of zeros are passed over,
 * and pieces that two columns share are summed once.
 */
export interface OrderedColumns {
  /** Unit of each row, in shared memory as the values are. */
  readonly order: Int32Array;
  /** Column after column. */
  readonly values: Float64Array;
  readonly width: number;
  /** Piece by piece, for each column the first one that has the same values there; −1 where they are all 0. */
  readonly source: Int32Array;
}

/**
 * The chosen columns, which have a value for each unit of `reach`, with the units that reach furthest first: `reach` is a
 * whole number from 0 on, such as how many of the columns have something of their own to say of the unit. `places` tells
 * where the columns have the units, if not in their order.
 */
export function orderColumns(
  columns: Float64Array,
  reach: Int32Array,
  chosen: ArrayLike<number>,
  places?: Int32Array,
): OrderedColumns {
  const n = reach.length;
  const order = furthestFirst(reach);
  const rows = places ? order.map((unit) => places[unit]!) : order;
  const width = chosen.length;
  const values = sharedColumn(n * width);
  const source = new Int32Array(Math.ceil(n / pieceRows) * width);
  for (let c = 0; c < width; c++) {
    const from = columns.subarray(chosen[c]! * n, (chosen[c]! + 1) * n);
    const to = values.subarray(c * n, (c + 1) * n);
    for (let i = 0; i < n; i++) to[i] = from[rows[i]!]!;
    for (let start = 0; start < n; start += pieceRows) {
      const piece = source.subarray((start / pieceRows) * width);
      piece[c] = sourceOf(c, piece, values, n, start, Math.min(n, start + pieceRows));
    }
  }
  return { order, values, width, source };
}

function sourceOf(
  column: number,
  sources: Int32Array,
  values: Float64Array,
  n: number,
  start: number,
  end: number,
): number {
  const at = column * n;
  let row = start;
  while (row < end && values[at + row] === 0) row++;
  if (row === end) return -1;
  for (let c = 0; c < column; c++) {
    if (sources[c] !== c || values[c * n + row] !== values[at + row]) continue;
    let same = start;
    while (same < end && values[c * n + same] === values[at + same]) same++;
    if (same === end) return c;
  }
  return column;
}

/** Units in order of their reach, the furthest first, in shared memory; among equal ones the first. */
export function furthestFirst(reach: Int32Array): Int32Array {
  let most = 0;
  for (const each of reach) most = Math.max(most, each);
  const places = new Int32Array(most + 2);
  for (const each of reach) places[most - each + 1]!++;
  for (let k = 1; k < places.length; k++) places[k]! += places[k - 1]!;
  const order = new Int32Array(new SharedArrayBuffer(4 * reach.length));
  for (let i = 0; i < order.length; i++) order[places[most - reach[i]!]!++] = i;
  return order;
}
