/** Dense ranks of a column's values from 0, in shared memory; equal values have equal ranks. */
export function rankColumn(column: Float64Array): Int32Array {
  const sorted = Float64Array.from(column).sort();
  let distinct = 0;
  for (let i = 0; i < sorted.length; i++) {
    if (i === 0 || sorted[i] !== sorted[distinct - 1]) sorted[distinct++] = sorted[i]!;
  }
  const ranks = new Int32Array(new SharedArrayBuffer(4 * column.length));
  for (let i = 0; i < column.length; i++) ranks[i] = rankOf(sorted, distinct, column[i]!);
  return ranks;
}

function rankOf(sorted: Float64Array, distinct: number, value: number): number {
  let [low, high] = [0, distinct - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
