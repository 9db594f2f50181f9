import { readFileSync } from "node:fs";
import { table } from "arquero";
import { dmlIivm, dmlIrm, dmlPliv, dmlPlr } from "txlab/causal";
import { causalStudy } from "txlab/cohort";
import { instrument } from "txlab/data-synth";
import { linear } from "txlab/models";
import { describe, expect, it } from "vitest";
import { pointTreatment } from "../point-treatment.js";

const fixture = JSON.parse(
  readFileSync(new URL("../../fixtures/causal/doubleml-iv.json", import.meta.url), "utf8"),
) as { columns: Record<string, number[]> } & Record<"pliv" | "iivm", { coef: number; se: number }>;

const roles = { treatment: "a", outcome: "y", instrument: "z" } as const;

describe("DML by instrument", () => {
  const study = causalStudy(table(fixture.columns as never), { ...roles, confounders: ["x1", "x2"] });
  const folds = Int32Array.from({ length: study.n }, (_, i) => i % 4);

  const straight = { learner: linear() };

  it.each([
    ["partially linear", dmlPliv, fixture.pliv],
    ["interactive", dmlIivm, fixture.iivm],
  ] as const)("%s is DoubleML's on given folds", async (_, run, oracle) => {
    const models = run === dmlPliv ? { propensity: straight, instrumentModel: straight } : {};
    const found = await run(study, { folds, ...models });
    expect(found.value / oracle.coef).toBeCloseTo(1, 6);
    expect(found.standardError / oracle.se).toBeCloseTo(1, 6);
  });

  it("finds the effect among compliers where the naive difference is far off", async () => {
    const { table: rows, truth } = instrument({ n: 20_000, seed: 3 });
    const noisy = rows.assign(table({ x: Array.from({ length: 20_000 }, (_, i) => (i % 7) / 7) }));
    const found = await dmlIivm(causalStudy(noisy, { ...roles, confounders: ["x"] }));
    expect(Math.abs(found.value - truth.late)).toBeLessThan(3.3 * found.standardError);
    expect(found.diagnostics.compliers).toBeCloseTo(truth.firstStage, 1);
    expect(found.warnings).toEqual([]);
  });

  it("warns of a weak instrument, and refuses a study without one", async () => {
    const weak = table({ ...fixture.columns, z: fixture.columns.x1!.map((_, i) => i % 2) } as never);
    const found = await dmlIivm(causalStudy(weak, { ...roles, confounders: ["x1", "x2"] }));
    expect(found.warnings.map((each) => each.code)).toContain("weak-instrument");
    await expect(dmlPliv(pointTreatment(100, 1))).rejects.toThrow(/name its column in the study/);
  });
});

describe("repeated cross-fitting", () => {
  it("takes the median of the rounds and an error that counts their spread", async () => {
    for (const run of [dmlPlr, dmlIrm]) {
      const effect = await run(pointTreatment(300, 2), { repetitions: 5 });
      const rounds = [...(effect.diagnostics.rounds as number[])].sort((a, b) => a - b);
      expect(effect.value).toBeCloseTo(rounds[2]!, 12);
      expect(new Set(rounds).size).toBe(5);
      expect(effect.method).toContain("median of 5 repetitions");
    }
  });

  it("is no repetition when it is one, and refuses given folds when it is more", async () => {
    const study = pointTreatment(200, 3);
    expect((await dmlPlr(study, { repetitions: 1 })).value).toBe((await dmlPlr(study)).value);
    const folds = Int32Array.from({ length: 200 }, (_, i) => i % 2);
    await expect(dmlPlr(study, { folds, repetitions: 2 })).rejects.toThrow(/draw their own folds/);
  });
});
