import fc from "fast-check";
import { randomStream } from "txlab/stats";
import { describe, expect, it } from "vitest";
import { orderColumns } from "#src/numeric/ordered-columns.js";
import { UnitDraws } from "#src/numeric/unit-draws.js";
import { createKernels } from "#src/numeric/wasm/create-kernels.js";
import { streamKey } from "#src/stats/random.js";
import { drawCounts } from "#src/stats/resample.js";

const paths = [
  ["SIMD", true],
  ["JavaScript", false],
] as const;

/** Columns of which many values are 0, some everywhere but in a few units. */
function holedColumns(n: number, width: number): Float64Array {
  const stream = randomStream(3).split(n, width);
  return Float64Array.from({ length: n * width }, (_, at) =>
    stream.uniform() < Math.floor(at / n) / width ? 0 : stream.normal(),
  );
}

const reach = (n: number): Int32Array => Int32Array.from({ length: n }, (_, i) => (i * 7) % 5);

describe.each(paths)("unit draws in %s", (_, simd) => {
  it("count the units as a stream of words does", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.nat(2 ** 40), (units, seed) => {
        const draws = new UnitDraws(createKernels(simd), units, 3);
        const stream = randomStream(seed);
        for (const r of [2, 0, 1]) draws.draw(r, streamKey(stream), r);
        for (const r of [0, 1, 2]) {
          const expected = drawCounts(stream.split(r), new Float64Array(units));
          expect(Array.from(draws.counts(r))).toEqual(Array.from(expected));
        }
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    [1, 1, 1],
    [7, 3, 2],
    [1301, 5, 7],
    [1024, 6, 9],
  ])("sum columns of %i units, %i of them, in %i replicates as one by one", (n, width, count) => {
    const columns = holedColumns(n, width);
    const chosen = Int32Array.from({ length: width }, (_, c) => width - 1 - c);
    const draws = new UnitDraws(createKernels(simd), n, count);
    const stream = randomStream(11);
    for (let r = 0; r < count; r++) draws.draw(r, streamKey(stream), r);
    const sums = draws.sums(orderColumns(columns, reach(n), chosen), count);
    for (let r = 0; r < count; r++) {
      const times = draws.counts(r);
      chosen.forEach((c, k) => {
        let sum = 0;
        for (let i = 0; i < n; i++) sum += times[i]! * columns[c * n + i]!;
        expect(sums[r * width + k]).toBeCloseTo(sum, 10);
      });
    }
  });

  it("give a replicate the same sums beside any others", () => {
    const [n, width] = [1301, 5];
    const ordered = orderColumns(holedColumns(n, width), reach(n), [0, 1, 2, 3, 4]);
    const stream = randomStream(12);
    const together = new UnitDraws(createKernels(simd), n, 6);
    for (let r = 0; r < 6; r++) together.draw(r, streamKey(stream), r);
    const all = together.sums(ordered, 6);
    const alone = new UnitDraws(createKernels(simd), n, 1);
    for (let r = 0; r < 6; r++) {
      alone.draw(0, streamKey(stream), r);
      expect(alone.sums(ordered, 1)).toEqual(all.slice(r * width, (r + 1) * width));
    }
  });
});

it("both paths sum to the same bits", () => {
  const [n, width, count] = [1500, 7, 5];
  const ordered = orderColumns(holedColumns(n, width), reach(n), [6, 5, 4, 3, 2, 1, 0]);
  const [simd, plain] = [true, false].map((fast) => {
    const draws = new UnitDraws(createKernels(fast), n, count);
    for (let r = 0; r < count; r++) draws.draw(r, [3, 5], r);
    return draws.sums(ordered, count);
  });
  expect(simd).toEqual(plain);
});

it("given counts are summed as they are", () => {
  const draws = new UnitDraws(createKernels(), 3, 1);
  draws.counts(0).set([0, 2, 1]);
  const columns = orderColumns(Float64Array.of(1, 10, 100, 0, 0, 5), reach(3), [0, 1]);
  expect(draws.sums(columns, 1)).toEqual(Float64Array.of(120, 5));
});

it.each(paths)("counts above 3, and one of most units, are summed as small ones are in %s", (_, simd) => {
  const n = 67;
  const columns = Float64Array.from({ length: 2 * n }, (_, at) => (at % 13) - 4);
  const draws = new UnitDraws(createKernels(simd), n, 3);
  const counts = [0, 1, 2].map((r) => Array.from({ length: n }, (_, i) => (i * (r + 2)) % 5));
  counts[1]![n - 1] = 50;
  counts.forEach((own, r) => {
    draws.counts(r).set(own);
  });
  const sums = draws.sums(orderColumns(columns, reach(n), [0, 1]), 3);
  const expected = counts.flatMap((own) =>
    [0, 1].map((c) => own.reduce((sum, times, i) => sum + times * columns[c * n + i]!, 0)),
  );
  expect(Array.from(sums)).toEqual(expected);
});
