import { table } from "arquero";
import { aipw, differenceInMeans, type Effect, ipw, propensityScore, standardize } from "txlab/causal";
import { causalStudy, type Study } from "txlab/cohort";
import type { Learner } from "txlab/models";
import { contrast, ratio } from "txlab/stats";
import { describe, expect, it } from "vitest";
import { pointTreatment } from "./point-treatment.js";

const all: Record<string, (study: Study) => Effect | Promise<Effect>> = {
  differenceInMeans,
  ipw: (study) => ipw(study),
  "ipw ATT": (study) => ipw(study, { estimand: "ATT" }),
  "ipw ATO": (study) => ipw(study, { estimand: "ATO" }),
  standardize: (study) => standardize(study),
  aipw: (study) => aipw(study),
  "aipw with folds": (study) => aipw(study, { folds: 5 }),
  "aipw per arm": (study) => aipw(study, { outcomeModel: { perArm: true } }),
};

/** Predicts the mean of the nearest five training values of the first column: not parametric, and fits noise. */
const nearest: Learner = {
  name: "five nearest",
  fit: async (x, y) => ({
    name: "five nearest",
    predict: (at) =>
      at.columns[0]!.map((value) => {
        const order = Array.from(x.columns[0]!.keys()).sort(
          (i, j) => Math.abs(x.columns[0]![i]! - value) - Math.abs(x.columns[0]![j]! - value),
        );
        return order.slice(0, 5).reduce((sum, i) => sum + (y[i]! + 0.5) / 2, 0) / 5;
      }),
    toJSON: () => ({}),
  }),
};

describe.each(Object.entries(all))("%s", (_, run) => {
  it("has mean-zero influence values, one per row, that give its error", async () => {
    const effect = await run(pointTreatment(500, 1));
    if ("reason" in effect.influence) throw new Error(effect.influence.reason);
    const { values } = effect.influence;
    expect(values).toHaveLength(500);
    expect(Math.abs(values.reduce((sum, each) => sum + each, 0))).toBeLessThan(1e-7);
    expect(effect.standardError).toBeCloseTo(Math.hypot(...values) / 500, 12);
  });

  it("is the same to the bit for the same seed", async () => {
    const [one, two] = [await run(pointTreatment(300, 2)), await run(pointTreatment(300, 2))];
    expect(one.value).toBe(two.value);
    expect(one.standardError).toBe(two.standardError);
  });

  it("changes its sign when the treatment labels are swapped", async () => {
    const effect = await run(pointTreatment(400, 3));
    if (effect.estimand === "ATT" || effect.method.includes("folds")) return;
    const study = pointTreatment(400, 3);
    const flipped = table({
      x: [...study.design.columns[0]!],
      sex: [...study.design.columns[1]!],
      y: [...study.outcome],
      a: Array.from(study.treatment, (a) => 1 - a),
    });
    const swapped = await run(
      causalStudy(flipped, { treatment: "a", outcome: "y", confounders: ["x", "sex"] }),
    );
    expect(swapped.value).toBeCloseTo(-effect.value, 9);
  });

  it("adds influence values up within clusters before it squares them", async () => {
    const effect = await run(pointTreatment(400, 4, { cluster: "hospital" }));
    expect(effect.method).toMatch(/by cluster|no adjustment/);
    if ("reason" in effect.influence) throw new Error(effect.influence.reason);
    const sums = new Array<number>(20).fill(0);
    // pointTreatment puts row i into hospital i % 20.
    effect.influence.values.forEach((value, i) => {
      sums[i % 20]! += value;
    });
    expect(effect.standardError).toBeCloseTo(Math.hypot(...sums) / 400, 12);
  });

  it("is unchanged when every row has the same survey weight", async () => {
    const weighted = pointTreatment(300, 5);
    const same = causalStudy(
      table({
        x: [...weighted.design.columns[0]!],
        sex: [...weighted.design.columns[1]!],
        y: [...weighted.outcome],
        a: [...weighted.treatment],
        w: new Array(300).fill(3),
      }),
      { treatment: "a", outcome: "y", confounders: ["x", "sex"], weights: "w" },
    );
    const [plain, scaled] = [await run(weighted), await run(same)];
    expect(scaled.value).toBeCloseTo(plain.value, 9);
    expect(scaled.standardError).toBeCloseTo(plain.standardError, 9);
  });

  it("shows its method, the naive difference and an E-value, as text, HTML and JSON", async () => {
    const effect = await run(pointTreatment(300, 6));
    expect(String(effect)).toMatch(/^Mean difference of a on y .+: \d\.\d+ \(95% .+ to .+\)\n.+n 300/);
    expect(String(effect)).toMatch(/E-value \d/);
    expect(JSON.parse(JSON.stringify(effect)).interval.level).toBe(0.95);
  });
});

describe("binary outcomes", () => {
  it("give risk differences in points, and ratios from the potential outcomes", async () => {
    const effect = await aipw(pointTreatment(800, 7, { outcome: "sick" }));
    expect(String(effect)).toMatch(/^Risk difference of a on sick \(ATE\): \+\d+\.\d+ points/);
    const [treated, untreated] = [
      effect.potentialOutcomes.get("treated"),
      effect.potentialOutcomes.get("untreated"),
    ];
    expect(contrast(treated, untreated).standardError).toBeCloseTo(effect.standardError, 12);
    const riskRatio = ratio(treated, untreated);
    expect(riskRatio.value).toBeCloseTo(treated.value / untreated.value, 14);
    expect(effect.eValue?.estimate).toBeCloseTo(
      riskRatio.value + Math.sqrt(riskRatio.value * (riskRatio.value - 1)),
      10,
    );
  });
});

