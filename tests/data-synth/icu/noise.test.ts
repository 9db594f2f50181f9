import { describe, expect, it } from "vitest";
import { draw, Noise } from "#data-synth/icu/noise.js";

describe("the keyed noise", () => {
  it("depends on the unit, the variable and the hour, and on nothing drawn before", () => {
    const [a, b] = [new Noise(9, "test"), new Noise(9, "test")];
    a.select(17);
    for (let i = 0; i < 100; i++) a.normals(i, i);
    b.select(17);
    expect(a.uniform(3, 5)).toBe(b.uniform(3, 5));
    const others = [a.uniform(3, 6), a.uniform(4, 5), new Noise(8, "test").uniform(3, 5)];
    b.select(18);
    expect(new Set([a.uniform(3, 5), ...others, b.uniform(3, 5)]).size).toBe(5);
  });

  it("has normals with the moments of the normal law, independent within a pair and between hours", () => {
    const noise = new Noise(1, "test");
    const n = 100_000;
    const moments = [0, 0, 0, 0];
    let [within, between] = [0, 0];
    for (let unit = 0; unit < n; unit++) {
      noise.select(unit);
      noise.normals(1, 0);
      const [x, y] = [noise.first, noise.second];
      for (let k = 0; k < 4; k++) moments[k]! += x ** (k + 1) / n;
      within += (x * y) / n;
      between += (x * noise.normal(1, 1)) / n;
    }
    const expected = [0, 1, 0, 3];
    const errors = [1, Math.sqrt(2), Math.sqrt(15), Math.sqrt(96)];
    expected.forEach((value, k) => {
      expect(Math.abs(moments[k]! - value)).toBeLessThan((4.5 * errors[k]!) / Math.sqrt(n));
    });
    expect(Math.abs(within)).toBeLessThan(4.5 / Math.sqrt(n));
    expect(Math.abs(between)).toBeLessThan(4.5 / Math.sqrt(n));
  });

  it("gives no two draws the same number", () => {
    const numbers = Object.values(draw);
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});
