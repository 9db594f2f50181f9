import { createHash } from "node:crypto";
import { type Features, fitStream, linear, logistic, type RowStream } from "txlab/models";
import { randomStream } from "txlab/stats";

/** Enough for worker threads and for a pilot. */
const rows = 80_000;

function simulate(): { x: Features; y: Float64Array } {
  const stream = randomStream(11);
  const column = (draw: (i: number) => number): Float64Array => {
    const values = new Float64Array(new SharedArrayBuffer(8 * rows));
    for (let i = 0; i < rows; i++) values[i] = draw(i);
    return values;
  };
  const columns = Array.from({ length: 12 }, () => column(() => stream.normal()));
  const slope = (i: number): number => columns[0]![i]! - columns[1]![i]!;
  const y = column((i) => stream.bernoulli(1 / (1 + Math.exp(slope(i)))));
  return { x: { rows, columns, names: columns.map((_, j) => `x${j}`) }, y };
}

function streamed(x: Features, y: Float64Array): RowStream {
  return {
    names: x.names,
    async *batches() {
      for (let from = 0; from < rows; from += 7_000) {
        const cut = (column: Float64Array): Float64Array => column.slice(from, from + 7_000);
        yield { columns: x.columns.map(cut), y: cut(y) };
      }
    },
  };
}

/** Digests of the coefficients and errors of two models, in memory and then streamed: this file is a cell and a module. */
export async function fitDigests(threads: number): Promise<string[]> {
  const { x, y } = simulate();
  const fits = [
    await logistic().fit(x, y, { threads }),
    await linear().fit(x, y, { threads }),
    await fitStream(streamed(x, y), { model: "logistic", threads }),
    await fitStream(streamed(x, y), { model: "linear", threads }),
  ];
  return fits.map(({ coefficients, standardErrors }) => {
    const numbers = Float64Array.of(...coefficients, ...standardErrors);
    return createHash("sha256").update(new Uint8Array(numbers.buffer)).digest("hex");
  });
}
