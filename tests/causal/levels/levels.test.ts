import { type ColumnTable, table } from "arquero";
import {
  aipw,
  balance,
  gEstimate,
  generalizedPropensity,
  ipw,
  type LevelsEffect,
  marginalStructuralModel,
  match,
  overlap,
  propensityScore,
  standardize,
  tmle,
} from "txlab/causal";
import { causalStudy, type LevelsStudy, type StudyRoles } from "txlab/cohort";
import { randomForest } from "txlab/models";
import { displayBundle } from "txlab/plot";
import { simultaneous } from "txlab/stats";
import { describe, expect, it } from "vitest";
import { expected, fixture, rows } from "../oracle.js";

const names = ["none", "low", "high"];
const named: ColumnTable = rows().assign(table({ drug: fixture.data.arm!.map((k) => names[k]!) }));
const study = levelsOf(named, {});

function levelsOf(data: ColumnTable, roles: Partial<StudyRoles>): LevelsStudy {
  const treatment = { column: "drug", levels: names };
  return causalStudy(data, { outcome: "reply", confounders: ["x", "z"], ...roles, treatment });
}

interface Oracle {
  readonly means: readonly number[];
  readonly errors: readonly number[];
  readonly contrasts: readonly number[];
  readonly contrastErrors: readonly number[];
}

const cases: [string, () => Promise<LevelsEffect>][] = [
  ["levels, ipw", () => ipw(study)],
  ["levels, standardize", () => standardize(study)],
  ["levels, aipw", () => aipw(study)],
  ["levels, ipw among", () => ipw(study, { among: "low" })],
  ["levels, standardize among", () => standardize(study, { among: "low" })],
  ["levels, aipw among", () => aipw(study, { among: "low" })],
];

describe("means and contrasts of three levels are those of the stacked estimating equations:", () => {
  it.each(cases)("%s", async (name, run) => {
    const [found, oracle] = [await run(), expected<Oracle>(name)];
    expect(found.labels).toEqual(names);
    names.forEach((level, k) => {
      expect(found.get(level).value).toBeCloseTo(oracle.means[k]!, 7);
      expect(found.get(level).standardError).toBeCloseTo(oracle.errors[k]!, 6);
    });
    ["low", "high"].forEach((level, j) => {
      expect(found.contrast(level).value).toBeCloseTo(oracle.contrasts[j]!, 7);
      expect(found.contrast(level).standardError).toBeCloseTo(oracle.contrastErrors[j]!, 6);
    });
    expect(found.contrasts.labels).toEqual(["low − none", "high − none"]);
  });
});

describe("effects among those who had one level", () => {
  it("are the ATT and the ATC where there are two, with survey weights and censoring", async () => {
    const data = rows({ censored: true });
    const missing = { outcome: "censor" } as const;
    const roles = { outcome: "y", confounders: ["x", "z"], weights: "survey", missing };
    const as = causalStudy(data, { ...roles, treatment: { column: "a", reference: 0 } });
    const binary = causalStudy(data, { ...roles, treatment: "a" });
    for (const [level, estimand] of [
      [1, "ATT"],
      [0, "ATC"],
    ] as const) {
      for (const [levels, effect] of [
        [await ipw(as, { among: level }), await ipw(binary, { estimand })],
        [await standardize(as, { among: level }), await standardize(binary, { estimand })],
        [await aipw(as, { among: level }), await aipw(binary, { estimand })],
        [await aipw(as, { among: level, folds: 4 }), await aipw(binary, { estimand, folds: 4 })],
      ] as const) {
        expect(levels.contrast("1").value).toBeCloseTo(effect.value, 6);
        expect(levels.contrast("1").standardError).toBeCloseTo(effect.standardError, 6);
        expect(String(levels)).toContain(`effect among a = ${level}`);
      }
    }
  });

  it("are refused for a level that there is not", async () => {
    await expect(ipw(study, { among: "lwo" })).rejects.toThrow(
      /among is "lwo", which "drug" does not have; its levels are none, low, high/,
    );
  });
});

