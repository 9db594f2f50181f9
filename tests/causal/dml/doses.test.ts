import { readFileSync } from "node:fs";
import { type ColumnTable, table } from "arquero";
import { dmlPliv, dmlPlr } from "txlab/causal";
import { type ContinuousStudy, causalStudy } from "txlab/cohort";
import { describe, expect, it } from "vitest";

interface Oracle {
  readonly columns: Record<string, number[]>;
  readonly coef: number;
  readonly se: number;
}
const fixture = JSON.parse(
  readFileSync(new URL("../../fixtures/causal/doubleml-doses.json", import.meta.url), "utf8"),
) as Record<"plr" | "pliv", Oracle>;
const folds = Int32Array.from({ length: 200 }, (_, i) => i % 4);

function dose(rows: ColumnTable, confounders: readonly string[], instrument?: string): ContinuousStudy {
  const treatment = { column: "d", continuous: true } as const;
  return causalStudy(rows, { treatment, outcome: "y", confounders, ...(instrument ? { instrument } : {}) });
}

const plr = dose(table(fixture.plr.columns as never), ["x1", "x2", "x3", "x4", "x5"]);
const pliv = dose(table(fixture.pliv.columns as never), ["x1", "x2", "x3", "x4"], "z1");

describe("DML of a dose", () => {
  it("is DoubleML's partially linear slope on given folds, in its own generator's data", async () => {
    const found = await dmlPlr(plr, { folds });
    expect(found.value).toBeCloseTo(fixture.plr.coef, 10);
    expect(found.standardError).toBeCloseTo(fixture.plr.se, 10);
  });

  it("is DoubleML's slope by instrument", async () => {
    const found = await dmlPliv(pliv, { folds });
    expect(found.value).toBeCloseTo(fixture.pliv.coef, 10);
    expect(found.standardError).toBeCloseTo(fixture.pliv.se, 10);
  });

  it("speaks of one unit more, and has no E-value, which would depend on the unit", async () => {
    const found = await dmlPlr(plr, { folds });
    expect(String(found)).toMatch(/^Effect of one unit more of d on y/);
    expect(found.eValue).toBeUndefined();
    expect(found.notes).toEqual(["no E-value: it would depend on the unit of the dose"]);
  });

  it("pools over imputations, with one word on the E-value", async () => {
    const x5 = fixture.plr.columns.x5!.map((value, i) => (i % 9 === 0 ? null : value));
    const rows = table(fixture.plr.columns as never).assign(table({ x5 } as never));
    const study = causalStudy(rows, {
      treatment: { column: "d", continuous: true },
      outcome: "y",
      confounders: ["x1", "x5"],
      missing: { confounders: "impute", imputation: { imputations: 3 } },
    });
    const found = await dmlPlr(study, { folds });
    expect(found.notes.filter((note) => note.includes("E-value"))).toHaveLength(1);
    expect(Math.abs(found.value - fixture.plr.coef)).toBeLessThan(3 * found.standardError);
  });

  it("is refused for several levels", async () => {
    const level = fixture.plr.columns.d!.map((_, i) => i % 3);
    const rows = table({ ...fixture.plr.columns, level } as never);
    const study = causalStudy(rows, {
      treatment: { column: "level", reference: 0 },
      outcome: "y",
      confounders: ["x1"],
    });
    await expect(dmlPlr(study as never)).rejects.toThrow(/dmlPlr compares two treatments, and "level" has 3/);
  });
});
