import { readFileSync } from "node:fs";
import { table } from "arquero";
import { dmlPliv, dmlPlr, twoStageLeastSquares } from "txlab/causal";
import { type ContinuousStudy, causalStudy, type StudyRoles } from "txlab/cohort";
import { randomStream } from "txlab/stats";
import { describe, expect, it } from "vitest";
import { pointTreatment } from "../point-treatment.js";

type Oracle = { readonly coef: number; readonly se: number };
const fixture = JSON.parse(
  readFileSync(new URL("../../fixtures/causal/doubleml-doses.json", import.meta.url), "utf8"),
) as { pliv: { columns: Record<string, number[]> } } & Record<string, Oracle>;
const row = Array.from({ length: 200 }, (_, i) => i);
const rows = table({
  ...fixture.pliv.columns,
  group: row.map((i) => Math.floor(i / 5)),
  survey: row.map((i) => 1 + (i % 3)),
  copy: fixture.pliv.columns.d!.map((d, i) => 2 * d - fixture.pliv.columns.x1![i]!),
} as never);

function study(roles: Partial<StudyRoles> = {}): ContinuousStudy {
  const confounders = ["x1", "x2", "x3", "x4"];
  const treatment = { column: "d", continuous: true } as const;
  return causalStudy(rows, { outcome: "y", confounders, instrument: "z1", ...roles, treatment });
}

describe("twoStageLeastSquares", () => {
  it.each([
    ["robust", {}, {}, "twoStage"],
    ["classical", {}, { errors: "classical" }, "twoStageClassical"],
    ["by cluster", { cluster: "group" }, {}, "twoStageClusters"],
    ["with survey weights", { weights: "survey" }, {}, "twoStageWeights"],
  ] as const)("%s is linearmodels'", async (_, roles, options, name) => {
    const found = await twoStageLeastSquares(study(roles), options);
    expect(found.value).toBeCloseTo(fixture[name]!.coef, 10);
    expect(found.standardError).toBeCloseTo(fixture[name]!.se, 10);
  });

  it("has an Anderson–Rubin interval whose ends the test rejects at just 5%", async () => {
    for (const roles of [{}, { cluster: "group" }, { weights: "survey" }]) {
      const found = await twoStageLeastSquares(study(roles), { interval: "anderson-rubin" });
      const { low, high, kind } = found.interval();
      expect(kind).toBe("Anderson–Rubin");
      expect(low).toBeLessThan(found.value);
      expect(high).toBeGreaterThan(found.value);
      for (const end of [low, high]) expect(found.pValue(end)).toBeCloseTo(0.05, 10);
      expect(found.pValue(found.value)).toBeCloseTo(1, 6);
    }
  });

  it("covers with an irrelevant instrument, where the Wald interval would not, and says that nothing is excluded", async () => {
    let [covered, unbounded] = [0, 0];
    const kinds = new Set<string>();
    for (let seed = 1; seed <= 100; seed++) {
      const stream = randomStream(seed);
      const people = Array.from({ length: 150 }, () => {
        const [u, z] = [stream.normal(), stream.normal()];
        const d = u + 0.3 * stream.normal();
        return { z, d, y: 0.5 * d + u + 0.3 * stream.normal() };
      });
      const column = (name: "z" | "d" | "y"): number[] => people.map((person) => person[name]);
      const nothing = causalStudy(table({ z: column("z"), d: column("d"), y: column("y") } as never), {
        treatment: { column: "d", continuous: true },
        outcome: "y",
        confounders: [],
        instrument: "z",
      });
      const found = await twoStageLeastSquares(nothing, { interval: "anderson-rubin" });
      if (found.pValue(0.5) > 0.05) covered++;
      if (found.interval().low === Number.NEGATIVE_INFINITY) unbounded++;
      kinds.add(found.interval().kind.replace(/-?\d.*/, "…"));
      if (seed === 1) expect(found.warnings.map((each) => each.code)).toContain("weak-instrument");
    }
    // The exact binomial band of 0.95 at 0.001, 100 draws.
    expect(covered).toBeGreaterThanOrEqual(87);
    expect(unbounded).toBeGreaterThanOrEqual(87);
    expect(kinds).toContain("Anderson–Rubin, no value is excluded");
    expect(kinds).toContain("Anderson–Rubin, all but …");
  });

  it("refuses an instrument or a treatment that the confounders give, of which rounding alone would be left", async () => {
    const given = study({ confounders: ["x1", "z1"] });
    await expect(twoStageLeastSquares(given)).rejects.toThrow(
      /instrument "z1" is determined by the confounders/,
    );
    await expect(dmlPliv(given)).rejects.toThrow(/instrument "z1" is determined by the confounders/);
    const dose = study({ confounders: ["x1", "copy"] });
    await expect(dmlPlr(dose)).rejects.toThrow(/treatment "d" is determined by the confounders/);
  });

  it("refuses what it cannot honour, by name", async () => {
    await expect(twoStageLeastSquares(pointTreatment(100, 1))).rejects.toThrow(/needs an instrument/);
    const clustered = study({ cluster: "group" });
    await expect(twoStageLeastSquares(clustered, { errors: "classical" })).rejects.toThrow(/clusters/);
    await expect(
      twoStageLeastSquares(study(), { errors: "classical", interval: "anderson-rubin" }),
    ).rejects.toThrow(/robust ones/);
    await expect(twoStageLeastSquares(study(), { stages: 2 } as never)).rejects.toThrow(/no option "stages"/);
  });
});
