import { readFileSync } from "node:fs";
import { table } from "arquero";
import { energyBalance } from "txlab/causal";
import { causalStudy } from "txlab/cohort";
import { interactiveTreatment } from "txlab/data-synth";
import { describe, expect, it } from "vitest";
import { simplexProgram } from "#src/numeric/simplex-program.js";
import { pointTreatment } from "../point-treatment.js";

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../fixtures/causal/${name}`, import.meta.url), "utf8"));
const { columns } = read("matching.json") as { columns: Record<string, number[]> };
const oracle = read("energy.json") as Record<"ATE" | "ATT" | "ATC" | "weighted", number> & {
  shares: number[];
  augmented: Record<"ATE" | "ATT" | "ATC", { value: number; se: number }>;
};
const data = table(columns as never).assign({ survey: columns.y!.map((_, i) => 1 + (i % 3)) });
const roles = { treatment: "a", outcome: "y", confounders: ["x1", "x2", "sex"] } as const;
const study = causalStudy(data, roles);

describe("energyBalance", () => {
  it.each(["ATE", "ATT", "ATC"] as const)("%s agrees with a quadratic program", async (estimand) => {
    const effect = await energyBalance(study, { estimand, augment: false, replicates: 0 });
    expect(effect.value).toBeCloseTo(oracle[estimand], 6);
    expect(effect.standardError).toBeNaN();
  });

  it("has the quadratic program's shares, and honours survey weights", async () => {
    const { weighting } = await energyBalance(study, { augment: false, replicates: 0 });
    const treated = study.treatment.reduce((sum, a) => sum + a, 0);
    weighting!.weights.forEach((w, i) => {
      const share = w / (study.treatment[i] === 1 ? treated : study.n - treated);
      expect(share).toBeCloseTo(oracle.shares[i]!, 6);
    });
    const survey = await energyBalance(causalStudy(data, { ...roles, weights: "survey" }), {
      augment: false,
      replicates: 0,
    });
    expect(survey.value).toBeCloseTo(oracle.weighted, 6);
  });

  it("balances squares and products that nobody named", async () => {
    const { weighting } = await energyBalance(study, { augment: false, replicates: 0 });
    const { x1, x2 } = columns as { x1: number[]; x2: number[] };
    const gap = (values: readonly number[], w: ArrayLike<number>): number => {
      const sums = [0, 0, 0, 0];
      values.forEach((value, i) => {
        sums[2 * study.treatment[i]!]! += w[i]! * value;
        sums[2 * study.treatment[i]! + 1]! += w[i]!;
      });
      return Math.abs(sums[2]! / sums[3]! - sums[0]! / sums[1]!);
    };
    const equal = new Float64Array(study.n).fill(1);
    for (const moment of [x1, x2, x1.map((x) => x * x), x2.map((x) => x * x), x1.map((x, i) => x * x2[i]!)])
      expect(gap(moment, weighting!.weights)).toBeLessThan(Math.max(0.06, gap(moment, equal) / 3));
  });

  it("has the same bootstrap errors for one and two threads, and honours clusters", async () => {
    const drawn = pointTreatment(150, 4, { cluster: "hospital" });
    const one = await energyBalance(drawn, { augment: false, replicates: 20, threads: 1 });
    const two = await energyBalance(drawn, { augment: false, replicates: 20, threads: 2 });
    expect(two.standardError).toBe(one.standardError);
    expect(one.standardError).toBeGreaterThan(0.05);
    expect(one.method).toContain("cluster bootstrap errors (20 replicates)");
    const rows = await energyBalance(pointTreatment(150, 4), { augment: false, replicates: 20 });
    expect(rows.value).toBe(one.value);
    expect(rows.standardError).not.toBe(one.standardError);
  });

  it.each(["ATE", "ATT", "ATC"] as const)(
    "%s is augmented by statsmodels' weighted regressions, with its sandwich errors",
    async (estimand) => {
      const effect = await energyBalance(study, { estimand });
      expect(effect.value).toBeCloseTo(oracle.augmented[estimand].value, 5);
      expect(effect.standardError).toBeCloseTo(oracle.augmented[estimand].se, 5);
      expect(effect.method).toContain("augmented by linear regression per arm");
    },
  );

  it("covers the effect in 200 rows, which plain weighted means do not", async () => {
    let covered = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const { table: drawn, truth } = interactiveTreatment({ n: 200, seed });
      const effect = await energyBalance(causalStudy(drawn, { ...roles, confounders: ["x1", "x2"] }));
      const { low, high } = effect.interval();
      if (low <= truth.ate && truth.ate <= high) covered++;
    }
    // The exact binomial band of 0.95 at 0.001.
    expect(covered).toBeGreaterThanOrEqual(50);
  });

  it("refuses what it cannot do", async () => {
    const constant = causalStudy(data.assign({ one: columns.y!.map(() => 1) }), {
      ...roles,
      confounders: ["x1", "one"],
    });
    await expect(energyBalance(constant)).rejects.toThrow(/"one" is constant; drop it/);
    await expect(energyBalance(study, { replicates: 20 })).rejects.toThrow(
      /replicates are for augment: false/,
    );
    await expect(energyBalance(study, { replicates: 1 })).rejects.toThrow(/must be 0, or at least 2/);
    await expect(energyBalance(pointTreatment(10_001, 1))).rejects.toThrow(
      /at most 10,000 of them; the study has 10,001/,
    );
  });
});

describe("simplexProgram", () => {
  it("finds the corner, the edge and the inside of small programs", () => {
    const solve = (c: number[], curvature: number): Float64Array =>
      simplexProgram(
        {
          times: (x, out) => out.set(x.map((each) => curvature * each)),
          linear: Float64Array.from(c),
          blocks: [0, c.length],
        },
        new Float64Array(c.length).fill(1 / c.length),
        { tolerance: 1e-12 },
      ).point;
    // With H = h·1 the solution is the projection of −c / h on the simplex.
    expect([...solve([-3, -1, 0], 1)]).toEqual([1, 0, 0]);
    expect([...solve([-3, -3, 0], 1)].map((x) => +x.toFixed(9))).toEqual([0.5, 0.5, 0]);
    expect([...solve([-0.2, -0.1, 0], 1)].map((x) => +x.toFixed(9))).toEqual([
      0.433333333, 0.333333333, 0.233333333,
    ]);
  });
});
