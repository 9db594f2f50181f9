import { describe, expect, it } from "vitest";
import { SEGMENT } from "#src/numeric/block.js";
import { sharedColumn } from "#src/numeric/columns.js";
import { sumRows } from "#src/numeric/memory-sums.js";
import { columnMoments } from "#src/numeric/moments.js";
import { pilotStrides } from "#src/numeric/pilot.js";

const rows = 20 * SEGMENT + 4097;
const columns = [1, 2, 3, 4, 5, 6, 7].map((j) => {
  const column = sharedColumn(rows);
  for (let i = 0; i < rows; i++) column[i] = 5 * j + Math.sin(i * (j + 0.1));
  return column;
});
const y = sharedColumn(rows).map((_, i) => Number(Math.cos(i) > 0.2));
const shared = sharedColumn(rows);
shared.set(y);
const data = { rows, columns, y: shared };
const standardization = { center: new Float64Array(7).fill(3), scale: new Float64Array(7).fill(2) };
const query = {
  family: "logistic" as const,
  standardization,
  beta: Float64Array.of(0.1, -0.2, 0.3, 0, 0.1, -0.3, 0.2, 0.05),
  matrix: "information" as const,
};

describe("sums over rows", () => {
  it("are the same bits for 1, 2 and 4 threads", async () => {
    const one = await sumRows(data, query, { threads: 1 });
    expect(await sumRows(data, query, { threads: 2 })).toEqual(one);
    expect(await sumRows(data, query, { threads: 4 })).toEqual(one);
  });

  it("of a part of the segments are those of their rows alone", async () => {
    const part = await sumRows(data, query, { every: 9 });
    const kept = (column: Float64Array): Float64Array =>
      Float64Array.from([0, 9, 18].flatMap((k) => [...column.subarray(k * SEGMENT, (k + 1) * SEGMENT)]));
    const alone = await sumRows({ rows: 3 * SEGMENT, columns: columns.map(kept), y: kept(y) }, query);
    expect(part).toEqual(alone);
  });

  it("stop at once when interrupted, in workers and without, and work again after that", async () => {
    for (const threads of [1, 2]) {
      const stop = new AbortController();
      if (threads === 1) stop.abort();
      const running = sumRows(data, query, { threads, signal: stop.signal });
      stop.abort();
      await expect(running).rejects.toMatchObject({ name: "InterruptedError" });
      expect((await sumRows(data, query, { threads }))[0]).toBeGreaterThan(0);
    }
  });
});

describe("column moments", () => {
  it("keep their digits far from zero, with weights, and give a constant column the scale 1", async () => {
    const far = Float64Array.of(1e9 + 1, 1e9 + 2, 1e9 + 3, 1e9 + 6);
    const { center, scale } = await columnMoments(
      {
        rows: 4,
        columns: [far, new Float64Array(4).fill(7)],
        y: far,
        weights: Float64Array.of(1, 1, 2, 0),
      },
      4,
    );
    expect(center[0]! - 1e9).toBe(2.25);
    expect(scale[0]).toBeCloseTo(Math.sqrt((1.25 ** 2 + 0.25 ** 2 + 2 * 0.75 ** 2) / 4), 12);
    expect([center[1], scale[1]]).toEqual([7, 1]);
  });
});

describe("pilot strides", () => {
  it("leave a few segments, and none for small data", () => {
    expect(pilotStrides(8 * SEGMENT)).toEqual([]);
    expect(pilotStrides(100_000)).toEqual([8]);
    expect(pilotStrides(1_000_000)).toEqual([64, 4]);
    expect(pilotStrides(10_000_000)).toEqual([512, 32]);
  });
});
