import { randomStream } from "txlab/stats";
import { expect, it } from "vitest";
import { crossSums } from "#src/numeric/cross-sums.js";

it("sums products of each row of weights with each chosen column, whatever the batch", () => {
  const stream = randomStream(1);
  const [n, rows, width] = [1301, 7, 5];
  const weights = Float64Array.from({ length: rows * n }, () => stream.integer(4));
  const columns = Float64Array.from({ length: width * n }, () => stream.normal());
  const chosen = [4, 0, 2];
  const out = new Float64Array(rows * chosen.length).fill(9);
  const add = crossSums();
  add({ weights, count: rows, columns, n, chosen }, out);
  for (let r = 0; r < rows; r++) {
    const alone = new Float64Array(chosen.length);
    add({ weights: weights.subarray(r * n, (r + 1) * n), count: 1, columns, n, chosen }, alone);
    chosen.forEach((c, k) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += weights[r * n + i]! * columns[c * n + i]!;
      expect(out[r * chosen.length + k]).toBeCloseTo(sum, 9);
      expect(out[r * chosen.length + k]).toBe(alone[k]);
    });
  }
});
