import { isMissing } from "../is-missing.js";
import { isTextColumn, numericColumn } from "../numeric-column.js";
import { fitLevels, levelColumns } from "../terms/categories.js";

/** A column of the imputation model: its values, and its coding as standardized numbers, one column or one a level. */
export interface ImputationVariable {
  readonly name: string;
  readonly values: ArrayLike<unknown>;
  /** Rows that have a value. */
  readonly present: Int32Array;
  /** Rows that have none. */
  readonly absent: Int32Array;
  /** NaN where the value is missing. */
  readonly codes: readonly Float64Array[];
}

export function imputationVariable(name: string, values: ArrayLike<unknown>): ImputationVariable {
  const rows = Array.from({ length: values.length }, (_, i) => i);
  const codes = isTextColumn(values)
    ? levelColumns(fitLevels(values, name), values, name)
    : [numericColumn(values, name)];
  return {
    name,
    values,
    present: Int32Array.from(rows.filter((i) => !isMissing(values[i]))),
    absent: Int32Array.from(rows.filter((i) => isMissing(values[i]))),
    codes: codes.map(standardized),
  };
}

function standardized(column: Float64Array): Float64Array {
  const present = column.filter((value) => !Number.isNaN(value));
  const mean = present.reduce((sum, value) => sum + value, 0) / present.length;
  const deviation = Math.sqrt(present.reduce((sum, value) => sum + (value - mean) ** 2, 0) / present.length);
  return column.map((value) => (value - mean) / (deviation > 0 ? deviation : 1));
}
