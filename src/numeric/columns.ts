/** Columns of numbers of one length, in shared memory so that workers read them without a copy. */
export interface Columns {
  readonly rows: number;
  readonly columns: readonly Float64Array[];
}

/** A zeroed column of `rows` numbers in shared memory. */
export function sharedColumn(rows: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(rows * Float64Array.BYTES_PER_ELEMENT));
}

/** A column in shared memory with the values of `values`. */
export function toSharedColumn(values: ArrayLike<number>): Float64Array {
  const column = sharedColumn(values.length);
  column.set(values);
  return column;
}

/** A column of `rows` times the same number. */
export function constantColumn(rows: number, value: number): Float64Array {
  return sharedColumn(rows).fill(value);
}
