import { table } from "arquero";
import {
  bestLinearProjection,
  type Cate,
  calibrationTest,
  drLearner,
  groupEffects,
  policyValue,
  rate,
} from "txlab/causal";
import { causalStudy } from "txlab/cohort";
import { interactiveTreatment } from "txlab/data-synth";
import { beforeAll, describe, expect, it } from "vitest";
import { pointTreatment } from "../point-treatment.js";

describe("a fit of effects 1 + x₁", () => {
  let cate: Cate;

  beforeAll(async () => {
    const { table } = interactiveTreatment({ n: 3000, seed: 4 });
    cate = await drLearner(causalStudy(table, { treatment: "a", outcome: "y", confounders: ["x1", "x2"] }));
  });

  it("projects linearly on x₁ with slope 1, and on its average", () => {
    const projection = bestLinearProjection(cate, ["x1", "x2"]);
    const within = (name: string, truth: number): void => {
      const { value, standardError } = projection.get(name);
      expect(Math.abs(value - truth)).toBeLessThan(3.3 * standardError);
    };
    within("x1", 1);
    within("x2", 0);
    const mean = cate.scores.reduce((sum, score) => sum + score, 0) / 3000;
    expect(projection.get("(average)").value).toBeCloseTo(mean, 10);
    expect(cate.ate.value).toBeCloseTo(mean, 10);
  });

  it("has rising groups, each the mean of its rows' scores", () => {
    const groups = groupEffects(cate, { groups: 3 });
    const values = groups.estimates.map((each) => each.value);
    expect(values[0]!).toBeLessThan(values[1]!);
    expect(values[1]!).toBeLessThan(values[2]!);
    const order = [...cate.effects.keys()].sort((i, j) => cate.effects[i]! - cate.effects[j]!);
    const least = order.slice(0, 1000).map((row) => cate.scores[row]!);
    const mean = least.reduce((sum, score) => sum + score, 0) / 1000;
    const spread = Math.sqrt(least.reduce((sum, score) => sum + (score - mean) ** 2, 0)) / 1000;
    expect(values[0]).toBeCloseTo(mean, 10);
    expect(groups.estimates[0]!.standardError).toBeCloseTo(spread, 10);
  });

  it("groups by text as by numbers, and refuses a column with gaps", async () => {
    const { table: rows } = interactiveTreatment({ n: 300, seed: 5 });
    const code = Array.from({ length: 300 }, (_, i) => i % 3);
    const text = code.map((k) => ["a", "b", "c"][k]);
    const some = code.map((k, i) => (i === 7 ? null : k));
    const study = causalStudy(rows.assign(table({ code, text, some } as never)), {
      treatment: "a",
      outcome: "y",
      confounders: ["x1"],
    });
    const small = await drLearner(study);
    const [byText, byCode] = [groupEffects(small, { by: "text" }), groupEffects(small, { by: "code" })];
    expect(byText.labels).toEqual(["text = a", "text = b", "text = c"]);
    expect(byText.estimates.map(String)).toHaveLength(3);
    expect(byText.get("text = b").value).toBe(byCode.get("code = 1").value);
    expect(() => groupEffects(small, { by: "some" })).toThrow(/by: "some" is missing in 1 of 300 rows/);
  });

  it("is calibrated: both slopes are 1 within their errors, and the second is far from 0", () => {
    const test = calibrationTest(cate);
    for (const name of ["mean", "differential"]) {
      const { value, standardError } = test.get(name);
      expect(Math.abs(value - 1)).toBeLessThan(3.3 * standardError);
    }
    expect(test.get("differential").pValue()).toBeLessThan(0.001);
  });

  it("gains from treating those who benefit", () => {
    const some = policyValue(
      cate,
      cate.effects.map((effect) => (effect > 0 ? 1 : 0)),
    );
    const all = policyValue(cate, new Float64Array(3000).fill(1));
    expect(all.value).toBeCloseTo(cate.ate.value, 10);
    expect(some.value).toBeGreaterThan(all.value);
    // E[(1 + Z)⁺] = Φ(1) + φ(1).
    expect(Math.abs(some.value - 1.083315470587686)).toBeLessThan(3.3 * some.standardError);
    expect(() => policyValue(cate, new Float64Array(3000).fill(2))).toThrow(
      /probability from 0 to 1; it was 2/,
    );
  });

  it("ranks: AUTOC and Qini are the areas that define them", async () => {
    const order = [...cate.effects.keys()].sort((i, j) => cate.effects[j]! - cate.effects[i]!);
    const n = order.length;
    let [sum, autoc, qini] = [0, 0, 0];
    const steps = 400;
    order.forEach((row, k) => {
      // Within a step of 1/n the gathered score grows linearly; a fine grid there is an independent integral.
      for (let s = 0; s < steps; s++) {
        const part = (s + 0.5) / steps;
        const toc = (sum + part * cate.scores[row]!) / (k + part) - cate.ate.value;
        autoc += toc / (n * steps);
        qini += (((k + part) / n) * toc) / (n * steps);
      }
      sum += cate.scores[row]!;
    });
    const [one, two] = [await rate(cate), await rate(cate, { target: "Qini", replicates: 100 })];
    expect(one.value).toBeCloseTo(autoc, 4);
    expect(two.value).toBeCloseTo(qini, 6);
    expect(one.interval().low).toBeGreaterThan(0);
  });

  it("ranks by nothing at all when all priorities tie", async () => {
    const none = await rate(cate, { priorities: new Float64Array(3000), replicates: 20 });
    expect(Math.abs(none.value)).toBeLessThan(1e-10);
  });
});

describe("effects that do not differ", () => {
  it("are not found to differ: calibration and RATE hold 0", async () => {
    let [differ, ranked] = [0, 0];
    for (let seed = 1; seed <= 20; seed++) {
      const cate = await drLearner(pointTreatment(500, seed));
      if (calibrationTest(cate).get("differential").interval().low > 0) differ++;
      if ((await rate(cate, { replicates: 100 })).interval().low > 0) ranked++;
    }
    expect(differ).toBeLessThanOrEqual(3);
    expect(ranked).toBeLessThanOrEqual(3);
  });
});
