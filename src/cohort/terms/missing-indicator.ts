import { sharedColumn } from "../../numeric/columns.js";
import type { Frame } from "../frame.js";
import type { FittedTerm } from "./fit-term.js";

/**
 * The term with 0 in place of missing values and, where `frame` has any, a further 0/1 column that says where. A
 * pattern already in `patterns` gets no second column, which would repeat the first.
 */
export function withMissingIndicator(fitted: FittedTerm, frame: Frame, patterns: Float64Array[]): FittedTerm {
  const pattern = missingPattern(fitted.columns(frame));
  if (!pattern.includes(1)) return fitted;
  const repeated = patterns.some((other) => other.every((value, i) => value === pattern[i]));
  if (!repeated) patterns.push(pattern);
  return {
    ...fitted,
    sparse: undefined,
    names: repeated ? fitted.names : [...fitted.names, `missing(${fitted.term})`],
    columns: (from) => {
      const columns = fitted.columns(from);
      const indicator = missingPattern(columns);
      const filled = columns.map(fillZero);
      return repeated ? filled : [...filled, indicator];
    },
  };
}

function missingPattern(columns: readonly Float64Array[]): Float64Array {
  const first = columns[0]!;
  const pattern = sharedColumn(first.length);
  for (let i = 0; i < first.length; i++) pattern[i] = Number.isNaN(first[i]!) ? 1 : 0;
  return pattern;
}

function fillZero(column: Float64Array): Float64Array {
  const filled = sharedColumn(column.length);
  for (let i = 0; i < column.length; i++) filled[i] = Number.isNaN(column[i]!) ? 0 : column[i]!;
  return filled;
}
