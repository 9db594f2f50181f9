import { sharedColumn } from "../numeric/columns.js";
import { sparseSubset } from "../numeric/sparse-subset.js";
import { type Features, isSparse, type SparseFeatures } from "./learner.js";

/** Some rows of the columns, in the order given. */
export function subsetRows<X extends Features | SparseFeatures>(x: X, rows: Int32Array): X;
export function subsetRows(x: Features | SparseFeatures, rows: Int32Array): Features | SparseFeatures {
  if (isSparse(x)) return { ...sparseSubset(x, rows), names: x.names };
  const columns = x.columns.map((column) => {
    const chosen = sharedColumn(rows.length);
    for (let i = 0; i < rows.length; i++) chosen[i] = column[rows[i]!]!;
    return chosen;
  });
  return { rows: rows.length, names: x.names, columns };
}
