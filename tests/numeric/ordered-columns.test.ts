import { expect, it } from "vitest";
import { orderColumns, pieceRows } from "#src/numeric/ordered-columns.js";

it("puts units with most values other than 0 first, and keeps the order of the others", () => {
  const columns = Float64Array.of(1, 2, 3, 4, 0, 0, 7, 8, 9, 9, 9, 9);
  const { order, values, width } = orderColumns(columns, 4, [1, 0]);
  expect(Array.from(order)).toEqual([2, 3, 0, 1]);
  expect(Array.from(values)).toEqual([7, 8, 0, 0, 3, 4, 1, 2]);
  expect(width).toBe(2);
});

it("knows which pieces of a column are zeros alone", () => {
  const n = 2 * pieceRows + 1;
  const columns = new Float64Array(2 * n).fill(1, 0, n);
  columns[n + 17] = Number.NaN;
  expect(Array.from(orderColumns(columns, n, [0, 1]).filled)).toEqual([1, 1, 1, 0, 1, 0]);
});
