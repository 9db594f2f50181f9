import { sharedColumn } from "../numeric/columns.js";
import type { Features } from "./learner.js";

/** Some rows of the columns, in the order given. */
export function subsetRows(x: Features, rows: Int32Array): Features {
  const columns = x.columns.map((column) => {
    const chosen = sharedColumn(rows.length);
    for (let i = 0; i < rows.length; i++) chosen[i] = column[rows[i]!]!;
    return chosen;
  });
  return { rows: rows.length, names: x.names, columns };
}
