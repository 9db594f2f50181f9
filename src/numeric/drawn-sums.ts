import { type OrderedColumns, pieceRows } from "./ordered-columns.js";
import type { Kernels } from "./wasm/kernels.js";

/** Where in the kernels' memory the counts of replicates are, 16 bits a unit: in bytes, `pitch` from one to the next. */
export interface DrawnCounts {
  readonly first: number;
  readonly pitch: number;
  readonly replicates: number;
}

/** Where the lists of lines of each replicate's pieces begin, in bytes, and how far the replicates are apart. */
interface Lines {
  readonly starts: number;
  readonly pitch: number;
}

/**
 * Σᵢ counts[i] · column[i] of each replicate: a number a column, replicate after replicate. Units go by twos, whose sixteen
 * pairs of counts up to 3 are looked up in a table of what they add; a unit that was drawn more often is added again.
 */
export function drawnSums(kernels: Kernels, columns: OrderedColumns, counts: DrawnCounts): Float64Array {
  const frame = kernels.enter(0);
  const sums = weighedSums(kernels, columns, counts.replicates, listedLines(kernels, columns.order, counts));
  kernels.leave(frame);
  return sums;
}

/** The lines that replicates take, their units in the columns' order. */
function listedLines(kernels: Kernels, order: Int32Array, { first, pitch, replicates }: DrawnCounts): Lines {
  const n = order.length;
  const pieces = Math.ceil(n / pieceRows);
  const inOrder = order.every((unit, i) => unit === i);
  const starts = 8 * kernels.enter(Math.ceil((replicates * (pieces + 1)) / 2));
  const rows = 8 * kernels.enter(Math.ceil(n / 2));
  const reordered = kernels.enter(pitch / 8);
  // Half as many lines as units, and one more for each further time that a unit is drawn.
  let list = 8 * kernels.enter(Math.ceil((replicates * (pitch / 2 + 2 * n)) / 8));
  const { memory } = kernels;
  new Int32Array(memory.buffer, rows, n).set(order);
  memory.fill(0, reordered, reordered + pitch / 8);
  for (let r = 0; r < replicates; r++) {
    const drawn = first + r * pitch;
    if (!inOrder) kernels.reorderCounts(drawn, rows, n, 8 * reordered);
    list = kernels.listLines(
      inOrder ? drawn : 8 * reordered,
      n,
      pieceRows,
      list,
      starts + r * 4 * (pieces + 1),
    );
  }
  return { starts, pitch: 4 * (pieces + 1) };
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
