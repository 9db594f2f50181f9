import { randomStream } from "txlab/stats";
import { describe, expect, it } from "vitest";
import { pilotStart } from "#src/models/maximize-logistic.js";
import type { MatrixKind } from "#src/numeric/block.js";
import { memorySums } from "#src/numeric/memory-sums.js";
import { newton } from "#src/numeric/newton.js";
import type { SumsProvider } from "#src/numeric/sums.js";

const rows = 40_000;
const stream = randomStream(5).split("pilots");
const column = Float64Array.from({ length: rows }, () => stream.normal());
const y = column.map((value) => stream.bernoulli(1 / (1 + Math.exp(0.3 - value))));

/** Sums over the first rows, and which matrices they were asked for. */
function pilot(count: number, turned = false): { provider: SumsProvider; asked: MatrixKind[] } {
  const columns = [column.subarray(0, count).map((value) => (turned ? -value : value))];
  const data = { rows: count, columns, y: y.subarray(0, count) };
  const still = { center: Float64Array.of(0), scale: Float64Array.of(1) };
  const { size, at } = memorySums(data, "logistic", still, { threads: 1 });
  const asked: MatrixKind[] = [];
  return {
    asked,
    provider: {
      size,
      at: (beta, matrix) => {
        asked.push(matrix);
        return at(beta, matrix);
      },
    },
  };
}

describe("pilots", () => {
  it("find a start of which a finer one takes but a gradient, within its sampling error of its maximum", async () => {
    const [coarse, fine] = [pilot(4000), pilot(rows)];
    const start = await pilotStart([coarse.provider, fine.provider], 2);
    expect(coarse.asked).toContain("information");
    expect(fine.asked).toEqual(["none"]);
    const { beta } = await newton(fine.provider, start);
    // The standard errors are about 0.011 and 0.013.
    for (const j of [0, 1]) expect(Math.abs(start[j]! - beta[j]!)).toBeLessThan(0.003);
  });

  it("leave it to Newton's method where the coarser one is far off, or has no maximum", async () => {
    const fine = pilot(rows);
    const { beta } = await newton(fine.provider, new Float64Array(2));
    for (const coarse of [pilot(4000, true), pilot(2)]) {
      fine.asked.length = 0;
      const start = await pilotStart([coarse.provider, fine.provider], 2);
      expect(fine.asked).toContain("information");
      // It stops once a step is below 0.06.
      for (const j of [0, 1]) expect(Math.abs(start[j]! - beta[j]!)).toBeLessThan(0.06);
    }
  });
});

describe("a rough start", () => {
  const still = { center: new Float64Array(2), scale: new Float64Array(2).fill(1) };
  const others = Float64Array.from({ length: rows }, (_, i) => 0.3 * column[i]! + stream.normal());
  const start = Float64Array.of(0.2, 0.3, 0.1);

  function search(second: Float64Array): { provider: SumsProvider; asked: MatrixKind[] } {
    const asked: MatrixKind[] = [];
    const { size, at } = memorySums({ rows, columns: [column, second], y }, "logistic", still, {
      threads: 1,
    });
    const provider = {
      size,
      at: (beta: Float64Array, matrix: MatrixKind) => {
        asked.push(matrix);
        return at(beta, matrix);
      },
    };
    return { provider, asked };
  }

  it("takes single precision once, and ends where double precision does", async () => {
    const { provider, asked } = search(others);
    const exact = await newton(provider, start);
    asked.length = 0;
    const rough = await newton(provider, start, { roughStart: true });
    expect(asked[0]).toBe("rough");
    expect(new Set(asked.slice(1))).toEqual(new Set(["information"]));
    exact.beta.forEach((value, j) => {
      expect(Math.abs(rough.beta[j]! - value)).toBeLessThan(1e-10);
    });
    expect(rough.sums.deviance).toBeCloseTo(exact.sums.deviance, 8);
  });

  it("never ends there, even at the maximum", async () => {
    const { provider, asked } = search(others);
    const { beta } = await newton(provider, start);
    asked.length = 0;
    const again = await newton(provider, beta, { roughStart: true });
    expect(again.status).toBe("converged");
    expect(asked.slice(0, 2)).toEqual(["rough", "information"]);
  });

  it("is taken anew in double precision where numbers are too large for single, or columns nearly dependent", async () => {
    const beyond = others.slice();
    beyond[5] = 1e40 * (y[5] === 1 ? 1 : -1);
    const near = others.map((value, i) => column[i]! + 1e-5 * value);
    for (const second of [beyond, near]) {
      const { provider, asked } = search(second);
      const exact = await newton(provider, start);
      asked.length = 0;
      const rough = await newton(provider, start, { roughStart: true });
      expect(asked.slice(0, 2)).toEqual(["rough", "information"]);
      expect(rough).toMatchObject({ status: exact.status, steps: exact.steps, beta: exact.beta });
    }
  });
});
