import { table } from "arquero";
import {
  aipw,
  cbps,
  dmlIrm,
  dmlPlr,
  energyBalance,
  entropyBalance,
  fullMatch,
  gEstimate,
  ipw,
  match,
  propensityScore,
  standardize,
  stratify,
  tmle,
} from "txlab/causal";
import { causalStudy, type Study } from "txlab/cohort";
import { displayBundle } from "txlab/plot";
import { type Estimate, hasInfluence } from "txlab/stats";
import { describe, expect, it } from "vitest";
import { pointTreatment } from "../causal/point-treatment.js";

type Run = (study: Study, options?: object) => Promise<Estimate>;

interface Promises {
  readonly run: Run;
  /** Whether it rests on overlap. */
  readonly weights: boolean;
  /** Influence values by row; else the reason is told. @default true */
  readonly influence?: boolean;
  /** Survey weights; else they are refused. @default true */
  readonly survey?: boolean;
}

const resampled: Run = (study, options) =>
  energyBalance(study, { augment: false, replicates: 2, ...options });
const estimators: Record<string, Promises> = {
  ipw: { run: ipw, weights: true },
  standardize: { run: standardize, weights: false },
  "standardize, weighted": {
    run: (study, options) =>
      standardize(study, { propensity: {}, outcomeModel: { perArm: true }, ...options }),
    weights: true,
  },
  gEstimate: { run: gEstimate, weights: false },
  aipw: { run: aipw, weights: true },
  "aipw, cross-fitted": { run: (study, options) => aipw(study, { folds: 5, ...options }), weights: true },
  tmle: { run: tmle, weights: true },
  "tmle, stacked": {
    run: (study, options) => tmle(study, { errors: "m-estimation", ...options }),
    weights: true,
  },
  "tmle, cross-fitted": { run: (study, options) => tmle(study, { folds: 5, ...options }), weights: true },
  entropyBalance: { run: entropyBalance, weights: true },
  cbps: { run: cbps, weights: true },
  energyBalance: { run: energyBalance, weights: false },
  "energyBalance, resampled": { run: resampled, weights: false, influence: false },
  stratify: { run: stratify, weights: false },
  match: { run: match, weights: false, influence: false, survey: false },
  fullMatch: { run: fullMatch, weights: false, influence: false },
  dmlPlr: { run: dmlPlr, weights: false },
  dmlIrm: { run: dmlIrm, weights: true },
};

const names = Object.keys(estimators);
const study = pointTreatment(300, 1);

/** Treatment is almost decided by x: the last of the rows that go against it carry much weight. */
function extreme(): Study {
  const rows = Array.from({ length: 300 }, (_, i) => {
    const x = i / 300;
    const odd = [9, 30, 299].includes(i);
    return { x, a: x > 0.5 !== odd ? 1 : 0, y: x + ((i * 7) % 13) / 13 };
  });
  const column = (key: "x" | "a" | "y"): number[] => rows.map((row) => row[key]);
  return causalStudy(table({ x: column("x"), a: column("a"), y: column("y") }), {
    treatment: "a",
    outcome: "y",
    confounders: ["x"],
  });
}

/** Nobody of the second sex is treated. */
const separated = (): Study => {
  const sex = Array.from({ length: 200 }, (_, i) => i % 2);
  return causalStudy(
    table({ sex, a: sex.map((s, i) => (s === 0 && i % 4 === 0 ? 1 : 0)), y: sex.map((s, i) => s + (i % 5)) }),
    { treatment: "a", outcome: "y", confounders: ["sex"] },
  );
};

