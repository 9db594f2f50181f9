import { readFileSync } from "node:fs";
import { type ColumnTable, table } from "arquero";
import { balance, fullMatch, match, propensityScore } from "txlab/causal";
import { causalStudy } from "txlab/cohort";
import { randomStream } from "txlab/stats";
import { describe, expect, it } from "vitest";
import { pointTreatment } from "../point-treatment.js";

type Oracle = { value: number; se: number };
const fixture = JSON.parse(
  readFileSync(new URL("../../fixtures/causal/matching.json", import.meta.url), "utf8"),
) as { columns: Record<string, number[]> } & Record<string, Oracle>;
const data = table(fixture.columns as never);
const roles = { treatment: "a", outcome: "y" } as const;
const study = causalStudy(data, { ...roles, confounders: ["x1", "x2"] });

/** As R rounds. */
function roundHalfEven(x: number): number {
  const nearest = Math.round(x);
  return Math.abs(x % 1) === 0.5 && nearest % 2 !== 0 ? nearest - 1 : nearest;
}

/** Fifty clusters of eight; treatment and noise are shared within them; the effect is 1 for everybody. */
function treatedByCluster(seed: number): ColumnTable {
  const stream = randomStream(seed);
  const people = Array.from({ length: 50 }, (_, c) => {
    const [noise, leaning] = [stream.normal(), 2 * stream.normal()];
    return Array.from({ length: 8 }, () => {
      const x = stream.normal();
      const a = stream.bernoulli(1 / (1 + Math.exp(-0.5 * x - leaning)));
      return { c, x, a, y: a + x + noise + stream.normal() };
    });
  }).flat();
  const column = (name: "c" | "x" | "a" | "y"): number[] => people.map((person) => person[name]);
  return table({ c: column("c"), x: column("x"), a: column("a"), y: column("y") });
}

