import { readFileSync } from "node:fs";
import { table } from "arquero";
import fc from "fast-check";
import { balance, fullMatch } from "txlab/causal";
import { causalStudy } from "txlab/cohort";
import { interactiveTreatment } from "txlab/data-synth";
import { describe, expect, it } from "vitest";
import { assign } from "#src/causal/matching/assign.js";
import { matchSets } from "#src/causal/matching/match-sets.js";
import { setWorkListener } from "#src/work.js";
import { pointTreatment } from "../point-treatment.js";

type Oracle = { value: number; se: number; corrected: number; corrected_se: number };
const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../fixtures/causal/${name}`, import.meta.url), "utf8"));
const { columns } = read("matching.json") as { columns: Record<string, number[]> };
const oracle = read("full-matching.json") as Record<string, Oracle> & { total: number; near_total: number };
const roles = { treatment: "a", outcome: "y", confounders: ["x1", "x2"] } as const;
const study = causalStudy(table(columns as never), roles);
const estimands = ["ATT", "ATC", "ATE"] as const;

describe("fullMatch", () => {
  it.each(estimands)(
    "%s agrees with an integer program's sets, imputed effects and Abadie and Imbens' errors",
    async (estimand) => {
      const plain = await fullMatch(study, { estimand, distance: "mahalanobis", biasCorrection: false });
      expect(plain.value).toBeCloseTo(oracle[estimand]!.value, 10);
      expect(plain.standardError).toBeCloseTo(oracle[estimand]!.se, 10);
      const corrected = await fullMatch(study, { estimand, distance: "mahalanobis" });
      expect(corrected.value).toBeCloseTo(oracle[estimand]!.corrected, 10);
      expect(corrected.standardError).toBeCloseTo(oracle[estimand]!.corrected_se, 10);
      expect(corrected.unmatched).toBe(0);
    },
  );

  it.each(estimands)("%s agrees within a caliper and within values of an exact column", async (estimand) => {
    const options = { distance: "mahalanobis", caliper: 0.5, exact: ["sex"] } as const;
    const effect = await fullMatch(study, { estimand, ...options });
    expect(effect.value).toBeCloseTo(oracle[`near ${estimand}`]!.corrected, 10);
    expect(effect.standardError).toBeCloseTo(oracle[`near ${estimand}`]!.corrected_se, 10);
    expect(effect.estimand).toBe(`${estimand} of those matched`);
    expect(String(effect)).toMatch(/found no match/);
  });

  it("puts everybody into a set of one with others, and makes the groups alike", async () => {
    const drawn = pointTreatment(1000, 1);
    const effect = await fullMatch(drawn, { estimand: "ATE" });
    const sizes = new Map<number, [number, number]>();
    effect.sets().forEach((set, i) => {
      const size = sizes.get(set) ?? [0, 0];
      size[drawn.treatment[i] as 0 | 1]++;
      sizes.set(set, size);
    });
    for (const [untreated, treated] of sizes.values()) expect(Math.min(untreated, treated)).toBe(1);
    for (const { before, after } of balance(effect.weighting!).rows)
      expect(Math.abs(after)).toBeLessThan(Math.max(0.1, 0.3 * Math.abs(before)));
  });

  it.each(["ate", "att"] as const)("covers the %s in 200 rows", async (estimand) => {
    let covered = 0;
    for (let seed = 1; seed <= 100; seed++) {
      const { table: drawn, truth } = interactiveTreatment({ n: 200, seed });
      const effect = await fullMatch(causalStudy(drawn, roles), {
        estimand: estimand.toUpperCase() as "ATE" | "ATT",
      });
      const { low, high } = effect.interval();
      if (low <= truth[estimand] && truth[estimand] <= high) covered++;
    }
    // The exact binomial band of 0.95 at 0.001.
    expect(covered).toBeGreaterThanOrEqual(87);
  });

  it("refuses what it cannot honour", async () => {
    await expect(fullMatch(study, { caliper: 1e-9 })).rejects.toThrow(
      /nobody found a match; use a wider caliper/,
    );
    await expect(fullMatch(study, { calliper: 1 } as never)).rejects.toThrow(/Did you mean "caliper"/);
    const clustered = await fullMatch(pointTreatment(200, 2, { cluster: "hospital" }));
    expect(clustered.method).toContain("errors by cluster");
    expect(clustered.standardError).toBeGreaterThan(0);
  });
});

describe("the search for sets", () => {
  it("stops when the user interrupts", async () => {
    const stop = new AbortController();
    const before = setWorkListener({
      start: () => ({ signal: stop.signal, report: (done) => done > 4000 && stop.abort(), end: () => {} }),
    });
    try {
      await expect(fullMatch(pointTreatment(5000, 1))).rejects.toThrow("full matching was interrupted.");
    } finally {
      setWorkListener(before);
    }
  });
});

describe("matchSets", () => {
  it("has the total distance of the integer program", async () => {
    const [x1, x2] = study.design.columns as [Float64Array, Float64Array];
    const rows = (arm: number): Int32Array =>
      Int32Array.from([...study.treatment.keys()].filter((i) => study.treatment[i] === arm));
    const points = whitened(x1, x2);
    const far = Number.POSITIVE_INFINITY;
    const pairs = await matchSets({ points, treated: rows(1), untreated: rows(0), reach: far });
    const total = pairs.reduce(
      (sum, [i, j]) => sum + Math.hypot(points[0]![i]! - points[0]![j]!, points[1]![i]! - points[1]![j]!),
      0,
    );
    expect(total).toBeCloseTo(oracle.total, 10);
  });

  it("does not chain sets where everybody is at the same place", async () => {
    const points = [new Float64Array(5)];
    const [treated, untreated] = [Int32Array.of(0, 1), Int32Array.of(2, 3, 4)];
    const pairs = await matchSets({ points, treated, untreated, reach: 1 });
    const degree = (row: number): number => pairs.filter((pair) => pair.includes(row)).length;
    for (const [i, j] of pairs) expect(Math.min(degree(i), degree(j))).toBe(1);
    for (let row = 0; row < 5; row++) expect(degree(row)).toBeGreaterThan(0);
  });
});

describe("assign", () => {
  it("gains as much as trying everything", async () => {
    const gains = fc.array(
      fc.array(fc.option(fc.integer({ min: 1, max: 9 })), { minLength: 4, maxLength: 4 }),
      {
        minLength: 1,
        maxLength: 5,
      },
    );
    await fc.assert(
      fc.asyncProperty(gains, async (matrix) => {
        const mates = await assign(bipartite(matrix));
        const own = [...mates].reduce((sum, v, u) => sum + (v < 0 ? 0 : matrix[u]![v]!), 0);
        expect(new Set([...mates].filter((v) => v >= 0)).size).toBe([...mates].filter((v) => v >= 0).length);
        expect(own).toBe(best(matrix, 0, new Set()));
      }),
    );
  });
});

function whitened(x: Float64Array, y: Float64Array): Float64Array[] {
  const center = (v: Float64Array): Float64Array =>
    v.map((each) => each - v.reduce((s, e) => s + e, 0) / v.length);
  const inner = (a: Float64Array, b: Float64Array): number =>
    a.reduce((s, e, i) => s + e * b[i]!, 0) / (a.length - 1);
  const one = center(x).map((e, _, all) => e / Math.sqrt(inner(all, all)));
  const slope = inner(center(y), one);
  const rest = center(y).map((e, i) => e - slope * one[i]!);
  return [one, rest.map((e) => e / Math.sqrt(inner(rest, rest)))];
}

function bipartite(matrix: readonly (readonly (number | null)[])[]): Parameters<typeof assign>[0] {
  const [ends, gains, starts] = [[] as number[], [] as number[], [0]];
  for (const row of matrix) {
    row.forEach((gain, v) => {
      if (gain === null) return;
      ends.push(v);
      gains.push(gain);
    });
    starts.push(ends.length);
  }
  return {
    left: matrix.length,
    right: 4,
    starts: Int32Array.from(starts),
    ends: Int32Array.from(ends),
    gains: Float64Array.from(gains),
  };
}

function best(
  matrix: readonly (readonly (number | null)[])[],
  u: number,
  taken: ReadonlySet<number>,
): number {
  if (u === matrix.length) return 0;
  let most = best(matrix, u + 1, taken);
  matrix[u]!.forEach((gain, v) => {
    if (gain !== null && !taken.has(v))
      most = Math.max(most, gain + best(matrix, u + 1, new Set([...taken, v])));
  });
  return most;
}