describe("a study of several levels", () => {
  it("with two levels is the study of two treatments", async () => {
    const two = rows();
    const roles = { outcome: "y", confounders: ["x", "z"] };
    const as = causalStudy(two, { ...roles, treatment: { column: "a", reference: 0 } });
    const binary = causalStudy(two, { ...roles, treatment: "a" });
    for (const [levels, effect] of [
      [await ipw(as), await ipw(binary)],
      [await standardize(as), await standardize(binary)],
      [await aipw(as), await aipw(binary)],
      [
        await aipw(as, { outcomeModel: { perArm: true } }),
        await aipw(binary, { outcomeModel: { perArm: true } }),
      ],
    ] as const) {
      expect(levels.contrast("1").value).toBeCloseTo(effect.value, 8);
      expect(levels.contrast("1").standardError).toBeCloseTo(effect.standardError, 7);
      expect(levels.contrast("1").eValue!.estimate).toBeCloseTo(effect.eValue!.estimate, 7);
    }
  });

  it("with two levels and censored outcomes, too", async () => {
    const roles = { outcome: "y", confounders: ["x", "z"], missing: { outcome: "censor" } } as const;
    const data = rows({ censored: true });
    const as = causalStudy(data, { ...roles, treatment: { column: "a", reference: 0 } });
    const binary = causalStudy(data, { ...roles, treatment: "a" });
    for (const [levels, effect] of [
      [await ipw(as), await ipw(binary)],
      [await standardize(as), await standardize(binary)],
      [await aipw(as), await aipw(binary)],
    ] as const) {
      expect(levels.contrast("1").value).toBeCloseTo(effect.value, 7);
      expect(levels.contrast("1").standardError).toBeCloseTo(effect.standardError, 6);
    }
  });

  it("compares with the level that is asked for, and any two", async () => {
    const found = await ipw(study);
    expect(found.reference).toBe("none");
    const between = found.contrast("high", "low");
    expect(between.value).toBeCloseTo(found.get("high").value - found.get("low").value, 14);
    expect(between.subject).toContain("drug high against low");
    const other = causalStudy(named, {
      treatment: { column: "drug", reference: "low" },
      outcome: "reply",
      confounders: ["x", "z"],
    });
    expect(other.levels).toEqual(["high", "low", "none"]);
    expect((await ipw(other)).contrasts.labels).toEqual(["high − low", "none − low"]);
    expect(() => found.contrast("medium")).toThrow(/there is no level "medium"; there are none, low, high/);
  });

  it("has simultaneous intervals from its joint influence", async () => {
    const all = simultaneous((await aipw(study)).contrasts, { draws: 20_000 });
    expect(all.criticalValue).toBeGreaterThan(1.96);
    expect(all.intervals).toHaveLength(2);
  });

  it("cross-fits, takes other learners by level, and says where there is no error", async () => {
    const learner = randomForest({ trees: 30, minLeaf: 20 });
    const folded = await aipw(study, { propensity: { learner }, folds: 3, seed: 2 });
    expect(folded.method).toContain("random forest by level");
    expect(folded.get("low").standardError).toBeGreaterThan(0);
    expect(folded.get("low").seed).toBe(2);
    const weighted = await ipw(study, { propensity: { learner } });
    expect(weighted.get("low").standardError).toBeNaN();
    expect(weighted.warnings.map((each) => each.code)).toContain("no-error");
    const scores = (await generalizedPropensity(study, { learner })).scores;
    expect(scores.reduce((sum, column) => sum + column[5]!, 0)).toBeCloseTo(1, 12);
  });

  it("counts clusters and survey weights", async () => {
    const data = named.assign(table({ ward: fixture.data.arm!.map((_, i) => i % 25) }));
    const clustered = await aipw(levelsOf(data, { cluster: "ward" }));
    expect(clustered.method).toContain("by cluster");
    expect(clustered.get("low").standardError).not.toBe((await aipw(study)).get("low").standardError);
    const weighted = await aipw(levelsOf(named, { weights: "survey" }));
    expect(weighted.get("low").value).not.toBe((await aipw(study)).get("low").value);
  });

  it("pools over imputations", async () => {
    const x = fixture.data.x!.map((value, i) => (i % 5 === 0 ? null : value));
    const missing = { confounders: "impute", imputation: { imputations: 3, iterations: 2 } } as const;
    const holes = levelsOf(named.assign(table({ x } as never)), { missing });
    const found = await ipw(holes);
    const each = await Promise.all((await holes.completed()).map((one) => ipw(one)));
    const mean = each.reduce((sum, one) => sum + one.contrast("low").value, 0) / 3;
    expect(found.contrast("low").value).toBeCloseTo(mean, 12);
    expect(found.contrast("low").interval().kind).toContain("Rubin");
    expect(String(found)).toContain("3 imputations by chained equations");
  });

  it("is refused by name where two treatments are compared", async () => {
    for (const [name, run] of Object.entries({ tmle, match, gEstimate, propensityScore })) {
      await expect(run(study as never)).rejects.toThrow(
        new RegExp(`^${name} compares two treatments, and "drug" has 3 \\(none, low, high\\)`),
      );
    }
    await expect(marginalStructuralModel(study as never)).rejects.toThrow(/"drug" has several levels/);
  });

  it("shows means and contrasts as text, HTML and JSON", async () => {
    const found = await aipw(study);
    const text = String(found);
    expect(text).toContain("Potential outcome means of reply by drug");
    expect(text).toContain("Mean differences of reply against drug = none (ATE)");
    expect(text).toMatch(/low − none: E-value \d/);
    expect(text).toMatch(/weights leave an effective [\d.]+ of \d+ high/);
    expect((await displayBundle(found))?.["text/html"]).toContain("high − none");
    expect(JSON.stringify(found).length).toBeLessThan(6000);
    expect(String(study)).toMatch(/\d+ none, \d+ low, \d+ high/);
  });
});

