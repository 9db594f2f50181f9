import { table } from "arquero";
import { ipw } from "txlab/causal";
import { causalStudy, impute } from "txlab/cohort";
import { type Estimate, estimate, randomStream, rowUnits } from "txlab/stats";
import { describe, expect, it } from "vitest";
import { band, Coverage } from "../../recovery/coverage.js";

/** y = 1 + x + noise, missing at random: the higher x, the more often. E[y] = 1. */
function missingAtRandom(n: number, seed: number): { x: number[]; y: (number | null)[]; z: string[] } {
  const stream = randomStream(seed).split("mar");
  const x = Array.from({ length: n }, () => stream.normal());
  const y = x.map((value) => {
    const full = 1 + value + stream.normal();
    return stream.uniform() < 1 / (1 + Math.exp(1 - 0.8 * value)) ? null : full;
  });
  return { x, y, z: x.map((value) => (value > 0.5 ? "high" : value > -0.5 ? "middle" : "low")) };
}

function meanOf(values: ArrayLike<number>): Estimate {
  const mean = Array.from(values).reduce((sum, each) => sum + each, 0) / values.length;
  const influence = {
    values: Float64Array.from(values, (each) => each - mean),
    units: rowUnits({}, values.length),
  };
  return estimate({ estimand: "mean", method: "sample mean", value: mean, influence });
}

describe("impute", () => {
  it("recovers the mean of a variable missing at random, which complete rows miss", async () => {
    const seeds = 200;
    const coverage = new Coverage();
    for (let seed = 1; seed <= seeds; seed++) {
      const { x, y } = missingAtRandom(300, seed);
      const imputed = await impute(table({ x, y }), {
        columns: ["x", "y"],
        imputations: 10,
        iterations: 2,
        seed,
      });
      coverage.add("imputed", await imputed.pool((each) => meanOf(each.array("y") as Float64Array)), 1);
      coverage.add("complete", meanOf(y.filter((each) => each !== null)), 1);
    }
    const [low, high] = band(seeds);
    expect(coverage.rate("imputed")).toBeGreaterThanOrEqual(low);
    expect(coverage.rate("imputed")).toBeLessThanOrEqual(high);
    expect(Math.abs(coverage.bias("imputed").mean)).toBeLessThan(0.03);
    expect(coverage.bias("complete").mean).toBeLessThan(-0.1);
  });

  it("draws only values that somebody has, text included, and leaves what was there", async () => {
    const { x, y, z } = missingAtRandom(200, 1);
    const holes = z.map((value, i) => (i % 5 === 0 ? null : value));
    const imputed = await impute(table({ x, y, z: holes }), {
      columns: ["x", "y", "z"],
      imputations: 2,
      seed: 3,
    });
    const seen = new Set(y.filter((each) => each !== null));
    for (const each of imputed.tables) {
      expect((each.array("y") as number[]).every((value) => seen.has(value))).toBe(true);
      expect(
        (each.array("z") as string[]).filter((value, i) => holes[i] !== null && value !== holes[i]),
      ).toEqual([]);
      const right = (each.array("z") as string[]).filter((value, i) => value === z[i]).length;
      expect(right).toBeGreaterThan(180);
    }
    expect(imputed.missing).toEqual({ y: y.filter((each) => each === null).length, z: 40 });
  });

  it("is the same to the bit for the same seed, and other for another", async () => {
    const { x, y } = missingAtRandom(100, 2);
    const run = async (seed: number): Promise<unknown> =>
      (await impute(table({ x, y }), { columns: ["x", "y"], imputations: 2, seed })).tables[1]!.array("y");
    expect(await run(1)).toEqual(await run(1));
    expect(await run(1)).not.toEqual(await run(2));
  });

  it("pools any estimator over studies of the completed tables", async () => {
    const { x, y } = missingAtRandom(300, 4);
    const a = x.map((value, i) => (value + Math.sin(i) > 0 ? 1 : 0));
    const imputed = await impute(table({ x, y, a }), { columns: ["x", "y", "a"], imputations: 5 });
    const pooled = await imputed.pool((each) =>
      ipw(causalStudy(each, { treatment: "a", outcome: "y", confounders: ["x"] })),
    );
    expect(pooled.method).toMatch(/IPW .*; pooled over 5 imputations \(Rubin\)/);
    expect(pooled.diagnostics.fractionMissing).toBeGreaterThan(0);
  });

  it("refuses one column, an empty column and a misspelt one", async () => {
    const data = table({ x: [1, 2], nothing: [null, null] });
    await expect(impute(data, { columns: ["x"] })).rejects.toThrow(/at least two columns/);
    await expect(impute(data, { columns: ["x", "nothing"] })).rejects.toThrow(
      /"nothing" is missing in all 2 rows/,
    );
    await expect(impute(data, { columns: ["x", "noting"] })).rejects.toThrow(/Did you mean "nothing"/);
  });
});