describe("learners that are not parametric", () => {
  it("leave IPW and standardization without an analytic error, and say so", async () => {
    const study = pointTreatment(120, 8);
    for (const effect of [
      await ipw(study, { propensity: { learner: nearest } }),
      await standardize(study, { outcomeModel: { learner: nearest } }),
    ]) {
      expect(effect.standardError).toBeNaN();
      expect(effect.warnings.map((each) => each.code)).toContain("no-error");
      expect(() => contrast(effect, effect)).toThrow(/has no influence values/);
      expect(String(effect)).toContain("(no interval)");
    }
  });

  it("warn in AIPW unless they are cross-fitted", async () => {
    const study = pointTreatment(150, 9);
    const model = { outcomeModel: { learner: nearest } };
    expect((await aipw(study, model)).warnings.map((each) => each.code)).toContain("not-cross-fitted");
    expect((await aipw(study, { ...model, folds: 3 })).warnings).toEqual([]);
  });
});

describe("what cannot be estimated", () => {
  const rows = 40;
  const a = Array.from({ length: rows }, (_, i) => i % 2);
  const y = Array.from({ length: rows }, (_, i) => (i * 7) % 11);
  const study = (columns: object, confounders: string[]): Study =>
    causalStudy(table({ a, y, ...columns } as never), { treatment: "a", outcome: "y", confounders });

  it("perfect separation is a PositivityError that names the column and the rows", async () => {
    const smoker = a.map((value, i) => (value === 1 || i % 4 === 0 ? 1 : 0));
    const never = study({ smoker }, ["smoker"]);
    await expect(ipw(never)).rejects.toThrow(
      /"smoker" predicts the treatment perfectly: none of the 10 rows with "smoker" = 0 are treated.*estimand: "ATT"/,
    );
    await expect(ipw(never)).rejects.toMatchObject({ name: "PositivityError" });
    const x = a.map((value, i) => value * 100 + i);
    await expect(propensityScore(study({ x }, ["x"]))).rejects.toMatchObject({ name: "PositivityError" });
  });

  it("of several columns only the one that separates is named, on its side of a value", async () => {
    // Nobody of the middle grade is treated, which separates nothing: grade is a number.
    const grade = a.map((value, i) => (value === 0 && i % 3 === 0 ? 1 : i % 4 < 2 ? 0 : 2));
    const x = a.map((value, i) => value * 100 + ((i * 7) % 40));
    await expect(propensityScore(study({ grade, x }, ["grade"]))).resolves.toBeDefined();
    await expect(aipw(study({ grade, x }, ["grade", "x"]))).rejects.toThrow(
      /^"x" predicts the treatment perfectly: all of the 20 rows with "x" > \d+ are treated/,
    );
  });

  it("columns that separate only together are named together, without those that do not help", async () => {
    const x = a.map((_, i) => (i * 7) % 13);
    const z = a.map((value, i) => value * 3 - x[i]! + ((i * 5) % 3));
    const noise = a.map((_, i) => (i * i) % 11);
    await expect(aipw(study({ noise, x, z }, ["noise", "x", "z"]))).rejects.toThrow(
      /^"x", "z" together predict the treatment perfectly in 40 rows/,
    );
    const ward = a.map((value, i) => (value === 0 && i % 4 === 0 ? "A" : i % 3 === 0 ? "B" : "C"));
    await expect(aipw(study({ noise, ward }, ["noise", "C(ward)"]))).rejects.toThrow(
      /^"C\(ward\).*B.*", "C\(ward\).*C.*" together predict/,
    );
  });

  it("separation in one fold is not laid at the door of all rows", async () => {
    const rare = a.map((_, i) => (i === 0 || i === 3 ? 1 : 0));
    const fold = a.map((_, i) => (i === 0 ? 0 : 1));
    await expect(aipw(study({ rare }, ["rare"]), { folds: fold })).rejects.toThrow(
      /^all rows together have a model of "a", but those of some fold do not: .*Or use fewer folds/,
    );
  });

  it("collinear confounders are a RankError that names them", async () => {
    const x = y.map((value, i) => value + i);
    const collinear = study({ x, twice: x.map((value) => 2 * value), one: x.map(() => 5) }, [
      "x",
      "twice",
      "one",
    ]);
    await expect(ipw(collinear)).rejects.toMatchObject({ name: "RankError" });
    await expect(standardize(collinear)).rejects.toThrow(
      /"twice", "one" are constant or a linear combination/,
    );
  });

  it("options that nobody knows are refused", async () => {
    const fine = pointTreatment(60, 1);
    await expect(ipw(fine, { estimnad: "ATT" } as never)).rejects.toThrow(/no option "estimnad".*"estimand"/);
    await expect(ipw(fine, { estimand: "ATX" } as never)).rejects.toThrow(
      /estimand must be one of "ATE", "ATT"/,
    );
    await expect(aipw(fine, { folds: 5, errors: "m-estimation" })).rejects.toThrow(
      /leave out folds or the errors/,
    );
    await expect(aipw(fine, { folds: [0, 1] })).rejects.toThrow(/folds must have 60 values; it had 2/);
    await expect(aipw(fine, { folds: 1 })).rejects.toThrow(/folds must be an integer of at least 2/);
  });
});
