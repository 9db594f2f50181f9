/** Rows of a block. */
export const rowBlock = 256;

/** Visits rows in blocks that are copied row after row, so that trees read each row's columns side by side. */
export function eachRowBlock(
  columns: readonly Float64Array[],
  rows: number,
  visit: (x: Float64Array, start: number, count: number) => void,
): void {
  const p = columns.length;
  const x = new Float64Array(rowBlock * p);
  for (let start = 0; start < rows; start += rowBlock) {
    const count = Math.min(rowBlock, rows - start);
    for (let j = 0; j < p; j++) {
      const column = columns[j]!;
      for (let i = 0; i < count; i++) x[i * p + j] = column[start + i]!;
    }
    visit(x, start, count);
  }
}
