import { DataError } from "../../errors.js";
import { type SparseColumns, sparseRoom } from "../../numeric/sparse-columns.js";
import { sortRows } from "../../numeric/sparse-subset.js";

/** Adds a value to the cell of a row and a column. */
export type AddCell = (row: number, column: number, value: number) => void;

export interface SparsePlan {
  readonly rows: number;
  /** Gives all cells to `add`: called twice, and gives the same ones. */
  readonly pass: (add: AddCell) => Promise<void>;
  /** Once all cells were seen: where each row and each column goes, and how many columns there are. */
  readonly layout: () => { rowPlaces?: Int32Array; columnPlaces: Int32Array; columns: number };
  /** Whether values of one cell add up, or the largest of them stays. */
  readonly combine: (column: number) => "sum" | "max";
}

/**
 * Sparse columns from cells in any order. Two passes, one to count and one to fill: the cells never stand in memory
 * beside the columns made of them.
 */
export async function buildSparse({ rows, pass, layout, combine }: SparsePlan): Promise<SparseColumns> {
  let counts = new Float64Array(1024);
  await pass((_, column) => {
    if (column >= counts.length) counts = grown(counts, column);
    counts[column]!++;
  });
  const { rowPlaces, columnPlaces, columns } = layout();
  const places = columnPlaces;
  const total = counts.reduce((sum, each) => sum + each, 0);
  if (total > 2 ** 31 - 1) throw new DataError(`the ${total} cells are more than a sparse matrix can hold.`);
  const room = sparseRoom(columns, total);
  const next = new Int32Array(columns + 1);
  places.forEach((place, column) => {
    next[place + 1] = counts[column] ?? 0;
  });
  for (let j = 0; j < columns; j++) next[j + 1]! += next[j]!;
  const starts = next.slice();
  await pass((row, column, value) => {
    const at = next[places[column]!]!++;
    room.rowIndices[at] = rowPlaces ? rowPlaces[row]! : row;
    room.values[at] = value;
  });
  if (next.subarray(0, columns).some((end, j) => end !== starts[j + 1]))
    throw new DataError("the second reading gave other rows than the first; a source must repeat itself.");
  return { rows, ...merge(room, starts, combine) };
}

/** Puts each column in order of its rows, and values of one cell together; what is 0 then is not stored. */
function merge(
  room: Omit<SparseColumns, "rows">,
  from: Int32Array,
  combine: SparsePlan["combine"],
): Omit<SparseColumns, "rows"> {
  const { starts, rowIndices, values } = room;
  let to = 0;
  for (let j = 0; j + 1 < from.length; j++) {
    const [start, end] = [from[j]!, from[j + 1]!];
    if (!ascends(rowIndices, start, end)) sortRows(room, start, end);
    const sum = combine(j) === "sum";
    for (let k = start; k < end; ) {
      const row = rowIndices[k]!;
      let value = values[k++]!;
      for (; k < end && rowIndices[k] === row; k++)
        value = sum ? value + values[k]! : Math.max(value, values[k]!);
      if (value === 0) continue;
      rowIndices[to] = row;
      values[to++] = value;
    }
    starts[j + 1] = to;
  }
  return { starts, rowIndices: rowIndices.subarray(0, to), values: values.subarray(0, to) };
}

function ascends(rows: Int32Array, start: number, end: number): boolean {
  for (let k = start + 1; k < end; k++) if (rows[k]! < rows[k - 1]!) return false;
  return true;
}

function grown(counts: Float64Array, column: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(Math.max(column + 1, 2 * counts.length));
  larger.set(counts);
  return larger;
}
