import { type Features, modelFromJson, negativeBinomial, poisson } from "txlab/models";
import { describe, expect, it } from "vitest";
import { cases, close, features, type GeneralizedCase } from "./generalized.js";

const withOffset = (each: GeneralizedCase): Features =>
  features([each.columns[0]!, each.offset, ...each.columns.slice(1)], ["a", "log_time", "b", "c"]);
const [first] = cases;
const x = withOffset(first!);
const y = Float64Array.from(first!.count);

describe("poisson", () => {
  it.each(cases)("agrees with R's glm to 1e-8, offset and all, on $name data", async (each) => {
    const weights = Float64Array.from(each.weights);
    const learner = poisson({ offset: "log_time" });
    const model = await learner.fit(withOffset(each), Float64Array.from(each.count), { weights });
    close(model.coefficients, each.poisson.coefficients);
    close(model.standardErrors, each.poisson.standardErrors);
    close([model.logLikelihood], [each.poisson.logLikelihood]);
    expect(model.coefficientNames).toEqual(["(Intercept)", "a", "b", "c"]);
  });

  it("has influence values that move its predictions as a weight does", async () => {
    const learner = poisson({ offset: "log_time" });
    const model = await learner.fit(x, y);
    const ones = new Float64Array(x.rows).fill(1);
    const influence = model.coefficientInfluence(model.predictionGradient(x, ones));
    const total = async (by: number): Promise<number> => {
      const weights = ones.map((_, i) => (i === 5 ? 1 + by : 1));
      return (await learner.fit(x, y, { weights })).predict(x).reduce((sum, value) => sum + value, 0);
    };
    const slope = ((await total(1e-4)) - (await total(-1e-4))) / 2e-4;
    expect(influence[5]! / x.rows / slope).toBeCloseTo(1, 6);
  });

  it("adds the offset in prediction, and asks for its column", async () => {
    const model = await poisson({ offset: "log_time" }).fit(x, y);
    const later = {
      ...x,
      columns: x.columns.map((column, j) => (j === 1 ? column.map((v) => v + 1) : column)),
    };
    close(
      model.predict(later),
      model.predict(x).map((value) => value * Math.E),
    );
    expect(modelFromJson(JSON.stringify(model)).predict(later)).toEqual(model.predict(later));
    const lacking = features(first!.columns, ["a", "b", "c"]);
    expect(() => model.predict(lacking)).toThrow(/needs the column "log_time"/);
    await expect(poisson({ offset: "time" }).fit(x, y)).rejects.toThrow(/offset names the column "time"/);
  });

  it("names what it cannot fit", async () => {
    await expect(
      poisson().fit(
        x,
        y.map((v) => v - 9),
      ),
    ).rejects.toThrow(/needs y of at least 0/);
    await expect(
      poisson().fit(
        x,
        y.map(() => 0),
      ),
    ).rejects.toThrow(/y is 0 in all rows/);
    const marks = features([y.map((value) => Number(value === 0))]);
    await expect(poisson().fit(marks, y)).rejects.toThrow(/"x0" grows without bound/);
  });
});

describe("negativeBinomial", () => {
  it.each(cases)("agrees with MASS's glm.nb on $name data", async (each) => {
    const weights = Float64Array.from(each.weights);
    const learner = negativeBinomial({ offset: "log_time" });
    const model = await learner.fit(withOffset(each), Float64Array.from(each.over), { weights });
    const known = each.negativeBinomial;
    close(model.coefficients, known.coefficients);
    close(model.standardErrors, known.standardErrors);
    close(
      [model.theta, model.thetaError, model.logLikelihood],
      [known.theta, known.thetaError, known.logLikelihood],
    );
    expect(modelFromJson(JSON.stringify(model)).predict(withOffset(each))).toEqual(
      model.predict(withOffset(each)),
    );
  });

  it("says that counts without extra variation are Poisson's", async () => {
    const even = y.map((_, i) => 2 + (i % 2));
    await expect(negativeBinomial().fit(x, even)).rejects.toThrow(/Use poisson\(\)/);
  });
});
