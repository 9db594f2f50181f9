import { sparseRoom } from "../../numeric/sparse-columns.js";
import { type Frame, type Table, tableFrame } from "../frame.js";
import { type FittedTerm, sparseColumnsOf } from "../terms/fit-term.js";
import { type SparseDesign, showDesign } from "./sparse-design.js";

/** Terms turned into sparse columns; missing values of numbers are NaN. */
export interface SparseTermDesign extends SparseDesign {
  readonly terms: readonly string[];
  /** The same terms, with the levels and knots learned here, on another table. */
  transform(table: Table): SparseTermDesign;
}

/** The columns of fitted terms over a frame, zeros left out. */
export function sparseTermDesign(fitted: readonly FittedTerm[], frame: Frame): SparseTermDesign {
  const columns = fitted.flatMap((each) => sparseColumnsOf(each, frame));
  const stored = columns.reduce((sum, { rows }) => sum + rows.length, 0);
  const room = sparseRoom(columns.length, stored);
  columns.forEach(({ rows, values }, j) => {
    room.rowIndices.set(rows, room.starts[j]!);
    room.values.set(values, room.starts[j]!);
    room.starts[j + 1] = room.starts[j]! + rows.length;
  });
  return showDesign({
    rows: frame.rows,
    names: fitted.flatMap((each) => each.names),
    ...room,
    terms: fitted.map((each) => each.term),
    transform: (table: Table) => sparseTermDesign(fitted, tableFrame(table)),
  });
}
