import { describe, expect, it } from "vitest";
import { equalProportions, katz, newcombe } from "#src/stats/two-proportions.js";
import { wilson } from "#src/stats/wilson.js";

describe("Wilson's interval", () => {
  it("gives the numbers of Newcombe's table I (1998)", () => {
    const printed: [number, number, number, number][] = [
      [81, 263, 0.2553, 0.3662],
      [15, 148, 0.0624, 0.1605],
      [0, 20, 0, 0.1611],
      [1, 29, 0.0061, 0.1718],
    ];
    for (const [successes, trials, low, high] of printed) {
      const found = wilson(successes, trials, 0.95);
      expect(found.low).toBeCloseTo(low, 4);
      expect(found.high).toBeCloseTo(high, 4);
    }
  });

  it("does not leave the unit interval, and mirrors at successes and failures", () => {
    const [none, all] = [wilson(0, 5, 0.95), wilson(5, 5, 0.95)];
    expect(none.low).toBe(0);
    expect(all.high).toBe(1);
    expect(all.low).toBeCloseTo(1 - none.high, 14);
  });
});

describe("two proportions", () => {
  it("differ by Newcombe's method 10 as in his table II", () => {
    const printed: [number, number, number, number, number, number][] = [
      [56, 70, 48, 80, 0.0524, 0.3339],
      [9, 10, 3, 10, 0.1705, 0.809],
      [10, 10, 0, 20, 0.6791, 1],
    ];
    for (const [a, m, b, n, low, high] of printed) {
      const found = newcombe({ successes: a, trials: m }, { successes: b, trials: n }, 0.95);
      expect(found.low).toBeCloseTo(low, 4);
      expect(found.high).toBeCloseTo(high, 4);
    }
  });

  it("of small counts are tested exactly: the lady who tastes tea", () => {
    // P(3 or more of 4 right) = 17/70.
    const p = equalProportions({ successes: 3, trials: 4 }, { successes: 1, trials: 4 });
    expect(p).toBeCloseTo(34 / 70, 12);
    expect(equalProportions({ successes: 0, trials: 4 }, { successes: 0, trials: 9 })).toBe(1);
  });

  it("of large counts are tested by the pooled z: COMPAS' false positives", () => {
    const [a, b] = [
      { successes: 805, trials: 1795 },
      { successes: 349, trials: 1488 },
    ];
    const p = equalProportions(a, b);
    // The pooled rate is 1154 / 3283; 2 (1 − Φ(z)) by Mills' ratio.
    const pooled = 1154 / 3283;
    const z = (805 / 1795 - 349 / 1488) / Math.sqrt(pooled * (1 - pooled) * (1 / 1795 + 1 / 1488));
    const tail = (2 * Math.exp((-z * z) / 2)) / (z * Math.sqrt(2 * Math.PI)) / (1 + 1 / z ** 2);
    expect(Math.log(p) / Math.log(tail)).toBeCloseTo(1, 4);
    const ratio = katz(a, b, 0.95);
    expect(ratio.low).toBeCloseTo(1.721239, 6);
    expect(ratio.high).toBeCloseTo(2.124108, 6);
  });
});
