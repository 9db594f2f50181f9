import { readFileSync } from "node:fs";
import { elasticNet, lasso, linear, logistic, type PenalizedFamily, ridge } from "txlab/models";
import { randomStream } from "txlab/stats";
import { describe, expect, it } from "vitest";
import { features } from "./tree-ensembles.js";

interface Fit {
  family: PenalizedFamily;
  mixing: number;
  lambda: number;
  weighted: boolean;
  coefficients: number[];
}
interface Case {
  name: string;
  columns: number[][];
  y: number[];
  binary: number[];
  weights: number[];
  fits: Fit[];
  lambdas: number[];
  loss: number[];
}

const fixture = new URL("../fixtures/models/penalized.json", import.meta.url);
const { cases } = JSON.parse(readFileSync(fixture, "utf8")) as { cases: Case[] };

describe("elasticNet", () => {
  it.each(cases)("agrees with scikit-learn to 1e-5 on $name data, ridge and lasso included", async (each) => {
    const x = features(each.columns);
    for (const fit of each.fits) {
      const y = Float64Array.from(fit.family === "squared" ? each.y : each.binary);
      const weights = fit.weighted ? Float64Array.from(each.weights) : undefined;
      const { family, mixing, lambda } = fit;
      const model = await elasticNet({ family, mixing, lambda }).fit(x, y, { weights });
      const apart = fit.coefficients.map((value, j) => Math.abs(value - model.coefficients[j]!));
      expect(Math.max(...apart), JSON.stringify({ family, mixing, lambda })).toBeLessThan(1e-5);
    }
  });

  it.each(cases)("finds the same cross-validated losses on $name data, and takes the least", async (each) => {
    const { lambdas, loss } = each;
    const folds = each.y.map((_, i) => i % 5);
    const model = await lasso({ lambdas, folds }).fit(features(each.columns), Float64Array.from(each.y));
    loss.forEach((value, k) => {
      expect(model.crossValidation!.loss[k]! / value).toBeCloseTo(1, 5);
    });
    expect(model.lambda).toBe(lambdas[loss.indexOf(Math.min(...loss))]);
    const sparser = await lasso({ lambdas, folds, lambda: "1se" }).fit(
      features(each.columns),
      Float64Array.from(each.y),
    );
    expect(sparser.lambda).toBeGreaterThanOrEqual(model.lambda);
  });

  it("satisfies the lasso's conditions of optimality along its whole path", async () => {
    const each = cases[1]!;
    const x = features(each.columns);
    const y = Float64Array.from(each.y);
    const { path } = await lasso().fit(x, y);
    const n = x.rows;
    path.lambdas.forEach((lambda, k) => {
      const beta = path.coefficients[k]!;
      const residual = y.map((value, i) => {
        return value - beta[0]! - x.columns.reduce((sum, column, j) => sum + column[i]! * beta[j + 1]!, 0);
      });
      x.columns.forEach((column, j) => {
        const mean = column.reduce((sum, v) => sum + v, 0) / n;
        const scale = Math.sqrt(column.reduce((sum, v) => sum + (v - mean) ** 2, 0) / n);
        const gradient = column.reduce((sum, v, i) => sum + v * residual[i]!, 0) / (n * scale);
        expect(Math.abs(gradient)).toBeLessThan(lambda + 1e-7);
        if (beta[j + 1] !== 0) expect(Math.sign(beta[j + 1]!) * gradient).toBeCloseTo(lambda, 6);
      });
    });
    expect(path.coefficients[0]!.slice(1).every((value) => Math.abs(value) < 1e-12)).toBe(true);
  });
});

describe("ridge", () => {
  it("comes to the unpenalized fit as its penalty goes to 0", async () => {
    const each = cases[0]!;
    const x = features(each.columns);
    const y = Float64Array.from(each.y);
    const binary = Float64Array.from(each.binary);
    const a = (await ridge({ lambda: 1e-12 }).fit(x, y)).coefficients;
    const b = (await linear().fit(x, y)).coefficients;
    const c = (await ridge({ lambda: 1e-12, family: "logistic" }).fit(x, binary)).coefficients;
    const d = (await logistic().fit(x, binary)).coefficients;
    for (let j = 0; j < a.length; j++) {
      expect(a[j]!).toBeCloseTo(b[j]!, 7);
      expect(c[j]!).toBeCloseTo(d[j]!, 7);
    }
  });

  it("shares a coefficient between equal columns, and leaves a constant one at 0", async () => {
    const column = Float64Array.of(1, 2, 3, 4, 5, 6);
    const x = features([column, column, new Float64Array(6).fill(3)]);
    const model = await ridge({ lambda: 0.5 }).fit(x, Float64Array.of(2, 3, 5, 4, 6, 8));
    expect(model.coefficients[1]).toBeCloseTo(model.coefficients[2]!, 12);
    expect(model.coefficients[3]).toBe(0);
  });

  it("has a finite fit where the outcomes are separated", async () => {
    const x = features([[1, 2, 3, 4, 5, 6]]);
    const y = Float64Array.of(0, 0, 0, 1, 1, 1);
    const model = await ridge({ family: "logistic", lambda: 0.1 }).fit(x, y);
    expect(model.predict(x)[0]).toBeLessThan(0.3);
    expect(model.predict(x)[5]).toBeGreaterThan(0.7);
  });
});

describe("penalized learners", () => {
  const each = cases[0]!;
  const x = features(each.columns);
  const y = Float64Array.from(each.y);

  it("draw folds from the stream: same seed, same choice", async () => {
    const seeded = () => lasso().fit(x, y, { stream: randomStream(3) });
    expect((await seeded()).crossValidation).toEqual((await seeded()).crossValidation);
  });

  it("refuse options and outcomes that they cannot use", async () => {
    expect(() => lasso({ mixing: 1 } as object)).toThrow(/lasso has no option "mixing"/);
    expect(() => elasticNet({ mixing: 2 })).toThrow(/mixing must be from 0 to 1/);
    expect(() => ridge({ lambda: -1 })).toThrow(/lambda must be greater than 0/);
    expect(() => ridge({ lambdas: [0.1, 0.2] })).toThrow(/descending; number 1 was 0.2/);
    const ones = y.map(() => 1);
    await expect(lasso({ family: "logistic" }).fit(x, ones)).rejects.toThrow(/needs both outcomes/);
  });

  it("print the terms that they keep, and match columns by name", async () => {
    const model = await lasso({ lambda: 0.3 }).fit(x, y);
    expect(String(model)).toMatch(/lasso \(squared loss\), λ = 0.300\nterm +coefficient\n\(Intercept\)/);
    expect(String(model)).toMatch(/more coefficients are 0/);
    const reversed = { ...x, columns: [...x.columns].reverse(), names: [...x.names].reverse() };
    expect(model.predict(reversed)).toEqual(model.predict(x));
  });
});