describe("looking at several levels", () => {
  it("balance is the largest difference of two levels, over the root of their mean unweighted variance", async () => {
    const ps = await generalizedPropensity(study);
    const found = balance(ps);
    const { x, arm } = fixture.data as Record<"x" | "arm", number[]>;
    const own = (k: number): number[] => x.filter((_, i) => arm[i] === k);
    const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
    const variance = (values: readonly number[]): number =>
      values.reduce((sum, v) => sum + (v - mean(values)) ** 2, 0) / (values.length - 1);
    const means = [0, 1, 2].map((k) => mean(own(k)));
    const spread = Math.sqrt(mean([0, 1, 2].map((k) => variance(own(k)))));
    expect(found.rows[0]!.before).toBeCloseTo((Math.max(...means) - Math.min(...means)) / spread, 12);
    expect(found.rows[0]!.after).toBeLessThan(0.1);
    expect(found.rows[0]!.before).toBeGreaterThan(0.3);
    expect(found.measure).toContain("mean of the levels' unweighted variances");
    expect(found.plot().description).toMatch(/^Largest pairwise differences of 2 covariates/);
  });

  it("overlap tells for each level how few could have had it", async () => {
    const found = overlap(await generalizedPropensity(study));
    expect(found.groups.map((each) => each.group)).toEqual(names);
    expect(found.warnings).toEqual([]);
    expect(String(found)).toContain("Overlap of 3 levels of drug for the ATE");
    expect(found.smallest.every((p) => p > 0)).toBe(true);
    expect((await displayBundle(found))?.["text/html"]).toContain("data:image/svg");
  });

  it("a level that the confounders rule out is an error that says so", async () => {
    const data = named.assign(
      table({ z: fixture.data.arm!.map((k, i) => (k === 2 ? 1 : i % 2 === 0 ? 0 : 0)) }),
    );
    await expect(ipw(levelsOf(data, {}))).rejects.toThrow(
      /the confounders predict a level of "drug" perfectly in 400 rows/,
    );
  });
});

describe("causalStudy of several levels", () => {
  const of =
    (treatment: object): (() => unknown) =>
    () =>
      causalStudy(named, { treatment: treatment as never, outcome: "reply", confounders: ["z"] });

  it("refuses levels that are not there, or not all", () => {
    expect(of({ column: "drug", levels: ["none", "low"] })).toThrow(
      /leaves out levels that "drug" has in \d+ of 400 rows \("high"\)/,
    );
    expect(of({ column: "drug", levels: [...names, "more"] })).toThrow(/has no row with "more"/);
    expect(of({ column: "drug", reference: "placebo" })).toThrow(/treatment\.reference is "placebo"/);
    expect(of({ column: "x", reference: 0 })).toThrow(/levels, more than 50/);
  });

  it("says how to declare what it cannot guess", () => {
    expect(of({ column: "arm" })).toThrow(
      /must have two levels; it has 3 .* treatment: \{ column: "arm", reference: 0 \}, or continuous: true for a dose/,
    );
    expect(of({ column: "a", continuous: true })).toThrow(
      /has 2 distinct values in 400 rows, which is no dose/,
    );
    expect(of({ column: "arm", refrence: 0 })).toThrow(/Did you mean "reference"/);
  });
});
