import { randomStream } from "txlab/stats";
import { describe, expect, it } from "vitest";
import { threefry } from "#src/numeric/threefry.js";

const hex = (words: Uint32Array): string => [...words].map((word) => word.toString(16)).join(" ");

describe("threefry", () => {
  // Known-answer vectors of Threefry-2x32-20, distributed with Random123 (Salmon et al. 2011).
  it.each([
    [0, 0, 0, 0, "6b200159 99ba4efe"],
    [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, "1cb996fc bb002be7"],
    [0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3, "c4923a9c 483df7a0"],
  ])("gives the published block for key %i %i and counter %i %i", (k0, k1, c0, c1, expected) => {
    const out = new Uint32Array(2);
    threefry(k0, k1, c0, c1, out);
    expect(hex(out)).toBe(expected);
  });
});

describe("randomStream", () => {
  it("gives the same numbers for the same seed and path, and others for another", () => {
    const draw = (seed: number, ...path: (string | number)[]): number[] => {
      const stream = randomStream(seed).split(...path);
      return Array.from({ length: 5 }, () => stream.uniform());
    };
    expect(draw(7, "tree", 3)).toEqual(draw(7, "tree", 3));
    const paths = [
      draw(7),
      draw(8),
      draw(7, "tree", 3),
      draw(7, "tree", 4),
      draw(7, "tre", "e", 3),
      draw(7, 3, "tree"),
    ];
    expect(new Set(paths.map(String)).size).toBe(paths.length);
  });

  it("goes on block by block, also where it draws many at once", () => {
    const [stream, block] = [randomStream(2 ** 32 * 3 + 7), new Uint32Array(2)];
    for (let counter = 0; counter < 500; counter++) {
      threefry(7, 3, counter, 0, block);
      expect([stream.bits(), stream.bits()]).toEqual([...block]);
    }
  });

  it("does not depend on what was drawn from the parent", () => {
    const parent = randomStream(1);
    const before = parent.split("fold", 2).uniform();
    for (let i = 0; i < 1000; i++) parent.bits();
    expect(parent.split("fold", 2).uniform()).toBe(before);
  });

  it("has uniforms with the right moments, and pairs of streams without correlation", () => {
    const [a, b] = [randomStream(3).split("a"), randomStream(3).split("b")];
    const n = 200_000;
    let [sum, square, cross] = [0, 0, 0];
    for (let i = 0; i < n; i++) {
      const [x, y] = [a.uniform() - 0.5, b.uniform() - 0.5];
      sum += x;
      square += x * x;
      cross += x * y;
    }
    expect(Math.abs(sum / n)).toBeLessThan(4.5 * Math.sqrt(1 / 12 / n));
    expect(Math.abs(square / n - 1 / 12)).toBeLessThan(4.5 * Math.sqrt(1 / 180 / n));
    expect(Math.abs(cross / n)).toBeLessThan(4.5 / 12 / Math.sqrt(n));
  });

  it("has normals whose first four moments are those of the normal law", () => {
    const stream = randomStream(11);
    const n = 200_000;
    const moments = [0, 0, 0, 0];
    for (let i = 0; i < n; i++) {
      const z = stream.normal();
      for (let k = 0; k < 4; k++) moments[k]! += z ** (k + 1) / n;
    }
    const errors = [1, Math.sqrt(2), Math.sqrt(15), Math.sqrt(96)].map((sd) => (4.5 * sd) / Math.sqrt(n));
    for (const [k, expected] of [0, 1, 0, 3].entries()) {
      expect(Math.abs(moments[k]! - expected)).toBeLessThan(errors[k]!);
    }
  });

  it("permutes without loss and refuses a negative or fractional seed", () => {
    expect([...randomStream(2).permutation(50)].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 50 }, (_, i) => i),
    );
    expect(() => randomStream(-1)).toThrow(/seed must be an integer of at least 0; it was -1/);
    expect(() => randomStream(0.5)).toThrow(/seed/);
  });
});
