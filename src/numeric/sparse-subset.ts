import { type SparseColumns, sparseRoom } from "./sparse-columns.js";

/** Some rows of sparse columns, in the order given; a row may come several times. */
export function sparseSubset(x: SparseColumns, rows: Int32Array): SparseColumns {
  const { first, places } = placesOf(rows, x.rows);
  const columns = x.starts.length - 1;
  let stored = 0;
  for (const row of x.rowIndices.subarray(0, x.starts[columns])) stored += first[row + 1]! - first[row]!;
  const found = { rows: rows.length, ...sparseRoom(columns, stored) };
  const ascending = rows.every((row, i) => i === 0 || row >= rows[i - 1]!);
  let at = 0;
  for (let j = 0; j < columns; j++) {
    const start = at;
    for (let k = x.starts[j]!; k < x.starts[j + 1]!; k++) {
      const row = x.rowIndices[k]!;
      for (let place = first[row]!; place < first[row + 1]!; place++) {
        found.rowIndices[at] = places[place]!;
        found.values[at++] = x.values[k]!;
      }
    }
    found.starts[j + 1] = at;
    if (!ascending) sortRows(found, start, at);
  }
  return found;
}

/** For each row, the places where it goes: those at `first[row] … first[row + 1] − 1`. */
function placesOf(rows: Int32Array, total: number): { first: Int32Array; places: Int32Array } {
  const first = new Int32Array(total + 1);
  for (const row of rows) first[row + 1]!++;
  for (let row = 0; row < total; row++) first[row + 1]! += first[row]!;
  const next = first.slice();
  const places = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) places[next[rows[i]!]!++] = i;
  return { first, places };
}

/** Puts the stored values from `start` to `end` in ascending order of their rows; equal rows keep their order. */
export function sortRows(
  { rowIndices, values }: Pick<SparseColumns, "rowIndices" | "values">,
  start: number,
  end: number,
): void {
  const count = end - start;
  const keys = Float64Array.from({ length: count }, (_, k) => rowIndices[start + k]! * count + k).sort();
  const before = values.slice(start, end);
  for (let k = 0; k < count; k++) {
    const row = Math.floor(keys[k]! / count);
    rowIndices[start + k] = row;
    values[start + k] = before[keys[k]! - row * count]!;
  }
}
