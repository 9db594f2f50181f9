import type { Features, SparseFeatures } from "txlab/models";

/** The same columns with their zeros left out. */
export function sparseOf({ rows, names, columns }: Features): SparseFeatures {
  const starts = [0];
  const rowIndices: number[] = [];
  const values: number[] = [];
  for (const column of columns) {
    column.forEach((value, i) => {
      if (value === 0) return;
      rowIndices.push(i);
      values.push(value);
    });
    starts.push(values.length);
  }
  return {
    rows,
    names,
    starts: Int32Array.from(starts),
    rowIndices: Int32Array.from(rowIndices),
    values: Float64Array.from(values),
  };
}

/** The same columns with their zeros filled in. */
export function denseOf({ rows, names, starts, rowIndices, values }: SparseFeatures): Features {
  const columns = names.map((_, j) => {
    const column = new Float64Array(rows);
    for (let k = starts[j]!; k < starts[j + 1]!; k++) column[rowIndices[k]!] = values[k]!;
    return column;
  });
  return { rows, names, columns };
}
