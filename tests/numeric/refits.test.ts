import { logistic } from "txlab/models";
import { randomStream } from "txlab/stats";
import { describe, expect, it } from "vitest";
import { columnMoments } from "#src/numeric/moments.js";
import { Refits } from "#src/numeric/refits.js";
import { standardizedCoefficients } from "#src/numeric/standardize.js";
import { createKernels } from "#src/numeric/wasm/create-kernels.js";
import { drawCounts, drawSimplex } from "#src/stats/resample.js";

const rows = 301;
const stream = randomStream(2);
const columns = [1, 2, 3].map((j) =>
  Float64Array.from({ length: rows }, () => 10 ** j + j * stream.normal()),
);
const y = columns[0]!.map((x) => stream.bernoulli(1 / (1 + Math.exp(10 - x))));
const x = { rows, columns, names: ["a", "b", "c"] };

describe.each([true, false])("refits with SIMD %s", (simd) => {
  it("find the maximum that a fit of its own finds, whatever the weights", async () => {
    const data = { rows, columns, y };
    const standardization = await columnMoments(data, rows);
    const model = await logistic().fit(x, y);
    const start = standardizedCoefficients(model.coefficients, standardization);
    const refits = new Refits(createKernels(simd), data, "logistic", standardization, start);
    for (let replicate = 0; replicate < 20; replicate++) {
      const draw = replicate % 2 === 0 ? drawCounts : drawSimplex;
      const weights = draw(randomStream(8).split(replicate), new Float64Array(rows));
      const alone = await logistic().fit(x, y, { weights });
      const beta = refits.fit(weights)!;
      const expected = alone.predict(x).map((mean) => Math.log(mean / (1 - mean)));
      let square = 0;
      refits.predictors(beta).forEach((eta, i) => {
        square += (eta - expected[i]!) ** 2;
      });
      expect(Math.sqrt(square / rows)).toBeLessThan(1e-6);
    }
    refits.close();
  });

  it("find none where the drawn rows are separated", async () => {
    const data = { rows, columns, y };
    const standardization = await columnMoments(data, rows);
    const { coefficients } = await logistic().fit(x, y);
    const start = standardizedCoefficients(coefficients, standardization);
    const refits = new Refits(createKernels(simd), data, "logistic", standardization, start);
    const separated = Float64Array.from(y, (value, i) => Number((value === 1) === columns[0]![i]! > 10));
    expect(refits.fit(separated)).toBeUndefined();
    expect(refits.fit(y)).toBeUndefined();
    expect(refits.fit(new Float64Array(rows).fill(2))).toBeDefined();
  });
});
