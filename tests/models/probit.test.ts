import { readFileSync } from "node:fs";
import { modelFromJson, probit } from "txlab/models";
import { describe, expect, it } from "vitest";

const fixture = JSON.parse(
  readFileSync(new URL("../fixtures/causal/treatment-effects.json", import.meta.url), "utf8"),
) as { columns: Record<string, number[]>; coefficients: number[]; errors: number[]; logLikelihood: number };
const column = (name: string): Float64Array => Float64Array.from(fixture.columns[name]!);
const square = (name: string): Float64Array => column(name).map((value) => value ** 2);
const x = {
  rows: 300,
  names: ["x1", "x2", "x1²", "x2²", "sex"],
  columns: [column("x1"), column("x2"), square("x1"), square("x2"), column("sex")],
};

describe("probit", () => {
  it("has the coefficients, errors and likelihood of statsmodels", async () => {
    const model = await probit().fit(x, column("a"));
    model.coefficients.forEach((b, j) => {
      expect(b).toBeCloseTo(fixture.coefficients[j]!, 7);
      expect(model.standardErrors[j]! / fixture.errors[j]!).toBeCloseTo(1, 6);
    });
    expect(model.logLikelihood).toBeCloseTo(fixture.logLikelihood, 9);
  });

  it("predicts the same again from its JSON", async () => {
    const model = await probit().fit(x, column("a"));
    expect(modelFromJson(JSON.stringify(model)).predict(x)).toEqual(model.predict(x));
  });

  it("stays finite far out, where the normal tail is below the smallest number", async () => {
    const far = { rows: 6, names: ["x"], columns: [Float64Array.of(-400, -1, 0, 0.5, 1, 400)] };
    const model = await probit().fit(far, Float64Array.of(1, 0, 0, 1, 1, 1));
    expect([...model.predict(far), model.logLikelihood].every(Number.isFinite)).toBe(true);
  });

  it("names itself where y is no share, and says what separates", async () => {
    await expect(probit().fit(x, column("y"))).rejects.toThrow(/probit regression needs y from 0 to 1/);
    const one = { rows: 4, names: ["x"], columns: [Float64Array.of(1, 2, 3, 4)] };
    await expect(probit().fit(one, Float64Array.of(0, 0, 1, 1))).rejects.toThrow(
      /probit regression found no finite maximum.*"x" grows without bound/s,
    );
  });
});
