import { permutationTest, randomStream } from "txlab/stats";
import { describe, expect, it } from "vitest";

const difference =
  (y: number[]) =>
  (labels: Float64Array): number => {
    let [one, zero, ones] = [0, 0, 0];
    labels.forEach((label, i) => {
      if (label === 1) {
        one += y[i]!;
        ones++;
      } else zero += y[i]!;
    });
    return one / ones - zero / (labels.length - ones);
  };

describe("permutationTest", () => {
  it("comes within simulation error of the exact p-value over all assignments", async () => {
    const y = [3.1, 4.2, 5.3, 2.2, 1.4, 0.9, 2.8, 1.1];
    const labels = [1, 1, 1, 1, 0, 0, 0, 0];
    const observed = Math.abs(difference(y)(Float64Array.from(labels)));
    let [extreme, all] = [0, 0];
    for (let mask = 0; mask < 256; mask++) {
      const assigned = Float64Array.from({ length: 8 }, (_, i) => (mask >> i) & 1);
      if (assigned.reduce((a, b) => a + b, 0) !== 4) continue;
      all++;
      if (Math.abs(difference(y)(assigned)) >= observed - 1e-12) extreme++;
    }
    const exact = extreme / all;
    const found = await permutationTest(labels, difference(y), { permutations: 20_000 });
    expect(Math.abs(found.pValue - exact)).toBeLessThan(4 * Math.sqrt((exact * (1 - exact)) / 20_000));
    const less = await permutationTest(labels, difference(y), { alternative: "less", permutations: 999 });
    expect(less.pValue).toBeGreaterThan(0.9);
  });

  it("exchanges labels only within strata", async () => {
    const strata = [0, 0, 0, 1, 1, 1];
    await permutationTest(
      [1, 1, 0, 1, 0, 0],
      (labels) => {
        expect(labels[0]! + labels[1]! + labels[2]!).toBe(2);
        return labels[0]!;
      },
      { strata, permutations: 200 },
    );
  });

  it("rejects a true null no more often than its level", async () => {
    let rejected = 0;
    for (let seed = 1; seed <= 200; seed++) {
      const stream = randomStream(seed);
      const y = Array.from({ length: 20 }, () => stream.exponential());
      const labels = y.map((_, i) => i % 2);
      const { pValue } = await permutationTest(labels, difference(y), { permutations: 99, seed });
      if (pValue <= 0.05) rejected++;
    }
    expect(rejected).toBeLessThanOrEqual(21);
  });
});
