import { fitStream, linear, logistic, type RowBatch, type RowStream } from "txlab/models";
import { describe, expect, it } from "vitest";
import { sharedColumn } from "#src/numeric/columns.js";

/** Enough rows for two pilots: 64 segments or more. */
const rows = 530_001;
const columns = [1, 2, 3].map((j) => {
  const column = sharedColumn(rows);
  for (let i = 0; i < rows; i++) column[i] = 10 * j + Math.sin(i * (j + 0.37)) * j;
  return column;
});
const names = ["a", "b", "c"];
const y = sharedColumn(rows);
const weights = sharedColumn(rows);
for (let i = 0; i < rows; i++) {
  y[i] = Number(Math.sin(i * 1.37) + Math.cos(i * 5.1) > 0.1);
  weights[i] = 1 + (i % 3);
}

/** The rows in batches of uneven sizes. */
function streamed(sizes: number[], change: (batch: RowBatch) => RowBatch = (batch) => batch): RowStream {
  return {
    names,
    async *batches() {
      for (let from = 0, k = 0; from < rows; k++) {
        const to = Math.min(rows, from + sizes[k % sizes.length]!);
        const cut = (column: Float64Array): Float64Array => column.slice(from, to);
        yield change({ columns: columns.map(cut), y: cut(y), weights: cut(weights) });
        from = to;
      }
    },
  };
}

describe("fitStream", () => {
  it.each([1, 2, 4])("gives the bits of the fit in memory with %i threads", async (threads) => {
    const x = { rows, columns, names };
    for (const [model, learner] of [
      ["logistic", logistic()],
      ["linear", linear()],
    ] as const) {
      const inMemory = await learner.fit(x, y, { weights, threads });
      const found = await fitStream(streamed([30_000, 1, 8_192, 5]), { model, threads });
      expect(found.rows).toBe(rows);
      expect(found.coefficients).toEqual(inMemory.coefficients);
      expect(found.standardErrors).toEqual(inMemory.standardErrors);
      const influence = inMemory.coefficientInfluence(Float64Array.of(0, 1, 0, 0));
      const robust = Math.sqrt(influence.reduce((sum, value) => sum + value * value, 0)) / rows;
      expect(found.robustErrors[1]! / robust).toBeCloseTo(1, 10);
      const few = { rows: 2, columns: columns.map((column) => column.subarray(0, 2)), names };
      found.predict(few).forEach((mean, i) => {
        expect(mean).toBeCloseTo(inMemory.predict(few)[i]!, 14);
      });
    }
  });

  it("says where a batch is not what it must be", async () => {
    const broken = (change: (batch: RowBatch) => RowBatch): Promise<unknown> =>
      fitStream(streamed([50_000], change), { model: "logistic" });
    await expect(broken((batch) => ({ ...batch, columns: batch.columns.slice(1) }))).rejects.toThrow(
      /each batch must have 3 columns.*had 2/,
    );
    await expect(broken((batch) => ({ ...batch, weights: batch.y.subarray(1) }))).rejects.toThrow(
      /weights must have 50000 values, one per y; it had 49999/,
    );
    await expect(broken((batch) => ({ ...batch, weights: batch.y.map(() => -1) }))).rejects.toThrow(
      /weights must not be negative; row 1 has -1/,
    );
    await expect(broken((batch) => ({ ...batch, y: batch.y.fill(Number.NaN, 0, 2) }))).rejects.toThrow(
      /y is not a finite number in 2 of the 50000 rows after row 0/,
    );
    await expect(broken((batch) => ({ ...batch, y: batch.y.map(() => 1) }))).rejects.toThrow(/y is 1 in all/);
    const nothing = { names, async *batches() {} };
    await expect(fitStream(nothing, { model: "linear" })).rejects.toThrow(/the stream gave none/);
  });
});
