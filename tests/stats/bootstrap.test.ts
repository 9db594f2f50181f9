import { readFileSync } from "node:fs";
import { type BootstrapInterval, bootstrap, bootstrapEstimate, randomStream } from "txlab/stats";
import { describe, expect, it } from "vitest";
import { normalQuantile } from "#src/stats/distributions.js";

const weightedMean =
  (x: ArrayLike<number>) =>
  (w: Float64Array): number => {
    let [sum, total] = [0, 0];
    for (let i = 0; i < w.length; i++) {
      sum += w[i]! * x[i]!;
      total += w[i]!;
    }
    return sum / total;
  };

const known = JSON.parse(
  readFileSync(new URL("../fixtures/stats/summaries.json", import.meta.url), "utf8"),
) as Record<"x" | "replicates" | "jackknife" | "bcaLevels", number[]>;

describe("bootstrap", () => {
  const x = Float64Array.from({ length: 60 }, (_, i) => Math.exp(Math.sin(7 * i)));

  it("of a mean has the plug-in error, by units or by weights", async () => {
    const average = x.reduce((a, b) => a + b, 0) / 60;
    const plugIn = Math.sqrt(x.reduce((sum, value) => sum + (value - average) ** 2, 0)) / 60;
    for (const kind of ["pairs", "bayesian"] as const) {
      const result = await bootstrap(60, weightedMean(x), { kind, replicates: 4000 });
      expect(result.value).toBeCloseTo(average, 14);
      expect(result.standardError / plugIn).toBeGreaterThan(0.95);
      expect(result.standardError / plugIn).toBeLessThan(1.05);
      expect(result.seed).toBe(1);
    }
  });

  it("draws whole clusters, within strata", async () => {
    const clusters = Array.from({ length: 60 }, (_, i) => Math.floor(i / 6));
    const strata = clusters.map((cluster) => Number(cluster >= 4));
    const seen: Float64Array[] = [];
    await bootstrap(
      60,
      (w) => {
        seen.push(w.slice());
        return w[0]!;
      },
      { clusters, strata, replicates: 50 },
    );
    for (const w of seen) {
      for (let i = 0; i < 60; i++) expect(w[i]).toBe(w[6 * clusters[i]!]);
      const drawn = (stratum: number): number =>
        w.reduce((sum, each, i) => sum + (strata[i] === stratum ? each : 0), 0);
      expect([drawn(0), drawn(1)]).toEqual([24, 36]);
    }
    await expect(
      bootstrap(60, weightedMean(x), { clusters, strata: clusters.map((_, i) => i % 2) }),
    ).rejects.toThrow(/strata must not cut clusters/);
  });

  it("gives the same replicates for the same seed, others for another", async () => {
    const of = async (seed: number): Promise<unknown> =>
      (await bootstrap(60, weightedMean(x), { seed, replicates: 30 })).diagnostics.replicates;
    expect(await of(4)).toEqual(await of(4));
    expect(await of(4)).not.toEqual(await of(5));
  });

  it("warns of replicates that fail, and refuses when many do", async () => {
    const sometimes = (limit: number) => (w: Float64Array) => {
      if (w[0]! >= limit) throw new Error("unit 0 came too often");
      return weightedMean(x)(w);
    };
    const few = await bootstrap(60, sometimes(4), { replicates: 500 });
    expect(few.warnings[0]?.message).toMatch(/of 500 bootstrap replicates failed.*unit 0 came too often/);
    await expect(bootstrap(60, sometimes(2), { replicates: 500 })).rejects.toMatchObject({
      name: "ConvergenceError",
    });
    await expect(bootstrap(60, () => Number.NaN)).rejects.toThrow(/must be a finite number/);
    await expect(bootstrap(60, weightedMean(x), { reps: 5 } as object)).rejects.toThrow(/no option "reps"/);
  });
});

describe("bootstrap intervals", () => {
  const quantiles = Float64Array.from({ length: 999 }, (_, i) => normalQuantile((i + 1) / 1000));
  const of = (interval: BootstrapInterval, slopes?: Float64Array, value = 0.1) =>
    bootstrapEstimate({
      value,
      replicates: quantiles,
      interval,
      kind: "pairs",
      n: 10,
      seed: 1,
      estimand: "mean",
      slopes,
    });

  it("are their definitions on normal replicates", () => {
    const z = normalQuantile(0.975);
    const bounds = (interval: BootstrapInterval, slopes?: Float64Array): number[] => {
      const { low, high } = of(interval, slopes).interval(0.95);
      return [low, high];
    };
    expect(bounds("percentile")[1]).toBeCloseTo(z, 12);
    expect(bounds("basic")[0]).toBeCloseTo(0.2 - z, 12);
    expect(bounds("normal")[0]).toBeCloseTo(0.1 - z * of("normal").standardError, 12);
    // With no acceleration BCa moves both bounds by twice the median bias, which is 0.1 here.
    const bca = bounds("bca", Float64Array.of(1, -1));
    expect(bca[0]).toBeCloseTo(0.2 - z, 2);
    expect(bca[1]).toBeCloseTo(0.2 + z, 1);
  });

  it("by BCa agree with Efron's equations as scipy computes them", () => {
    const average = known.jackknife.reduce((a, b) => a + b, 0) / 25;
    const estimate = bootstrapEstimate({
      value: known.x.reduce((a, b) => a + b, 0) / 25,
      replicates: Float64Array.from(known.replicates),
      interval: "bca",
      kind: "pairs",
      n: 25,
      seed: 1,
      estimand: "mean",
      slopes: Float64Array.from(known.jackknife, (value) => average - value),
    });
    const { low, high } = estimate.interval(0.95);
    const at = (level: number): number => known.replicates[Math.round(level * 1000) - 1]!;
    expect(Math.abs(low - at(known.bcaLevels[0]!))).toBeLessThan(0.01);
    expect(Math.abs(high - at(known.bcaLevels[1]!))).toBeLessThan(0.01);
  });

  it("give a p-value at which the interval just excludes the null", () => {
    const estimate = of("percentile");
    const p = estimate.pValue(1.5);
    expect(estimate.interval(1 - p).high).toBeCloseTo(1.5, 8);
    expect(estimate.pValue(100)).toBeCloseTo(2 / 1000, 12);
  });

  it.each(["percentile", "basic", "normal"] as const)(
    "of kind %s cover the mean within the binomial band at n = 100",
    async (interval) => {
      let covered = 0;
      for (let seed = 1; seed <= 200; seed++) {
        const stream = randomStream(seed).split("data");
        const data = Float64Array.from({ length: 100 }, () => stream.normal());
        const result = await bootstrap(100, weightedMean(data), { interval, replicates: 399, seed });
        const { low, high } = result.interval();
        if (low <= 0 && 0 <= high) covered++;
      }
      expect(covered / 200).toBeGreaterThanOrEqual(0.895);
      expect(covered / 200).toBeLessThanOrEqual(0.99);
    },
  );
});
