import { logistic } from "txlab/models";
import { randomStream } from "txlab/stats";
import { describe, expect, it } from "vitest";
import type { Observations } from "#src/numeric/block.js";
import { columnMoments } from "#src/numeric/moments.js";
import { Refits } from "#src/numeric/refits.js";
import { standardizedCoefficients } from "#src/numeric/standardize.js";
import { StartTable } from "#src/numeric/start-table.js";
import { createKernels } from "#src/numeric/wasm/create-kernels.js";
import type { Kernels } from "#src/numeric/wasm/kernels.js";
import { drawCounts } from "#src/stats/resample.js";

const rows = 301;
const stream = randomStream(2);
const columns = [1, 2, 3].map((j) =>
  Float64Array.from({ length: rows }, () => 10 ** j + j * stream.normal()),
);
const y = columns[0]!.map((x) => stream.bernoulli(1 / (1 + Math.exp(10 - x))));
const names = ["a", "b", "c"];

async function refitsOf(kernels: Kernels, data: Observations, names: readonly string[]): Promise<Refits> {
  const weight = data.weights?.reduce((sum, each) => sum + each, 0) ?? data.rows;
  const standardization = await columnMoments(data, weight);
  const { coefficients } = await logistic().fit({ ...data, names }, data.y, { weights: data.weights });
  return new Refits(kernels, data, standardization, standardizedCoefficients(coefficients, standardization));
}

/** Root mean square difference of the linear predictors of the drawn rows from those of a fit of its own. */
async function apart(
  refits: Refits,
  counts: Float64Array,
  data: Observations,
  names: string[],
): Promise<number> {
  const found = refits.fit(counts)!;
  const weights = counts.map((count, i) => count * (data.weights?.[i] ?? 1));
  const alone = await logistic().fit({ ...data, names }, data.y, { weights });
  const expected = alone.predict({ ...data, names });
  const logit = (mean: number): number => Math.log(mean / (1 - mean));
  let square = 0;
  found.rows.forEach((row, k) => {
    expect(found.weights[k]).toBe(weights[row]);
    square += (logit(found.means[k]!) - logit(expected[row]!)) ** 2;
  });
  expect(found.rows.length).toBe(counts.filter((count) => count > 0).length);
  return Math.sqrt(square / found.rows.length);
}

describe.each([true, false])("refits with SIMD %s", (simd) => {
  it.each([undefined, columns[2]!.map((value) => Math.abs(value) / 500)])(
    "find the maximum that a fit of its own finds, whatever the counts",
    async (weights) => {
      const data = { rows, columns, y, weights };
      const refits = await refitsOf(createKernels(simd), data, names);
      for (let replicate = 0; replicate < 20; replicate++) {
        const counts = drawCounts(randomStream(8).split(replicate), new Float64Array(rows));
        // Counts that are far from one lead far from the start.
        if (replicate % 2 === 1) for (let i = 0; i < rows; i++) counts[i]! *= i < 150 ? 1 : 7;
        expect(await apart(refits, counts, data, names)).toBeLessThan(1e-6);
      }
      refits.close();
    },
  );

  it("find none where the drawn rows are separated", async () => {
    const refits = await refitsOf(createKernels(simd), { rows, columns, y }, names);
    const separated = Float64Array.from(y, (value, i) => Number((value === 1) === columns[0]![i]! > 10));
    expect(refits.fit(separated)).toBeUndefined();
    expect(refits.fit(y)).toBeUndefined();
    expect(refits.fit(new Float64Array(rows).fill(2))).toBeDefined();
    refits.close();
  });
});

it("refits of more columns than a table is made for find the same maximum", async () => {
  const [many, width] = [4400, 60];
  expect(StartTable.fits(many, width + 1)).toBe(false);
  const wide = Array.from({ length: width }, () =>
    Float64Array.from({ length: many }, () => stream.normal()),
  );
  const outcome = wide[0]!.map((value) => stream.bernoulli(1 / (1 + Math.exp(-value))));
  const data = { rows: many, columns: wide, y: outcome };
  const labels = wide.map((_, j) => `x${j}`);
  const refits = await refitsOf(createKernels(), data, labels);
  for (const replicate of [1, 2]) {
    const counts = drawCounts(randomStream(9).split(replicate), new Float64Array(many));
    expect(await apart(refits, counts, data, labels)).toBeLessThan(1e-6);
  }
  refits.close();
});
