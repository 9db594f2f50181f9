import { givenFolds, makeFolds, randomStream } from "txlab/stats";
import { describe, expect, it } from "vitest";

const counts = (folds: Int32Array, rows: (i: number) => boolean = () => true): number[] => {
  const found = [0, 0, 0, 0, 0];
  folds.forEach((k, i) => {
    if (rows(i)) found[k]!++;
  });
  return found;
};

describe("makeFolds", () => {
  it("deals rows into folds whose sizes differ by at most one, strata included", () => {
    const strata = Array.from({ length: 103 }, (_, i) => (i % 4 === 0 ? 1 : 0));
    const folds = makeFolds(103, 5, { strata, stream: randomStream(1) });
    for (const part of [
      counts(folds),
      counts(folds, (i) => strata[i] === 1),
      counts(folds, (i) => strata[i] === 0),
    ]) {
      expect(Math.max(...part) - Math.min(...part)).toBeLessThanOrEqual(1);
    }
  });

  it("is random in the seed and nothing else", () => {
    const run = (seed: number): Int32Array => makeFolds(50, 5, { stream: randomStream(seed) });
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
    const first = makeFolds(1000, 5, { stream: randomStream(3) });
    expect([...first.slice(0, 10)]).not.toEqual([0, 1, 2, 3, 4, 0, 1, 2, 3, 4]);
  });

  it("keeps clusters whole and folds of like size", () => {
    const clusters = Int32Array.from({ length: 200 }, (_, i) => Math.floor(Math.sqrt(i)));
    const folds = makeFolds(200, 5, { clusters, stream: randomStream(1) });
    const where = new Map<number, number>();
    clusters.forEach((cluster, i) => {
      expect(where.get(cluster) ?? folds[i]).toBe(folds[i]);
      where.set(cluster, folds[i]!);
    });
    expect(Math.max(...counts(folds)) - Math.min(...counts(folds))).toBeLessThan(27);
  });

  it("spreads strata evenly over folds of whole clusters", () => {
    // Half of the clusters treat nearly everybody, the others nearly nobody.
    const stream = randomStream(9);
    const clusters = Int32Array.from({ length: 2000 }, (_, i) => i % 40);
    const strata = Array.from(clusters, (cluster) => stream.bernoulli(cluster % 2 === 0 ? 0.9 : 0.1));
    const share = (folds: Int32Array): number[] => {
      const treated = counts(folds, (i) => strata[i] === 1);
      return counts(folds).map((size, k) => treated[k]! / size);
    };
    const range = (values: number[]): number => Math.max(...values) - Math.min(...values);
    for (let seed = 1; seed <= 20; seed++) {
      const folds = makeFolds(2000, 5, { strata, clusters, stream: randomStream(seed) });
      expect(range(share(folds))).toBeLessThan(0.06);
      expect(range(counts(folds))).toBeLessThanOrEqual(50);
      clusters.forEach((cluster, i) => {
        expect(folds[i]).toBe(folds[cluster]);
      });
    }
    const blind = [1, 2, 3].map((seed) => makeFolds(2000, 5, { clusters, stream: randomStream(seed) }));
    expect(Math.max(...blind.map((folds) => range(share(folds))))).toBeGreaterThan(0.2);
  });

  it("refuses more folds than rows or clusters", () => {
    expect(() => makeFolds(3, 5, { stream: randomStream(1) })).toThrow(/more than the 3 rows/);
    const clusters = Int32Array.of(0, 0, 1, 1, 1, 1);
    expect(() => makeFolds(6, 3, { clusters, stream: randomStream(1) })).toThrow(/more than the 2 clusters/);
  });
});

describe("givenFolds", () => {
  it("takes whole numbers from 0 with no fold empty", () => {
    expect([...givenFolds([0, 1, 1, 0], 4)]).toEqual([0, 1, 1, 0]);
    expect(() => givenFolds([0, 2, 2], 3)).toThrow(/no row in fold 1/);
    expect(() => givenFolds([0, 0, 0], 3)).toThrow(/at least two folds/);
    expect(() => givenFolds([0, 0.5, 1], 3)).toThrow(/folds\[1\] must be an integer/);
    expect(() => givenFolds([0, 1], 3)).toThrow(/must have 3 values/);
  });
});
