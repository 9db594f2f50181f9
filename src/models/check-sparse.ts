import { ArgumentError, DataError } from "../errors.js";
import type { SparseFeatures } from "./learner.js";

/** Refuses sparse columns that are not what they say, and values that are not finite or too large to square. */
export function checkSparse(x: SparseFeatures): void {
  const { names, rows, starts, rowIndices, values } = x;
  if (starts.length !== names.length + 1 || starts[0] !== 0) {
    throw new ArgumentError(
      `x.starts must have one number more than there are names (${names.length}) and begin with 0; it had ${starts.length}.`,
    );
  }
  const stored = starts[names.length]!;
  if (!(stored <= rowIndices.length && stored <= values.length)) {
    throw new ArgumentError(
      `x.starts ends at ${stored}, beyond the ${rowIndices.length} row indices and ${values.length} values.`,
    );
  }
  for (let j = 0; j < names.length; j++) {
    let [before, bad, large] = [-1, 0, 0];
    for (let k = starts[j]!; k < starts[j + 1]!; k++) {
      const row = rowIndices[k]!;
      if (!(row > before && row < rows)) {
        throw new ArgumentError(
          `x.rowIndices of column "${names[j]}" must ascend from 0 to at most ${rows - 1}; there is ${row} after ${before}.`,
        );
      }
      before = row;
      if (!Number.isFinite(values[k]!)) bad++;
      else if (Math.abs(values[k]!) > 1e150) large++;
    }
    if (starts[j + 1]! < starts[j]!)
      throw new ArgumentError(`x.starts must not descend; it does at column "${names[j]}".`);
    if (bad > 0) {
      throw new DataError(
        `column "${names[j]}" is not a finite number in ${bad} of ${rows} rows; fill or drop them first.`,
      );
    }
    if (large > 0)
      throw new DataError(
        `column "${names[j]}" has numbers too large to square (beyond 1e150); rescale it first.`,
      );
  }
}
