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
