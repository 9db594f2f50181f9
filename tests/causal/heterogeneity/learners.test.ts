import { table } from "arquero";
import { type Cate, drLearner, rLearner, sLearner, tLearner, xLearner } from "txlab/causal";
import { causalStudy, type Study } from "txlab/cohort";
import { interactiveTreatment } from "txlab/data-synth";
import { displayBundle } from "txlab/plot";
import { describe, expect, it } from "vitest";

const made = (seed: number, n = 600) => interactiveTreatment({ n, seed });
const studyOf = (seed: number, n = 600): Study =>
  causalStudy(made(seed, n).table, { treatment: "a", outcome: "y", confounders: ["x1", "x2"] });

const learners: Record<string, (study: Study, options?: object) => Promise<Cate>> = {
  sLearner: (study, options) =>
    sLearner(study, { outcomeModel: { terms: ["x1", "x2", "a:x1", "a:x2"] }, ...options }),
  tLearner,
  xLearner,
  rLearner,
  drLearner,
};

describe.each(Object.entries(learners))("%s", (_, run) => {
  it("finds effects that follow 1 + x₁, for its own rows and for others", async () => {
    const study = studyOf(1, 4000);
    const cate = await run(study);
    const x1 = study.design.columns[0]!;
    const miss = Math.sqrt(cate.effects.reduce((sum, t, i) => sum + (t - 1 - x1[i]!) ** 2, 0) / study.n);
    expect(miss).toBeLessThan(0.15);
    const elsewhere = table({ x1: [-1, 0, 1], x2: [0, 0, 0], a: [0, 0, 1], y: [0, 0, 0] });
    const predicted = await cate.predict(elsewhere);
    [0, 1, 2].forEach((truth, k) => {
      expect(Math.abs(predicted[k]! - truth)).toBeLessThan(0.3);
    });
  });

  it("carries a doubly robust average whose interval holds the truth in at least 50 of 60 seeds", async () => {
    let covered = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const { low, high } = (await run(studyOf(seed))).ate.interval();
      if (low < 1 && 1 < high) covered++;
    }
    // The exact binomial band at 0.001 for 60 intervals of 95% starts at 50.
    expect(covered).toBeGreaterThanOrEqual(50);
  }, 60_000);

  it("is the same to the bit for the same seed, shows itself, and refuses a misspelt option", async () => {
    const [one, two] = [await run(studyOf(2)), await run(studyOf(2))];
    expect(one.effects).toEqual(two.effects);
    expect((await displayBundle(one))?.["text/plain"]).toMatch(/quartiles/);
    expect(String(one)).toContain("doubly robust average");
    expect(JSON.stringify(one).length).toBeLessThan(6000);
    await expect(run(studyOf(2), { fold: 3 })).rejects.toThrow(/Did you mean "folds"/);
  });
});
