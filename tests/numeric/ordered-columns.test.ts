import { expect, it } from "vitest";
import { orderColumns, pieceRows } from "#src/numeric/ordered-columns.js";

it("puts units that reach furthest first, and keeps the order of equal ones", () => {
  const columns = Float64Array.of(1, 2, 3, 4, 0, 0, 7, 8, 9, 9, 9, 9);
  const { order, values, width } = orderColumns(columns, Int32Array.of(1, 1, 2, 2), [1, 0]);
  expect(Array.from(order)).toEqual([2, 3, 0, 1]);
  expect(Array.from(values)).toEqual([7, 8, 0, 0, 3, 4, 1, 2]);
  expect(width).toBe(2);
});

it("knows which pieces of a column are zeros alone, and which another column has too", () => {
  const n = 2 * pieceRows + 1;
  const columns = new Float64Array(3 * n).fill(1, 0, n).fill(1, 2 * n);
  columns[n + 17] = Number.NaN;
  columns[2 * n + pieceRows + 3] = 2;
  const { source } = orderColumns(columns, new Int32Array(n), [0, 1, 2]);
  expect(Array.from(source)).toEqual([0, 1, 0, 0, -1, 2, 0, -1, 0]);
});
