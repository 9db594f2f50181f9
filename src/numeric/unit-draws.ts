import { countTable } from "./multinomial.js";
import { type OrderedColumns, pieceRows } from "./ordered-columns.js";
import type { Kernels } from "./wasm/kernels.js";

/** How often each unit is drawn in several replicates, and sums in which it counts so often. Close it after use. */
export class UnitDraws {
  readonly #kernels: Kernels;
  readonly #units: number;
  /** Bytes from one replicate's counts to the next one's. */
  readonly #pitch: number;
  readonly #frame: number;
  readonly #table: number;
  readonly #counts: number;

  /** Room for the counts of `replicates` replicates of `units` units. */
  constructor(kernels: Kernels, units: number, replicates: number) {
    this.#kernels = kernels;
    this.#units = units;
    this.#pitch = 32 * Math.ceil(units / 16);
    this.#frame = kernels.enter(128);
    this.#table = 8 * kernels.enter(10);
    this.#counts = 8 * kernels.enter((replicates * this.#pitch) / 8);
    const { bounds, escapes } = countTable(units);
    const { buffer } = kernels.memory;
    new Int8Array(buffer, this.#table, bounds.length).set(bounds.map((bound) => bound - 129));
    new Uint32Array(buffer, this.#table + 16, escapes.length).set(escapes);
  }

  close(): void {
    this.#kernels.leave(this.#frame);
  }

  /** Draws as many units as there are, with replacement, by part number `part` of the stream that has this key. */
  draw(r: number, [k0, k1]: readonly [number, number], part: number): void {
    const at = this.#counts + r * this.#pitch;
    this.#kernels.drawUnits(k0, k1, part, this.#units, this.#table, 8 * this.#frame, at);
  }

  /** Counts of replicate r, to read until something else is called. */
  counts(r: number): Uint16Array {
    return new Uint16Array(this.#kernels.memory.buffer, this.#counts + r * this.#pitch, this.#units);
  }

  /**
   * Σᵢ counts[i] · column[i] of the first `count` replicates: those of one replicate, a number a column, after those of
   * another. Each is added up in an order of its own, so that it is the same beside any other replicates.
   */
  sums(columns: OrderedColumns, count: number): Float64Array {
    const kernels = this.#kernels;
    const lines = listedLines(kernels, columns.order, count, this.#counts, this.#pitch);
    const sums = weighedSums(kernels, columns, count, lines);
    kernels.leave(lines.frame);
    return sums;
  }
}

/** Where the lists of lines of each replicate's pieces begin, in bytes, and how far the replicates are apart. */
interface Lines {
  readonly starts: number;
  readonly pitch: number;
  readonly frame: number;
}

/** The lines that replicates take, their units in the columns' order. */
function listedLines(
  kernels: Kernels,
  order: Int32Array,
  count: number,
  first: number,
  pitch: number,
): Lines {
  const n = order.length;
  const pieces = Math.ceil(n / pieceRows);
  const inOrder = order.every((unit, i) => unit === i);
  const [frame, rows, reordered] = [Math.ceil((count * (pieces + 1)) / 2), Math.ceil(n / 2), pitch / 8].map(
    (doubles) => kernels.enter(doubles),
  ) as [number, number, number];
  // Half as many lines as units, and one more for each further time that a unit is drawn.
  const lists = kernels.enter(Math.ceil((count * (pitch / 2 + 2 * n)) / 8));
  const { memory } = kernels;
  new Int32Array(memory.buffer, 8 * rows, n).set(order);
  memory.fill(0, reordered, reordered + pitch / 8);
  const starts = { starts: 8 * frame, pitch: 4 * (pieces + 1), frame };
  let list = 8 * lists;
  for (let r = 0; r < count; r++) {
    const counts = first + r * pitch;
    if (!inOrder) kernels.reorderCounts(counts, 8 * rows, n, 8 * reordered);
    list = kernels.listLines(
      inOrder ? counts : 8 * reordered,
      n,
      pieceRows,
      list,
      starts.starts + r * starts.pitch,
    );
  }
  return starts;
}

/** Columns that a table holds. */
const wide = 8;

/** Pieces whose sums are added up before they go to the whole. */
const mostPieces = 32;

function weighedSums(
  kernels: Kernels,
  { order, values, width, source }: OrderedColumns,
  count: number,
  lines: Lines,
): Float64Array {
  const n = order.length;
  const stride = wide * Math.ceil(width / wide);
  const x = kernels.enter(pieceRows * wide);
  const table = kernels.enter(pieceRows * 8 * wide);
  const out = kernels.enter(count * stride);
  const { memory } = kernels;
  const sums = new Float64Array(count * width);
  const sourceOf = (piece: number): Int32Array => source.subarray(piece * width, (piece + 1) * width);
  const pieces = Math.ceil(n / pieceRows);
  for (let first = 0, end = 0; first < pieces; first = end) {
    const own = sourceOf(first);
    const used = Array.from(own.keys()).filter((c) => own[c] === c);
    end = first + 1;
    while (end < Math.min(pieces, first + mostPieces) && same(own, sourceOf(end))) end++;
    memory.fill(0, out, out + count * stride);
    for (let piece = first; piece < end; piece++) addPiece(piece, used);
    const places = own.map((source) => used.indexOf(source));
    for (let r = 0; r < count; r++) {
      for (let c = 0; c < width; c++) {
        if (places[c]! >= 0) sums[r * width + c]! += memory[out + r * stride + places[c]!]!;
      }
    }
  }
  return sums;

  function addPiece(piece: number, used: readonly number[]): void {
    const start = piece * pieceRows;
    const length = Math.min(pieceRows, n - start);
    for (let from = 0; from < used.length; from += wide) {
      memory.fill(0, x, x + pieceRows * wide);
      used.slice(from, from + wide).forEach((c, j) => {
        memory.set(values.subarray(c * n + start, c * n + start + length), x + j * pieceRows);
      });
      kernels.tabulateLines(x, pieceRows, 16 * Math.ceil(length / 16), table);
      kernels.addLines(table, lines.starts + 4 * piece, lines.pitch, count, out + from, stride);
    }
  }
}

function same(a: Int32Array, b: Int32Array): boolean {
  return a.every((value, i) => value === b[i]);
}
