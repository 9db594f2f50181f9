import type { Learner } from "txlab/models";
import { randomStream } from "txlab/stats";
import { describe, expect, it } from "vitest";
import { crossFit, studyFolds } from "#src/causal/cross-fit.js";
import { fitNuisance } from "#src/causal/nuisance.js";
import { pointTreatment } from "./point-treatment.js";

describe("crossFit", () => {
  it("never fits on a row that it predicts, and predicts each row once", async () => {
    const study = pointTreatment(200, 1);
    const seen = new Int32Array(200);
    const folds = studyFolds(study, 5, 1);
    await crossFit(study, 5, 1, async (rows, k) => {
      expect([...rows].every((row) => folds[row] !== k)).toBe(true);
      for (let i = 0; i < 200; i++) if (!rows.includes(i)) seen[i]!++;
      return [new Float64Array(200)];
    });
    expect([...seen].every((count) => count === 1)).toBe(true);
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
    const [predicted] = await crossFit(study, 5, 1, async (rows) => {
      const options = { weights: undefined, rows, stream: randomStream(1) };
      return [(await fitNuisance(memory, study.design, study.outcome, options)).predict(study.design)];
    });
    expect(predicted!.every((value) => value === 0)).toBe(true);
  });
});
