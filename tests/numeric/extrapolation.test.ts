import { describe, expect, it } from "vitest";
import { Extrapolation } from "#src/numeric/extrapolation.js";

/** x ← M x + b with M of given eigenvalues on two mixed coordinates each, so that the limit is (I − M)⁻¹ b. */
function iterated(eigenvalues: number[]) {
  const step = (x: Float64Array) => x.map((value, j) => eigenvalues[j]! * value + 1);
  const limit = eigenvalues.map((value) => 1 / (1 - value));
  return { step, limit };
}

describe("extrapolation", () => {
  it("finds the limit of a linear iteration of as many directions as it looks back on steps", () => {
    const { step, limit } = iterated([0.999, 0.9, -0.5, 0.2]);
    const path = new Extrapolation();
    let x = new Float64Array(4);
    while (!path.ready) {
      path.add(x);
      x = step(x) as Float64Array<ArrayBuffer>;
    }
    const found = path.limit()!;
    limit.forEach((value, j) => {
      expect(Math.abs(found[j]! / value - 1)).toBeLessThan(1e-3);
    });
    expect(Math.abs(x[0]! / limit[0]! - 1)).toBeGreaterThan(0.9);
  });

  it("has no limit to tell where nothing moves", () => {
    const path = new Extrapolation();
    while (!path.ready) path.add(Float64Array.of(1, 2));
    expect(path.limit()).toBeUndefined();
  });
});
