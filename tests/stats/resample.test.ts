import { drawCells, drawCounts, drawSimplex, randomStream } from "txlab/stats";
import { describe, expect, it } from "vitest";
import { binomial } from "#src/stats/binomial.js";
import { chiSquaredUpperTail } from "#src/stats/distributions.js";

/** Chi-squared p-value of draws against probabilities, cells of fewer than 5 expected draws pooled. */
function agreement(counts: ArrayLike<number>, probabilities: ArrayLike<number>, draws: number): number {
  let [statistic, cells, pooledCount, pooledExpected] = [0, 0, 0, 0];
  for (let k = 0; k < probabilities.length; k++) {
    pooledCount += counts[k] ?? 0;
    pooledExpected += draws * probabilities[k]!;
    if (pooledExpected < 5 && k < probabilities.length - 1) continue;
    statistic += pooledExpected > 0 ? (pooledCount - pooledExpected) ** 2 / pooledExpected : 0;
    cells++;
    [pooledCount, pooledExpected] = [0, 0];
  }
  return chiSquaredUpperTail(statistic, cells - 1);
}

function binomialProbabilities(n: number, p: number): Float64Array {
  const log = new Float64Array(n + 1);
  log[0] = n * Math.log1p(-p);
  for (let k = 1; k <= n; k++) log[k] = log[k - 1]! + Math.log(((n - k + 1) / k) * (p / (1 - p)));
  return log.map(Math.exp);
}

describe("binomial draws", () => {
  it.each([
    [5, 0.3],
    [40, 0.9],
    [60, 0.4],
    [1000, 0.02],
    [1000, 0.37],
    [20_000, 0.8],
  ])("of %i trials with chance %f follow their distribution", (n, p) => {
    const stream = randomStream(11).split("binomial", n);
    const counts = new Float64Array(n + 1);
    for (let i = 0; i < 60_000; i++) counts[binomial(stream, n, p)]!++;
    expect(agreement(counts, binomialProbabilities(n, p), 60_000)).toBeGreaterThan(0.001);
  });

  it("are certain at the ends", () => {
    const stream = randomStream(1);
    expect([binomial(stream, 9, 0), binomial(stream, 9, 1), binomial(stream, 0, 0.5)]).toEqual([0, 9, 0]);
  });
});

describe("resampling weights", () => {
  it("count draws with replacement, each unit being left out with chance (1 − 1/n)ⁿ", () => {
    const n = 500;
    let absent = 0;
    for (let b = 0; b < 400; b++) {
      const counts = drawCounts(randomStream(3).split(b), new Float64Array(n));
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(n);
      absent += counts.filter((count) => count === 0).length;
    }
    const share = (1 - 1 / n) ** n;
    const error = Math.sqrt((share * (1 - share)) / (400 * n));
    expect(Math.abs(absent / (400 * n) - share)).toBeLessThan(4 * error);
  });

  it("of units are multinomial: each of the 462 ways in which 6 units can be drawn as often as it should", () => {
    const ways = new Map<string, number>();
    const chances: number[] = [];
    const factorials = [1, 1, 2, 6, 24, 120, 720];
    const spread = (counts: readonly number[], left: number): void => {
      if (counts.length === 6) {
        ways.set(counts.join(" "), chances.length);
        chances.push(factorials[6]! / counts.reduce((product, c) => product * factorials[c]!, 1) / 6 ** 6);
      } else if (counts.length === 5) spread([...counts, left], 0);
      else for (let c = 0; c <= left; c++) spread([...counts, c], left - c);
    };
    spread([], 6);
    const seen = new Float64Array(chances.length);
    const counts = new Float64Array(6);
    const stream = randomStream(15);
    for (let b = 0; b < 150_000; b++) seen[ways.get(drawCounts(stream, counts).join(" "))!]!++;
    expect(chances.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
    expect(agreement(seen, chances, 150_000)).toBeGreaterThan(0.001);
  });

  it.each([40, 3000])("of %i units have binomial margins, and two units are anticorrelated by 1/n", (n) => {
    const draws = 1_200_000 / n;
    const seen = new Float64Array(n + 1);
    let products = 0;
    for (let b = 0; b < draws; b++) {
      const counts = drawCounts(randomStream(16).split(n, b), new Float64Array(n));
      for (let i = 0; i < n; i++) {
        seen[counts[i]!]!++;
        products += (counts[i]! - 1) * (counts[(i + 1) % n]! - 1);
      }
    }
    expect(agreement(seen, binomialProbabilities(n, 1 / n), n * draws)).toBeGreaterThan(0.001);
    expect(Math.abs(products / (n * draws) + 1 / n)).toBeLessThan(4 / Math.sqrt(n * draws));
  });

  it("of the Bayesian bootstrap are uniform on the simplex", () => {
    const n = 20;
    let square = 0;
    for (let b = 0; b < 4000; b++) {
      const w = drawSimplex(randomStream(5).split(b), new Float64Array(n));
      expect(w.reduce((sum, each) => sum + each, 0)).toBeCloseTo(n, 10);
      square += w[0]! ** 2;
    }
    // E w² = n² · 2 / (n (n + 1)).
    expect(square / 4000).toBeCloseTo((2 * n) / (n + 1), 0);
  });

  it("of cells are multinomial: right margins, and the same total", () => {
    const counts = [700_000, 0, 250_000, 49_997, 3];
    const draws = 3000;
    const first = new Float64Array(draws);
    for (let b = 0; b < draws; b++) {
      const drawn = drawCells(randomStream(9).split(b), counts, new Float64Array(5));
      expect(drawn.reduce((sum, each) => sum + each, 0)).toBe(1_000_000);
      expect(drawn[1]).toBe(0);
      first[b] = drawn[2]!;
    }
    const average = first.reduce((sum, each) => sum + each, 0) / draws;
    const spread = Math.sqrt(first.reduce((sum, each) => sum + (each - average) ** 2, 0) / draws);
    const expected = Math.sqrt(1e6 * 0.25 * 0.75);
    expect(Math.abs(average - 250_000)).toBeLessThan((4 * expected) / Math.sqrt(draws));
    expect(spread / expected).toBeCloseTo(1, 1);
  });
});
