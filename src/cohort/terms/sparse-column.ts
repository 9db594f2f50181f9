import { DataError } from "../../errors.js";
import { isMissing } from "../is-missing.js";
import { type Levels, refuseUnseen } from "./categories.js";

/** The values of a column that are not 0, in ascending order of their rows. */
export interface SparseColumn {
  readonly rows: Int32Array;
  readonly values: Float64Array;
}

/** A column without its zeros; missing values stay NaN. */
export function compressColumn(column: Float64Array): SparseColumn {
  let count = 0;
  for (let i = 0; i < column.length; i++) if (column[i] !== 0) count++;
  const [rows, values] = [new Int32Array(count), new Float64Array(count)];
  let at = 0;
  for (let i = 0; i < column.length; i++) {
    if (column[i] === 0) continue;
    rows[at] = i;
    values[at++] = column[i]!;
  }
  return { rows, values };
}

/**
 * The columns of `levelColumns` without their zeros. A missing value, which would be NaN in the columns of all levels,
 * is a {@link DataError}.
 */
export function sparseLevels(levels: Levels, values: ArrayLike<unknown>, name: string): SparseColumn[] {
  const code = new Map(levels.map((level, k) => [level as unknown, k]));
  const codes = new Int32Array(values.length);
  const counts = new Int32Array(levels.length);
  const unseen = new Map<unknown, number>();
  let missing = 0;
  for (let i = 0; i < values.length; i++) {
    const k = code.get(values[i]);
    codes[i] = k ?? 0;
    if (k !== undefined) counts[k]!++;
    else if (isMissing(values[i])) missing++;
    else unseen.set(values[i], (unseen.get(values[i]) ?? 0) + 1);
  }
  refuseUnseen(unseen, name);
  if (missing > 0) {
    throw new DataError(
      `C(${name}) is missing in ${missing} of ${values.length} rows, which a sparse design cannot leave open in all its levels; give them a level of their own, such as "missing", or drop them.`,
    );
  }
  const columns = Array.from(counts, (count) => ({
    rows: new Int32Array(count),
    values: new Float64Array(count).fill(1),
  }));
  const at = new Int32Array(levels.length);
  for (let i = 0; i < codes.length; i++) columns[codes[i]!]!.rows[at[codes[i]!]!++] = i;
  return columns.slice(1);
}

/** The product of two columns. */
export function sparseProduct(a: SparseColumn, b: SparseColumn): SparseColumn {
  const rows: number[] = [];
  const values: number[] = [];
  let k = 0;
  for (let i = 0; i < a.rows.length; i++) {
    while (k < b.rows.length && b.rows[k]! < a.rows[i]!) k++;
    if (k === b.rows.length) break;
    if (b.rows[k] !== a.rows[i]) continue;
    rows.push(a.rows[i]!);
    values.push(a.values[i]! * b.values[k]!);
  }
  return { rows: Int32Array.from(rows), values: Float64Array.from(values) };
}
