import { randomStream } from "txlab/stats";
import { writeColumns } from "./columns.js";

/** Correlated normal columns and a 0/1 outcome of which about 40% are 1. */
export async function writeLogisticData(folder, { rows, columns }) {
  const root = randomStream(20).split("logistic");
  const eta = new Float64Array(rows).fill(-0.5);
  const common = root.split("common");
  const shared = Float64Array.from({ length: rows }, () => common.normal());
  writeColumns(
    folder,
    "x",
    (function* () {
      for (let j = 0; j < columns; j++) {
        const stream = root.split("column", j);
        const slope = (0.5 * Math.cos(2 * j)) / Math.sqrt(columns / 20);
        const column = new Float64Array(rows);
        for (let i = 0; i < rows; i++) {
          column[i] = 0.5 * shared[i] + stream.normal();
          eta[i] += slope * column[i];
        }
        yield column;
      }
    })(),
  );
  const draws = root.split("outcome");
  writeColumns(folder, "y", [eta.map((value) => draws.bernoulli(1 / (1 + Math.exp(-value))))]);
}
