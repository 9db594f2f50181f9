import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { threefry } from "#src/numeric/threefry.js";
import { countingKernels, plainCounting } from "#src/numeric/wasm/counting-kernels.js";

const wave = (i: number, size: number): number => Math.floor(size * (0.5 + 0.4999 * Math.sin(i * i)));

describe("tally", () => {
  it("counts as JavaScript does, for lengths around the kernel's blocks", () => {
    expect(countingKernels()).not.toBe(plainCounting);
    const sizes = [5, 2, 3, 8];
    for (const rows of [1, 7, 8, 16_383, 16_384, 16_385, 40_003]) {
      const columns = sizes.map((size, j) => Uint8Array.from({ length: rows }, (_, i) => wave(i + j, size)));
      const [fast, plain] = [new Float64Array(240), new Float64Array(240)];
      expect(countingKernels().tally(columns, sizes, fast)).toBe(true);
      expect(plainCounting.tally(columns, sizes, plain)).toBe(true);
      expect(fast).toEqual(plain);
      expect(fast.reduce((sum, count) => sum + count)).toBe(rows);
    }
  });

  it("says where a value is not below its column's size", () => {
    const column = new Uint8Array(20_000);
    column[19_999] = 3;
    for (const kernels of [countingKernels(), plainCounting]) {
      expect(kernels.tally([column], [4], new Float64Array(4))).toBe(true);
      expect(kernels.tally([column], [3], new Float64Array(3))).toBe(false);
    }
  });
});

describe("largest", () => {
  it("is the largest value wherever it lies, and 0 of nothing", () => {
    for (const kernels of [countingKernels(), plainCounting]) {
      expect(kernels.largest(new Uint8Array(0))).toBe(0);
      for (const place of [0, 16_383, 16_384, 40_002]) {
        const values = Uint8Array.from({ length: 40_003 }, (_, i) => i % 7);
        values[place] = 255;
        expect(kernels.largest(values)).toBe(255);
      }
      expect(kernels.largest(Uint8Array.of(3, 1))).toBe(3);
    }
  });
});

describe("threefry in bulk", () => {
  it("is the words of block after block", () => {
    const word = fc.integer({ min: 0, max: 2 ** 32 - 1 });
    fc.assert(
      fc.property(word, word, fc.integer({ min: 0, max: 2 ** 32 - 40 }), word, (k0, k1, low, high) => {
        const block = new Uint32Array(2);
        const expected = Array.from({ length: 16 }, (_, i) => {
          threefry(k0, k1, low + i, high, block);
          return [...block];
        });
        for (const kernels of [countingKernels(), plainCounting]) {
          const words = new Uint32Array(32);
          kernels.threefry(k0, k1, low, high, words);
          expect([...words]).toEqual(expected.flat());
        }
      }),
    );
  });
});