describe.each(names)("%s answers the complaints about seven libraries:", (name) => {
  const { run, weights, influence: promised = true, survey = true } = estimators[name]!;

  it("it has an error, an interval around its estimate, and a wider one at a higher level", async () => {
    const effect = await run(study);
    expect(effect.standardError).toBeGreaterThan(0);
    const [narrow, wide] = [effect.interval(0.8), effect.interval(0.99)];
    expect(narrow.low).toBeLessThan(effect.value);
    expect(narrow.high).toBeGreaterThan(effect.value);
    expect(wide.low).toBeLessThan(narrow.low);
    expect(effect.pValue(effect.value)).toBeCloseTo(1, 12);
  });

  it("its influence values have mean zero, one for each row, and give its error; or it says why there are none", async () => {
    const { influence, standardError } = await run(study);
    if (!promised) {
      expect(influence).toHaveProperty("reason");
      return;
    }
    if (!hasInfluence(influence)) throw new Error(influence.reason);
    expect(influence.values).toHaveLength(study.n);
    expect(Math.abs(influence.values.reduce((sum, value) => sum + value, 0))).toBeLessThan(1e-6);
    expect(standardError).toBeCloseTo(Math.hypot(...influence.values) / study.n, 10);
  });

  it("the same seed gives the same bits, and is recorded where anything is drawn", async () => {
    const [one, two, other] = [
      await run(study, { seed: 1 }),
      await run(study),
      await run(study, { seed: 2 }),
    ];
    expect(one.value).toBe(two.value);
    expect(one.standardError).toBe(two.standardError);
    expect(one.seed).toBe(one.seed === undefined ? undefined : 1);
    if (one.seed === undefined) expect(other.value).toBe(one.value);
    else expect(other.seed).toBe(2);
  });

  it("a binary outcome is a risk, and its difference reads in points", async () => {
    const effect = await run(pointTreatment(300, 2, { outcome: "sick" }));
    expect(effect.scale).toBe("probability");
    expect(Math.abs(effect.value)).toBeLessThan(1);
    expect(String(effect)).toContain("points");
  });

  it("clusters are kept together in its error, and the result says so", async () => {
    const effect = await run(pointTreatment(300, 1, { cluster: "hospital" }));
    expect(effect.method).toMatch(/by cluster|cluster bootstrap/);
    expect(effect.standardError).not.toBe((await run(study)).standardError);
  });

  it("it takes survey weights, or refuses them", async () => {
    const drawn = pointTreatment(300, 1, { weights: "survey" });
    if (!survey) {
      await expect(run(drawn)).rejects.toThrow(/does not take survey weights; use /);
      return;
    }
    const weighted = await run(drawn);
    expect(Number.isFinite(weighted.standardError)).toBe(true);
    expect(weighted.value).not.toBe((await run(study)).value);
  });

  it("a misspelt option is refused with the nearest name", async () => {
    await expect(run(study, { sed: 1 })).rejects.toThrow(/has no option "sed"\. Did you mean "seed"\?/);
  });

  it("a table in place of a study is refused, and what it takes is said", async () => {
    const rows = table({ a: [0, 1], y: [1, 2] }) as unknown as Study;
    await expect(run(rows)).rejects.toThrow(/takes a study first: causalStudy\(table, /);
  });

  it("an E-value is shown, or the reason why not", async () => {
    for (const outcome of ["y", "sick"]) {
      expect(String(await run(pointTreatment(300, 3, { outcome })))).toMatch(/E-value \d|no E-value: /);
    }
  });

  it("it shows itself as text, HTML and JSON without its influence values", async () => {
    const effect = await run(study);
    const bundle = await displayBundle(effect);
    expect(bundle).toHaveProperty(["text/html"]);
    expect(bundle?.["text/plain"]).toBe(String(effect));
    expect(JSON.stringify(effect).length).toBeLessThan(4000);
    expect(JSON.parse(JSON.stringify(effect)).value).toBe(effect.value);
  });

  it.runIf(weights)("weak overlap is said, and nothing is clipped", async () => {
    const effect = await run(extreme()).catch((error: Error) => error);
    if (effect instanceof Error) {
      // With so few odd rows a fold may hold none: then the fit says so rather than return numbers.
      expect(effect.name).toMatch(/PositivityError|ConvergenceError/);
      return;
    }
    expect(effect.warnings.map((each) => each.code)).toContain("weak-overlap");
    expect(effect.method).not.toContain("clipped");
  });

  it.runIf(weights)("a group that is never treated is an error that names it", async () => {
    await expect(run(separated())).rejects.toThrow(/sex|reach/);
  });
});

describe("the other complaints:", () => {
  it("options that are no object are refused, and what there is to choose is said", async () => {
    await expect(ipw(study, null as unknown as object)).rejects.toThrow(
      /ipw takes an object of options; it was null\. It takes estimand, /,
    );
  });

  it("missing values never come in quietly", () => {
    const data = table({ a: [0, 1, 0, 1], y: [1, 2, null, 4], x: [1, 2, 3, 4] });
    expect(() => causalStudy(data, { treatment: "a", outcome: "y", confounders: ["x"] })).toThrow(
      /outcome "y" is missing in 1 of 4 rows/,
    );
  });

  it("a propensity of 0 or 1 is an error unless the caller clips it by name", async () => {
    const certain = {
      name: "certain",
      fit: async () => ({
        name: "certain",
        predict: (x: { rows: number }) => new Float64Array(x.rows).map((_, i) => (i === 0 ? 1 : 0.5)),
        toJSON: () => ({}),
      }),
    };
    await expect(propensityScore(study, { learner: certain })).rejects.toThrow(/0 or 1 in 1 of 300 rows/);
    const clipped = await propensityScore(study, { learner: certain, clip: [0.01, 0.99] });
    expect(clipped.method).toContain("clipped to 0.01–0.99 in 1 rows");
  });
});
