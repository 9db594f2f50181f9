import { modelFromJson, quantileRegression } from "txlab/models";
import { describe, expect, it } from "vitest";
import { cases, close, features } from "./generalized.js";

const [first] = cases;
const x = features(first!.columns);
const y = Float64Array.from(first!.y);

describe("quantileRegression", () => {
  it.each(cases.flatMap((each) => each.quantile.map((fit) => ({ ...fit, name: each.name, each }))))(
    "agrees with quantreg's exact method at τ = $tau on $name data",
    async ({ each, tau, coefficients, kernel }) => {
      const weights = Float64Array.from(each.weights);
      const model = await quantileRegression({ tau }).fit(features(each.columns), Float64Array.from(each.y), {
        weights,
      });
      close(model.coefficients, coefficients);
      if (kernel) close(model.standardErrors, kernel, 1e-6);
    },
  );

  it("is the median of y without columns that matter, and leaves a share τ of rows below", async () => {
    const one = features([[-1, 1, -1, 1, -1, 1]]);
    const model = await quantileRegression().fit(one, Float64Array.of(1, 10, 2, 20, 3, 30));
    close(model.predict(features([[-1, 1]])), [2, 20]);
    const high = await quantileRegression({ tau: 0.9 }).fit(x, y);
    const fitted = high.predict(x);
    const below = y.filter((value, i) => value < fitted[i]! - 1e-9).length;
    const onOrBelow = y.filter((value, i) => value <= fitted[i]! + 1e-9).length;
    expect(below).toBeLessThanOrEqual(0.9 * y.length);
    expect(onOrBelow).toBeGreaterThanOrEqual(0.9 * y.length);
    expect(onOrBelow - below).toBe(4);
  });

  it("refuses a share outside 0 and 1 and dependent columns, and comes back from JSON", async () => {
    expect(() => quantileRegression({ tau: 1 })).toThrow(/tau must lie between 0 and 1/);
    const twice = features([...first!.columns, first!.columns[0]!]);
    await expect(quantileRegression().fit(twice, y)).rejects.toThrow(
      /"x3" is constant or a linear combination/,
    );
    const model = await quantileRegression({ tau: 0.2 }).fit(x, y);
    expect(modelFromJson(JSON.stringify(model)).predict(x)).toEqual(model.predict(x));
    expect(String(model)).toContain("quantile regression");
  });
});
