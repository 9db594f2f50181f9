import { readFileSync } from "node:fs";
import { table } from "arquero";
import {
  aipw,
  causalForest,
  cbps,
  censoringWeights,
  compareEstimators,
  dmlIrm,
  dmlPlr,
  drLearner,
  type Effect,
  entropyBalance,
  gEstimate,
  ipw,
  match,
  standardize,
  stratify,
  tmle,
} from "txlab/causal";
import { causalStudy, type Study, tableOne } from "txlab/cohort";
import { linear, randomForest } from "txlab/models";
import { displayBundle } from "txlab/plot";
import { hasInfluence, randomStream } from "txlab/stats";
import { describe, expect, it } from "vitest";
import { type ExpectedEffect, expected, fixture, rows } from "../oracle.js";

const roles = {
  treatment: "a",
  outcome: "y",
  confounders: ["x", "z"],
  missing: { outcome: "censor" },
} as const;
const study = causalStudy(rows({ censored: true }), roles);
const weighted = causalStudy(rows({ censored: true }), { ...roles, weights: "survey" });

const cases: [string, () => Promise<Effect>][] = [
  ["ipw censored", () => ipw(study)],
  ["ipw censored ATT", () => ipw(study, { estimand: "ATT" })],
  ["ipw censored, survey", () => ipw(weighted)],
  ["standardize censored", () => standardize(study)],
  ["standardize censored, weighted", () => standardize(study, { censoring: {} })],
  ["aipw censored", () => aipw(study)],
  ["aipw censored ATT", () => aipw(study, { estimand: "ATT" })],
  ["aipw censored, survey", () => aipw(weighted)],
  ["g-estimation censored", () => gEstimate(study, { modifiers: ["x"] })],
  ["entropy balancing censored", () => entropyBalance(study)],
  ["cbps censored", () => cbps(study)],
];

describe("with censored outcomes, value and error are those of the stacked estimating equations:", () => {
  it.each(cases)("%s", async (name, run) => {
    const [found, oracle] = [await run(), expected<ExpectedEffect>(name)];
    expect(found.n).toBe(400);
    expect(found.value).toBeCloseTo(oracle.value, 7);
    expect(found.standardError).toBeCloseTo(oracle.error, 6);
    ["treated", "untreated"].forEach((arm, k) => {
      const mean = found.potentialOutcomes.get(arm);
      expect(mean.value).toBeCloseTo(oracle.means[k]!, 7);
      expect(mean.standardError).toBeCloseTo(oracle.errors[k]!, 6);
    });
    expect(found.method).toMatch(/censoring|standardization/);
  });

  it("each parameter of g-estimation, too", async () => {
    const oracle = expected<{ psi: number[]; psiErrors: number[] }>("g-estimation censored");
    const { parameters } = await gEstimate(study, { modifiers: ["x"] });
    parameters.estimates.forEach((each, j) => {
      expect(each.value).toBeCloseTo(oracle.psi[j]!, 7);
      expect(each.standardError).toBeCloseTo(oracle.psiErrors[j]!, 6);
    });
  });
});

describe("TMLE with censored outcomes", () => {
  it("solves the efficient score: AIPW at its targeted predictions is TMLE itself", async () => {
    const found = await tmle(study, { fluctuation: "linear" });
    if (!hasInfluence(found.influence)) throw new Error(found.influence.reason);
    expect(Math.abs(found.influence.values.reduce((sum, value) => sum + value, 0))).toBeLessThan(1e-8);
    expect(found.value).toBeCloseTo((await aipw(study)).value, 1);
  });

  it("counts rows that were not seen, and takes no outcome from them", async () => {
    const data = fixture.data;
    const other = table({
      ...data,
      y: data.y!.map((y, i) => (data.seen![i] === 0 ? undefined : y)),
    } as never);
    expect((await tmle(causalStudy(other, roles))).value).toBe((await tmle(study)).value);
  });
});

describe("the partially linear slope with censored outcomes", () => {
  const file = new URL("../../fixtures/causal/censored-plr.json", import.meta.url);
  const oracle = JSON.parse(readFileSync(file, "utf8")) as Record<string, { coef: number; se: number }>;
  const folds = Int32Array.from({ length: 400 }, (_, i) => i % 4);
  const straight = { propensity: { learner: linear() }, folds };

  it("is that of scikit-learn's nuisances on given folds, for a treatment and for a dose", async () => {
    const found = await dmlPlr(study, straight);
    expect(found.value / oracle.binary!.coef).toBeCloseTo(1, 7);
    expect(found.standardError / oracle.binary!.se).toBeCloseTo(1, 7);
    expect(found.method).toContain("censored outcomes by linear and logistic");
    const answer = fixture.data.answer!.map((value, i) => (fixture.data.seen![i] === 0 ? null : value));
    const dose = causalStudy(rows().assign(table({ answer } as never)), {
      ...roles,
      treatment: { column: "dose", continuous: true },
      outcome: "answer",
    });
    // There the chance of being seen is a model of the treatment, not of the dose.
    const slope = await dmlPlr(dose, { ...straight, censoring: { terms: ["dose", "x", "z"] } });
    expect(slope.value / oracle.dose!.coef).toBeCloseTo(1, 7);
    expect(slope.standardError / oracle.dose!.se).toBeCloseTo(1, 7);
  });

  it("recovers what leaving the unseen out would miss", async () => {
    let [covered, without] = [0, 0];
    for (let seed = 1; seed <= 100; seed++) {
      const stream = randomStream(seed);
      const people = Array.from({ length: 400 }, () => {
        const x = stream.normal();
        const a = stream.bernoulli(1 / (1 + Math.exp(-0.5 * x)));
        const y = a + 2 * x + a * x + stream.normal();
        return { x, a, y: stream.bernoulli(1 / (1 + Math.exp(-0.5 - 1.5 * x))) ? y : null };
      });
      const column = (name: "x" | "a" | "y"): unknown[] => people.map((person) => person[name]);
      const data = table({ x: column("x"), a: column("a"), y: column("y") } as never);
      const as = (outcome: "censor" | "drop"): Study =>
        causalStudy(data, { treatment: "a", outcome: "y", confounders: ["x"], missing: { outcome } });
      const censoring = { terms: ["x"] };
      const found = (await dmlPlr(as("censor"), { censoring })).interval();
      if (found.low <= 1 && 1 <= found.high) covered++;
      const naive = (await dmlPlr(as("drop"))).interval();
      if (naive.low <= 1 && 1 <= naive.high) without++;
    }
    // The exact binomial band of 0.95 at 0.001.
    expect(covered).toBeGreaterThanOrEqual(87);
    expect(without).toBeLessThan(87);
  });
});

