import { aipw, dmlIrm, dmlPlr } from "txlab/causal";
import { type Learner, linear, logistic } from "txlab/models";
import { randomStream } from "txlab/stats";
import { describe, expect, it } from "vitest";
import { crossFit, studyFolds } from "#src/causal/cross-fit.js";
import { fitNuisance, subsetFeatures } from "#src/causal/nuisance.js";
import { pointTreatment } from "./point-treatment.js";

describe("crossFit", () => {
  it("never fits on a row that it predicts, and predicts each row once", async () => {
    const study = pointTreatment(200, 1);
    const seen = new Int32Array(200);
    const folds = studyFolds(study, 5, 1);
    const [rowNumbers] = await crossFit(study, 5, 1, async (rows, k, heldOut) => {
      expect([...rows].every((row) => folds[row] !== k)).toBe(true);
      expect([...heldOut].every((row) => folds[row] === k)).toBe(true);
      for (const row of heldOut) seen[row]!++;
      return [Float64Array.from(heldOut)];
    });
    expect([...seen].every((count) => count === 1)).toBe(true);
    expect([...rowNumbers!]).toEqual(Array.from({ length: 200 }, (_, i) => i));
  });

  it("keeps a learner that remembers its rows from answering with their own outcome", async () => {
    const study = pointTreatment(200, 2);
    const memory: Learner = {
      name: "memory",
      fit: async (x, y) => {
        const known = new Map(Array.from(x.columns[0]!, (value, i) => [value, y[i]!]));
        return {
          name: "memory",
          predict: (at) => at.columns[0]!.map((value) => known.get(value) ?? 0),
          toJSON: () => ({}),
        };
      },
    };
    const [predicted] = await crossFit(study, 5, 1, async (rows, _, heldOut) => {
      const options = { weights: undefined, rows, stream: randomStream(1) };
      const nuisance = await fitNuisance(memory, study.design, study.outcome, options);
      return [nuisance.predict(subsetFeatures(study.design, heldOut))];
    });
    expect(predicted!.every((value) => value === 0)).toBe(true);
  });
});

describe("learners that fit all folds together", () => {
  /** The same learner, fitted fold by fold. */
  const slow = ({ name, fit }: Learner): Learner => ({ name, fit });

  it.each([
    ["y", {}],
    ["sick", { cluster: "hospital" }],
  ] as const)("change no estimate of %s", async (outcome, more) => {
    const study = pointTreatment(500, 3, { outcome, ...more });
    const plain = outcome === "y" ? linear() : logistic();
    for (const perArm of [true, false]) {
      const together = await aipw(study, { folds: 4, outcomeModel: { perArm } });
      const apart = await aipw(study, {
        folds: 4,
        propensity: { learner: slow(logistic()) },
        outcomeModel: { perArm, learner: slow(plain) },
      });
      expect(together.value).toBeCloseTo(apart.value, 10);
      expect(together.standardError).toBeCloseTo(apart.standardError, 10);
      expect(together.method).toBe(apart.method);
    }
  });

  it("change no estimate of double machine learning", async () => {
    const study = pointTreatment(500, 4);
    const apart = { learner: slow(linear()) };
    const [g, m] = [
      await dmlIrm(study, { outcomeModel: apart, propensity: { learner: slow(logistic()) } }),
      await dmlPlr(study, { outcomeModel: apart, propensity: { learner: slow(logistic()) } }),
    ];
    expect((await dmlIrm(study)).value).toBeCloseTo(g.value, 10);
    expect((await dmlPlr(study)).value).toBeCloseTo(m.value, 10);
  });
});
