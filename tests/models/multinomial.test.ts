import { isClassifier, logistic, modelFromJson, multinomial } from "txlab/models";
import { describe, expect, it } from "vitest";
import { cases, close, features } from "./generalized.js";

const [first] = cases;
const x = features(first!.columns);
const y = Float64Array.from(first!.class);

describe("multinomial", () => {
  it.each(cases)("agrees with the maximum of R's nnet to 1e-8 on $name data", async (each) => {
    const weights = Float64Array.from(each.weights);
    const model = await multinomial().fit(features(each.columns), Float64Array.from(each.class), { weights });
    close(model.coefficients, each.multinomial.coefficients);
    close(model.standardErrors, each.multinomial.standardErrors);
    close([model.logLikelihood], [each.multinomial.logLikelihood]);
  });

  it("is logistic regression for two classes", async () => {
    const binary = y.map((value) => Number(value > 0));
    const [ours, reference] = [await multinomial().fit(x, binary), await logistic().fit(x, binary)];
    close(ours.coefficients, reference.coefficients);
    close(ours.predict(x), reference.predict(x));
    const g = Float64Array.of(0, 1, 0, 0);
    const [found, expected] = [ours.coefficientInfluence(g), reference.coefficientInfluence(g)];
    found.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 6);
    });
  });

  it("gives the same probabilities whatever the baseline, in the order of the classes", async () => {
    const codes = y.map((value) => 10 * value - 5);
    const one = await multinomial().fit(x, codes);
    const two = await multinomial({ baseline: 5 }).fit(x, codes);
    expect([...one.classes]).toEqual([-5, 5, 15]);
    expect(two.coefficientNames.slice(0, 5)).toEqual([
      "-5: (Intercept)",
      "-5: x0",
      "-5: x1",
      "-5: x2",
      "15: (Intercept)",
    ]);
    const [p, q] = [one.predictProbabilities(x), two.predictProbabilities(x)];
    p.forEach((column, k) => {
      close(column, q[k]!);
    });
    for (let i = 0; i < x.rows; i++) expect(p[0]![i]! + p[1]![i]! + p[2]![i]!).toBeCloseTo(1, 14);
    // The intercepts' equations: fitted and observed shares agree.
    p.forEach((column, k) => {
      const share = codes.filter((value) => value === one.classes[k]).length;
      expect(column.reduce((sum, value) => sum + value, 0)).toBeCloseTo(share, 8);
    });
    one.predict(x).forEach((value, i) => {
      expect(value).toBeCloseTo(-5 * p[0]![i]! + 5 * p[1]![i]! + 15 * p[2]![i]!, 10);
    });
  });

  it("has gradients of its probabilities, and influence values that move its coefficients as a weight does", async () => {
    const model = await multinomial({ baseline: 1 }).fit(x, y);
    const c = [0, 1, 2].map((k) => y.map((value, i) => Math.sin(i + k + value)));
    const total = (weights: Float64Array): Promise<number> =>
      multinomial({ baseline: 1 })
        .fit(x, y, { weights })
        .then((each) =>
          each
            .predictProbabilities(x)
            .reduce((sum, column, k) => sum + column.reduce((s, p, i) => s + p * c[k]![i]!, 0), 0),
        );
    const influence = model.coefficientInfluence(model.probabilityGradient(x, c));
    expect(Math.abs(influence.reduce((sum, value) => sum + value, 0))).toBeLessThan(1e-6);
    for (const row of [3, 77]) {
      const moved = (by: number): Float64Array => y.map((_, i) => (i === row ? 1 + by : 1));
      const slope = ((await total(moved(1e-4))) - (await total(moved(-1e-4)))) / 2e-4;
      expect(influence[row]! / x.rows / slope).toBeCloseTo(1, 6);
    }
  });

  it("names what it cannot fit", async () => {
    await expect(
      multinomial().fit(
        x,
        y.map(() => 2),
      ),
    ).rejects.toThrow(/at least two classes; y is 2/);
    await expect(
      multinomial().fit(
        x,
        y.map((_, i) => i),
      ),
    ).rejects.toThrow(/at most 100 classes; y has 200/);
    await expect(multinomial({ baseline: 7 }).fit(x, y)).rejects.toThrow(/one of the classes 0, 1, 2/);
    const separated = x.columns[1]!.map((value) => (value < -0.5 ? 0 : value < 0.5 ? 1 : 2));
    await expect(multinomial().fit(x, separated)).rejects.toThrow(/"x1" grows without bound/);
    const twice = features([...first!.columns, first!.columns[0]!]);
    await expect(multinomial().fit(twice, y)).rejects.toThrow(/"x3" is constant or a linear combination/);
    expect(() => multinomial({ base: 1 } as object)).toThrow(/no option "base"/);
  });

  it("keeps its classes and probabilities through JSON", async () => {
    const model = await multinomial({ baseline: 2 }).fit(x, y);
    const again = modelFromJson(JSON.stringify(model));
    if (!isClassifier(again)) throw new Error("no classifier came back");
    expect(again.predictProbabilities(x)).toEqual(model.predictProbabilities(x));
    expect(again.classes).toEqual(model.classes);
  });
});
