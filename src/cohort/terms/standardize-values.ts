import { DataError } from "../../errors.js";
import { sharedColumn } from "../../numeric/columns.js";

/** What "scale(…)" remembers from the data that it was fitted to. */
export interface Scale {
  readonly mean: number;
  readonly deviation: number;
}

/** Mean and standard deviation (divisor n − 1, as R's scale) of the values that are finite. */
export function fitScale(values: Float64Array, label: string): Scale {
  const known = values.filter(Number.isFinite);
  const mean = known.reduce((sum, value) => sum + value / known.length, 0);
  const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / (known.length - 1));
  if (known.length > 1 && known.some((value) => value !== known[0])) return { mean, deviation };
  throw new DataError(
    `the term "${label}" needs two different values to have a standard deviation; it had ${known.length === 0 ? "none" : `only ${known[0]}`} in ${values.length} rows.`,
  );
}

export function scaleValues({ mean, deviation }: Scale, values: Float64Array): Float64Array {
  const scaled = sharedColumn(values.length);
  for (let i = 0; i < values.length; i++) scaled[i] = (values[i]! - mean) / deviation;
  return scaled;
}
