import { describe, expect, it } from "vitest";
import { cholesky } from "#src/numeric/cholesky.js";
import { qr } from "#src/numeric/qr.js";

/** Läuchli's columns: their cross-product rounds to a singular matrix. */
const lauchli = (e: number) => [
  Float64Array.of(1, e, 0, 0),
  Float64Array.of(1, 0, e, 0),
  Float64Array.of(1, 0, 0, e),
];

describe("qr", () => {
  it("solves what the normal equations cannot", () => {
    const e = 1e-9;
    const columns = lauchli(e);
    const gram = Float64Array.from({ length: 9 }, (_, i) =>
      columns[Math.floor(i / 3)]!.reduce((sum, value, k) => sum + value * columns[i % 3]![k]!, 0),
    );
    expect(cholesky(gram, 3).dependent.length).toBeGreaterThan(0);
    const found = qr(columns, 1e-12);
    expect(found.rank).toBe(3);
    expect(found.condition).toBeGreaterThan(1e8);
    const x = found.solve(Float64Array.of(6, e, 2 * e, 3 * e));
    [1, 2, 3].forEach((value, j) => {
      expect(x[j]).toBeCloseTo(value, 6);
    });
  });

  it("finds the rank whatever the columns' scales, and gives dependent columns the coefficient 0", () => {
    const a = Float64Array.of(1, 2, 3, 4, 6);
    const b = Float64Array.of(1e9, 0, 1e9, 0, -1e9);
    const sum = a.map((value, i) => 2 * value + b[i]! / 1e9);
    const tiny = Float64Array.of(1e-12, -1e-12, 0, 0, 1e-12);
    const found = qr([a, b, sum, new Float64Array(5), tiny]);
    expect(found.rank).toBe(3);
    const target = a.map((value, i) => 3 * value + b[i]! / 1e9 - 1e12 * tiny[i]!);
    const x = found.solve(target);
    const fitted = a.map((value, i) => x[0]! * value + x[1]! * b[i]! + x[2]! * sum[i]! + x[4]! * tiny[i]!);
    fitted.forEach((value, i) => {
      expect(value).toBeCloseTo(target[i]!, 12);
    });
    expect(x[3]).toBe(0);
    expect(x.filter((value) => value === 0).length).toBe(2);
  });

  it("leaves residuals orthogonal to the columns, also with more columns than rows", () => {
    const columns = Array.from({ length: 4 }, (_, j) =>
      Float64Array.from({ length: 30 }, (__, i) => Math.sin((i + 1) * (j + 1)) + j),
    );
    const b = Float64Array.from({ length: 30 }, (_, i) => Math.cos(2.3 * i));
    const x = qr(columns).solve(b);
    const residual = b.map((value, i) => value - columns.reduce((sum, c, j) => sum + c[i]! * x[j]!, 0));
    for (const column of columns)
      expect(column.reduce((sum, value, i) => sum + value * residual[i]!, 0)).toBeCloseTo(0, 12);
    expect(qr(columns.map((column) => column.subarray(0, 3))).rank).toBe(3);
    expect(qr([new Float64Array(4)]).rank).toBe(0);
  });
});

describe("cholesky", () => {
  it("solves, and names columns that depend on earlier ones", () => {
    const a = Float64Array.of(4, 2, 6, 2, 5, 7, 6, 7, 13);
    const found = cholesky(a, 3);
    expect(found.dependent).toEqual([2]);
    const whole = cholesky(Float64Array.of(4, 2, 6, 2, 5, 7, 6, 7, 14), 3);
    expect(whole.dependent).toEqual([]);
    const x = whole.solve(Float64Array.of(12, 14, 27));
    expect([...x].map((value) => Math.round(value * 1e12) / 1e12)).toEqual([1, 1, 1]);
    expect(whole.logDeterminant()).toBeCloseTo(Math.log(16), 12);
  });
});