describe("match", () => {
  it.each([
    ["att1", { biasCorrection: false }],
    ["att3", { biasCorrection: false, neighbors: 3 }],
    ["ate1", { biasCorrection: false, estimand: "ATE" }],
    ["ate2", { biasCorrection: false, estimand: "ATE", neighbors: 2 }],
    ["att1corrected", {}],
    ["ate2corrected", { estimand: "ATE", neighbors: 2 }],
  ] as const)("%s is that of R's Matching, with Abadie and Imbens' error", async (name, options) => {
    const effect = await match(study, options);
    expect(effect.value).toBeCloseTo(fixture[name]!.value, 10);
    expect(effect.standardError).toBeCloseTo(fixture[name]!.se, 10);
  });

  it("matches within the values of exact columns, as R's Matching does", async () => {
    const bySex = causalStudy(data, { ...roles, confounders: ["x1"] });
    const effect = await match(bySex, { exact: ["sex"], biasCorrection: false });
    expect(effect.value).toBeCloseTo(fixture.exact!.value, 10);
    const sex = fixture.columns.sex!;
    for (const { row, matches } of effect.pairs()) for (const j of matches) expect(sex[j]).toBe(sex[row]);
  });

  it.each([
    ["ateTied1", { estimand: "ATE" }],
    ["ateTied2", { estimand: "ATE", errorNeighbors: 2 }],
    ["attTied2", { errorNeighbors: 2 }],
  ] as const)("%s: ties count in the error as in R's Matching", async (name, options) => {
    const whole = causalStudy(
      data.assign(table({ whole: fixture.columns.x1!.map(roundHalfEven) } as never)),
      { ...roles, confounders: ["whole", "sex"] },
    );
    const effect = await match(whole, { ...options, biasCorrection: false });
    expect(effect.value).toBeCloseTo(fixture[name]!.value, 10);
    expect(effect.standardError).toBeCloseTo(fixture[name]!.se, 10);
  });

  it.each([
    ["ateScore", "ATE"],
    ["attScore", "ATT"],
  ] as const)("%s: errors count that a logistic propensity was estimated", async (name, estimand) => {
    const effect = await match(study, { estimand, distance: "propensity", biasCorrection: false });
    expect(effect.value).toBeCloseTo(fixture[name]!.value, 10);
    expect(effect.standardError).toBeCloseTo(fixture[name]!.se, 6);
    expect(effect.method).toContain("propensity estimated");
    const known = await match(study, { estimand, distance: "propensity" });
    expect(known.method).not.toContain("propensity estimated");
  });

  it("matches within text, too, and refuses exact columns with gaps", async () => {
    const ward = fixture.columns.sex!.map((sex) => (sex === 1 ? "women" : "men"));
    const named = causalStudy(data.assign(table({ ward } as never)), { ...roles, confounders: ["x1"] });
    const effect = await match(named, { exact: ["ward"], biasCorrection: false });
    expect(effect.value).toBeCloseTo(fixture.exact!.value, 10);
    const some = ward.map((each, i) => (i < 3 ? null : each));
    const gaps = causalStudy(data.assign(table({ ward: some } as never)), { ...roles, confounders: ["x1"] });
    await expect(match(gaps, { exact: ["ward"] })).rejects.toThrow(
      /exact\[0\]: "ward" is missing in 3 of 240 rows/,
    );
  });

  it("without replacement serves the highest propensity first, each control once, within the caliper", async () => {
    const caliper = 0.2;
    const effect = await match(study, { distance: "propensity", replacement: false, caliper });
    const { score } = await propensityScore(study);
    const spread = (arm: number): number => {
      const own = score.filter((_, i) => study.treatment[i] === arm);
      const mean = own.reduce((sum, e) => sum + e, 0) / own.length;
      return own.reduce((sum, e) => sum + (e - mean) ** 2, 0) / (own.length - 1);
    };
    const reach = caliper * Math.sqrt((spread(0) + spread(1)) / 2);
    const free = new Set([...score.keys()].filter((i) => study.treatment[i] === 0));
    const expected = new Map<number, number>();
    for (const i of [...score.keys()]
      .filter((row) => study.treatment[row] === 1)
      .sort((a, b) => score[b]! - score[a]!)) {
      const near = [...free].sort(
        (a, b) => Math.abs(score[a]! - score[i]!) - Math.abs(score[b]! - score[i]!),
      )[0];
      if (near === undefined || Math.abs(score[near]! - score[i]!) > reach) continue;
      free.delete(near);
      expected.set(i, near);
    }
    expect(new Map(effect.pairs().map(({ row, matches }) => [row, matches[0]]))).toEqual(expected);
    expect(effect.unmatched).toBe(study.treatment.filter((a) => a === 1).length - expected.size);
    expect(effect.estimand).toBe("ATT of those matched");
    expect(String(effect)).toMatch(/rows found no match, so this is no longer the ATT/);
  });

  it("makes the groups alike, and shows how much", async () => {
    const rows = balance((await match(pointTreatment(1000, 1))).weighting!).rows;
    for (const { before, after } of rows)
      expect(Math.abs(after)).toBeLessThan(Math.max(0.1, Math.abs(before)));
    expect(Math.abs(rows[0]!.after)).toBeLessThan(0.1 * Math.abs(rows[0]!.before));
  });

  it.each([
    ["attWard", {}],
    ["ateWard", { estimand: "ATE", neighbors: 2 }],
  ] as const)("%s: errors by cluster are those of regressions' residuals in R", async (name, options) => {
    const wards = causalStudy(data, { ...roles, confounders: ["x1", "x2"], cluster: "ward" });
    const effect = await match(wards, { ...options, biasCorrection: false });
    expect(effect.value).toBeCloseTo(fixture[name]!.value, 10);
    expect(effect.standardError).toBeCloseTo(fixture[name]!.se, 10);
    expect(effect.method).toContain("errors by cluster");
    expect(effect.potentialOutcomes.get("treated").standardError).toBeGreaterThan(0);
  });

  it.each([
    ["nearest neighbours", match],
    ["full matching", fullMatch],
  ] as const)("covers by %s where whole clusters tend to one treatment", async (_, run) => {
    let [byCluster, asIfAlone] = [0, 0];
    for (let seed = 1; seed <= 100; seed++) {
      const drawn = treatedByCluster(seed);
      const byRow = { treatment: "a", outcome: "y", confounders: ["x"] };
      const covers = async (cluster: object): Promise<number> => {
        const { low, high } = (await run(causalStudy(drawn, { ...byRow, ...cluster }))).interval();
        return low <= 1 && 1 <= high ? 1 : 0;
      };
      byCluster += await covers({ cluster: "c" });
      asIfAlone += await covers({});
    }
    // The exact binomial band of 0.95 at 0.001.
    expect(byCluster).toBeGreaterThanOrEqual(87);
    expect(asIfAlone).toBeLessThan(87);
  });

  it("says why it has no influence values, and refuses survey weights", async () => {
    expect((await match(study)).influence).toEqual({ reason: expect.stringContaining("not a smooth") });
    await expect(match(pointTreatment(100, 3, { weights: "survey" }))).rejects.toThrow(/survey weights/);
    await expect(match(study, { estimand: "ATE", replacement: false })).rejects.toThrow(/choose estimand/);
    await expect(match(study, { caliper: 1e-9 })).rejects.toThrow(/found a match; use a wider caliper/);
  });
});
