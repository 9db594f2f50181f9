import fc from "fast-check";
import { randomStream } from "txlab/stats";
import { describe, expect, it } from "vitest";
import { coordinateDescent } from "#src/numeric/coordinate-descent.js";
import { newtonNow } from "#src/numeric/newton.js";

describe("newton", () => {
  const sumsOf = (f: (b: number) => [number, number, number]) => (beta: Float64Array) => {
    const [deviance, gradient, curvature] = f(beta[0]!);
    return { deviance, gradient: Float64Array.of(gradient), matrix: Float64Array.of(curvature) };
  };

  it("halves steps that go too far", () => {
    // Minus log cosh: a full step from 3 lands far beyond −3.
    const { status, beta } = newtonNow(
      sumsOf((b) => [2 * Math.log(Math.cosh(b)), -Math.tanh(b), 1 / Math.cosh(b) ** 2]),
      Float64Array.of(3),
    );
    expect(status).toBe("converged");
    expect(Math.abs(beta[0]!)).toBeLessThan(1e-12);
  });

  it("says when the maximum is infinitely far, when curvature vanishes, and when nothing rises", () => {
    const softplus = sumsOf((b) => {
      const e = Math.exp(-b);
      return [2 * Math.log1p(e), e / (1 + e), e / (1 + e) ** 2];
    });
    expect(newtonNow(softplus, Float64Array.of(0)).status).toBe("diverging");
    expect(
      newtonNow(
        sumsOf((b) => [-b, 1, 0]),
        Float64Array.of(0),
      ).status,
    ).toBe("singular");
    expect(
      newtonNow(
        sumsOf(() => [Number.NaN, 1, 1]),
        Float64Array.of(0),
      ).status,
    ).toBe("stalled");
  });
});

describe("coordinateDescent", () => {
  const problem = (seed: number, p: number) => {
    const stream = randomStream(seed).split("lasso");
    const rows = Array.from({ length: 3 * p }, () => Float64Array.from({ length: p }, () => stream.normal()));
    const gram = new Float64Array(p * p);
    const right = Float64Array.from({ length: p }, () => 5 * stream.normal());
    for (const row of rows)
      for (let j = 0; j < p; j++) for (let k = 0; k < p; k++) gram[j * p + k]! += row[j]! * row[k]!;
    return { gram, right };
  };

  it("meets the conditions of a minimum for any penalties", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 1000 }),
        fc.double({ min: 0, max: 8, noNaN: true }),
        fc.double({ min: 0, max: 5, noNaN: true }),
        (p, seed, l1, l2) => {
          const { gram, right } = problem(seed, p);
          const beta = new Float64Array(p);
          expect(coordinateDescent(gram, right, { l1, l2 }, beta, 1e-11)).toBe(true);
          const penalized = (j: number): number => Number(j > 0);
          beta.forEach((value, j) => {
            let slope = right[j]! - l2 * penalized(j) * value;
            for (let k = 0; k < p; k++) slope -= gram[j * p + k]! * beta[k]!;
            if (value === 0) expect(Math.abs(slope)).toBeLessThanOrEqual(l1 * penalized(j) + 1e-7);
            else expect(slope).toBeCloseTo(l1 * penalized(j) * Math.sign(value), 6);
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it("leaves a coefficient without curvature as it is", () => {
    const beta = new Float64Array(2);
    const gram = Float64Array.of(0, 0, 0, 2);
    expect(coordinateDescent(gram, Float64Array.of(0, 4), { l1: 0, l2: 0 }, beta, 1e-10)).toBe(true);
    expect([...beta]).toEqual([0, 2]);
  });
});
