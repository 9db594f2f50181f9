/** Some rows of a column, in the order given. */
export function pickRows(values: ArrayLike<unknown>, rows: Int32Array): ArrayLike<unknown> {
  if (values instanceof Float64Array) return Float64Array.from(rows, (i) => values[i]!);
  return Array.from(rows, (i) => values[i]);
}
