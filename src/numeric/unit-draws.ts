import { type OrderedColumns, pieceRows } from "./ordered-columns.js";
import { createKernels } from "./wasm/create-kernels.js";
import { type Kernels, PITCH } from "./wasm/kernels.js";

/** The most units that {@link UnitDraws.draw} draws from: up to here a double holds 32 bits times their number. */
export const mostUnits: number = 2 ** 21;

/** How often each unit is drawn in several replicates, and sums in which it counts so often. */
export interface UnitDraws {
  /** Counts of replicate r, to read or to write, until something else is called. */
  counts(r: number): Uint16Array;
  /** Draws as many units as there are, with replacement, by the words of the stream that has this key. */
  draw(r: number, key: readonly [number, number]): void;
  /**
   * Σᵢ counts[i] · column[i] of the first `count` replicates: those of one replicate, a number a column, after those of
   * another. Each is added up in an order of its own, so that it is the same beside any other replicates.
   */
  sums(columns: OrderedColumns, count: number): Float64Array;
}

/** Room for the counts of `replicates` replicates of `units` units; a count above 65,535 does not fit. */
export function unitDraws(units: number, replicates: number, kernels: Kernels = createKernels()): UnitDraws {
  const pitch = 4 * Math.ceil(units / 4);
  const words = kernels.enter(64);
  const first = 8 * kernels.enter((replicates * pitch) / 4);
  const bytesOf = (r: number): number => first + 2 * pitch * r;
  const counts = (r: number): Uint16Array => new Uint16Array(kernels.memory.buffer, bytesOf(r), units);
  return {
    counts,
    draw(r, [k0, k1]) {
      counts(r).fill(0);
      kernels.drawUnits(k0, k1, units, 2 ** 32 % units, 8 * words, bytesOf(r));
    },
    sums: (columns, count) => weighedSums(kernels, columns, count, bytesOf),
  };
}

/** Replicates that a piece of the columns meets at a time. */
const together = 4;

function weighedSums(
  kernels: Kernels,
  { order, values, width, source }: OrderedColumns,
  count: number,
  countsOf: (r: number) => number,
): Float64Array {
  const n = order.length;
  const rows = kernels.enter(Math.ceil(n / 2));
  const x = kernels.enter(PITCH * (width + 1));
  const v = kernels.enter(PITCH * together);
  const out = kernels.enter(together * (width + 1));
  const { memory } = kernels;
  new Int32Array(memory.buffer, 8 * rows, n).set(order);
  const sums = new Float64Array(count * width);
  for (let start = 0; start < n; start += pieceRows) {
    const length = Math.min(pieceRows, n - start);
    const own = source.subarray((start / pieceRows) * width, (start / pieceRows + 1) * width);
    const used = Array.from(own.keys()).filter((c) => own[c] === c);
    const places = own.map((from) => used.indexOf(from));
    // Two columns and four replicates go together: what is missing is 0.
    const even = used.length + (used.length & 1);
    memory.fill(0, x, x + PITCH * even);
    used.forEach((c, j) => {
      memory.set(values.subarray(c * n + start, c * n + start + length), x + j * PITCH);
    });
    memory.fill(0, v, v + PITCH * together);
    for (let r = 0; r < count; r += together) {
      const few = Math.min(together, count - r);
      for (let k = 0; k < few; k++)
        kernels.gatherCounts(countsOf(r + k), 8 * rows + 4 * start, length, v + k * PITCH);
      memory.fill(0, out, out + together * even);
      kernels.multiplyMany(x, PITCH, length + (length & 1), even, v, PITCH, together, out, even);
      for (let k = 0; k < few; k++) {
        for (let c = 0; c < width; c++) {
          if (places[c]! >= 0) sums[(r + k) * width + c]! += memory[out + k * even + places[c]!]!;
        }
      }
    }
  }
  kernels.leave(rows);
  return sums;
}
