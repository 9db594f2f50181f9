import { ArgumentError } from "../../errors.js";
import type { Columns } from "../../numeric/columns.js";
import { sparseRoom } from "../../numeric/sparse-columns.js";
import { type SparseDesign, showDesign } from "./sparse-design.js";

type Part = SparseDesign | (Columns & { readonly names: readonly string[] });

/**
 * The columns of several designs side by side, as one sparse design. Row i of each must be the same person; a name may
 * come only once.
 *
 * @example
 * const x = bindColumns(designMatrix(people, ["age", "C(region)"], { sparse: true }), await sparseDesign(codes, roles));
 */
export function bindColumns(...parts: readonly Part[]): SparseDesign {
  const rows = parts[0]?.rows ?? 0;
  parts.forEach((part, k) => {
    if (part.rows === rows) return;
    throw new ArgumentError(
      `part ${k} has ${part.rows} rows, and part 0 has ${rows}; they must be the same people.`,
    );
  });
  const names = parts.flatMap((part) => part.names);
  const repeated =
    names.length === new Set(names).size ? undefined : names.find((name, j) => names.indexOf(name) < j);
  if (repeated !== undefined)
    throw new ArgumentError(`two parts have a column "${repeated}"; give one of them another name.`);
  const stored = parts.reduce((sum, part) => sum + storedOf(part), 0);
  const room = sparseRoom(names.length, stored);
  let [column, at] = [0, 0];
  for (const part of parts) {
    if ("starts" in part) {
      const count = storedOf(part);
      room.rowIndices.set(part.rowIndices.subarray(0, count), at);
      room.values.set(part.values.subarray(0, count), at);
      part.names.forEach((_, j) => {
        room.starts[++column] = at + part.starts[j + 1]!;
      });
      at += count;
      continue;
    }
    for (const values of part.columns) {
      for (let i = 0; i < rows; i++) {
        if (values[i] === 0) continue;
        room.rowIndices[at] = i;
        room.values[at++] = values[i]!;
      }
      room.starts[++column] = at;
    }
  }
  return showDesign({ rows, names, ...room });
}

function storedOf(part: Part): number {
  if ("starts" in part) return part.starts[part.names.length]!;
  return part.columns.reduce(
    (sum, column) => sum + column.reduce((n, value) => n + (value === 0 ? 0 : 1), 0),
    0,
  );
}
