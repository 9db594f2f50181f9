/**
 * Columns of which most values are 0, compressed: the values of column j that are stored stand at `starts[j] …
 * starts[j + 1] − 1`, in ascending order of their rows, each row once; all others are 0. Shared memory lets workers
 * read them without a copy.
 */
export interface SparseColumns {
  readonly rows: number;
  /** One more than there are columns. */
  readonly starts: Int32Array;
  readonly rowIndices: Int32Array;
  readonly values: Float64Array;
}

/** Room for `stored` values of `columns` columns in shared memory. */
export function sparseRoom(columns: number, stored: number): Omit<SparseColumns, "rows"> {
  return {
    starts: new Int32Array(new SharedArrayBuffer(4 * (columns + 1))),
    rowIndices: new Int32Array(new SharedArrayBuffer(4 * stored)),
    values: new Float64Array(new SharedArrayBuffer(8 * stored)),
  };
}

/** Σᵢ v[i]·x[i] of one column. */
export function sparseInner(
  { starts, rowIndices, values }: SparseColumns,
  j: number,
  v: Float64Array,
): number {
  const end = starts[j + 1]!;
  let k = starts[j]!;
  let [a, b] = [0, 0];
  for (; k + 2 <= end; k += 2) {
    a += values[k]! * v[rowIndices[k]!]!;
    b += values[k + 1]! * v[rowIndices[k + 1]!]!;
  }
  if (k < end) a += values[k]! * v[rowIndices[k]!]!;
  return a + b;
}

/** out[i] += slope·x[i] of one column. */
export function addSparse(
  { starts, rowIndices, values }: SparseColumns,
  j: number,
  slope: number,
  out: Float64Array,
): void {
  const end = starts[j + 1]!;
  for (let k = starts[j]!; k < end; k++) out[rowIndices[k]!]! += slope * values[k]!;
}