describe("a study with censored outcomes", () => {
  it("keeps its rows, says who was not seen, and describes what is known", async () => {
    const censored = fixture.data.seen!.filter((s) => s === 0).length;
    expect(study.n).toBe(400);
    expect(study.flow.decided).toEqual([{ reason: 'outcome "y" missing, censored', rows: censored }]);
    expect(String(study)).toContain(`of which outcome "y" missing, censored: ${censored}`);
    expect(tableOne(study).rows[0]!.missing).toBe(censored);
    expect(String(tableOne(study))).toMatch(/missing\n/);
  });

  it("without anyone censored is a study like any other", async () => {
    const whole = causalStudy(rows(), roles);
    expect(whole.seen).toBeUndefined();
    expect((await ipw(whole)).method).not.toContain("censoring");
    await expect(censoringWeights(whole)).rejects.toThrow(/nobody is censored: "y" is there in all 400 rows/);
  });

  it("is refused by name, with the remedy, by what cannot honour it", async () => {
    const refusing: Record<string, (study: Study) => Promise<unknown>> = {
      match,
      stratify,
      drLearner,
      causalForest,
    };
    for (const [name, run] of Object.entries(refusing)) {
      await expect(run(study)).rejects.toThrow(
        new RegExp(
          `^${name} cannot honour missing: \\{ outcome: "censor" \\}, and "y" is censored in \\d+ of 400 rows; use ipw`,
        ),
      );
    }
  });

  it("with a model that is not parametric has no error outside the doubly robust, and says so", async () => {
    const censoring = { learner: randomForest({ trees: 20, minLeaf: 20 }) };
    const found = await ipw(study, { censoring });
    expect(found.standardError).toBeNaN();
    expect(found.warnings.map((each) => each.code)).toContain("no-error");
    expect((await cbps(study, { censoring })).standardError).toBeNaN();
    const folded = await dmlIrm(study, { censoring });
    expect(folded.standardError).toBeGreaterThan(0);
    expect(folded.method).toContain("censoring random forest");
  });

  it("names a term that decides who is seen, and a misspelt option", async () => {
    const data = fixture.data;
    const y = data.y!.map((value, i) => (data.z![i] === 1 ? null : value));
    const never = causalStudy(table({ ...data, y } as never), roles);
    await expect(ipw(never)).rejects.toThrow(/predict perfectly who of 400 rows was seen/);
    await expect(ipw(study, { censoring: { term: ["x"] } } as never)).rejects.toThrow(
      /censoring has no option "term"\. Did you mean "terms"\?/,
    );
  });

  it("shows its effect as text and HTML", async () => {
    const found = await aipw(study);
    const bundle = await displayBundle(found);
    expect(bundle?.["text/plain"]).toContain("naive difference");
    expect(bundle?.["text/plain"]).toContain("where the outcome is known");
    expect(bundle?.["text/html"]).toContain("censoring logistic");
  });
});

describe("censoringWeights", () => {
  it("are the inverse of the chance of being seen, times the group's own when stabilized", async () => {
    const { seen, a } = fixture.data;
    const plain = (await censoringWeights(study)).weights;
    const stabilized = (await censoringWeights(study, { stabilized: true })).weights;
    const share = [0, 1].map((arm) => {
      const own = seen!.filter((_, i) => a![i] === arm);
      return own.reduce((sum, s) => sum + s, 0) / own.length;
    });
    plain.forEach((w, i) => {
      expect(w > 0).toBe(seen![i] === 1);
      expect(stabilized[i]).toBeCloseTo(w * share[a![i]!]!, 12);
    });
  });
});

describe("compareEstimators of a study with censored outcomes", () => {
  it("gives each estimator the censoring model, and refuses those that cannot honour it", async () => {
    const names = [
      "naive",
      "regression",
      "g-estimation",
      "ipw",
      "entropy balancing",
      "aipw",
      "tmle",
    ] as const;
    const compared = await compareEstimators(study, names, { censoring: { terms: ["x"] } });
    expect(compared.get("ipw").value).toBe((await ipw(study, { censoring: { terms: ["x"] } })).value);
    expect(compared.get("naive").method).toBe("no adjustment, rows whose outcome is known");
    await expect(compareEstimators(study, ["matching"])).rejects.toThrow(/^match cannot honour/);
  });
});
