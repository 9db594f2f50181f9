import { drawEqually, wordsOf } from "../multinomial.js";
import { partKey } from "../threefry.js";
import {
  crossChunk,
  dot,
  listLines,
  moveDrawn,
  multiply,
  respond,
  scoreDrawn,
  subtract,
  tabulateLines,
} from "./javascript-loops.js";
import { type Kernels, type LikelihoodKernel, PITCH } from "./kernels.js";

const CHUNK = 512;

/** The kernels without WebAssembly: the same sums to rounding, about three times slower. */
export function javascriptKernels(): Kernels {
  let top = 0;
  const kernels: Kernels = {
    memory: new Float64Array(1 << 16),
    simd: false,
    enter(doubles) {
      const position = top;
      const end = position + doubles + (doubles & 1);
      if (end > kernels.memory.length) {
        const larger = new Float64Array(Math.max(end, 2 * kernels.memory.length));
        larger.set(kernels.memory);
        kernels.memory = larger;
      }
      top = end;
      return position;
    },
    leave(position) {
      top = position;
    },
    weightedCross(x, stride, rows, columns, w, scratch, out) {
      for (let start = 0; start < rows; start += CHUNK) {
        const length = Math.min(CHUNK, rows - start);
        crossChunk(kernels.memory, x + start, stride, length, columns, w + start, scratch, out);
      }
    },
    logistic: likelihood(() => kernels.memory, respond),
    leastSquares: likelihood(() => kernels.memory, subtract),
    multiply: (x, stride, rows, columns, beta, out) =>
      multiply(kernels.memory, x, stride, rows, columns, beta, out),
    expit(values, rows) {
      const { memory } = kernels;
      for (let i = values; i < values + rows; i++) memory[i] = 1 / (1 + Math.exp(-memory[i]!));
    },
    multiplyTransposed(x, stride, rows, columns, v, out) {
      for (let j = 0; j < columns; j++)
        kernels.memory[out + j]! += dot(kernels.memory, x + j * stride, v, rows);
    },
    standardize(x, stride, rows, columns, center, factor) {
      const { memory } = kernels;
      for (let j = 0; j < columns; j++) {
        const shift = memory[center + j]!;
        const times = memory[factor + j]!;
        const start = x + j * stride;
        for (let i = start; i < start + rows; i++) memory[i] = (memory[i]! - shift) * times;
      }
    },
    moments: (...args) => addMoments(kernels.memory, ...args),
    gather(from, fromStride, columns, rows, count, to, toStride) {
      const { memory } = kernels;
      const order = new Int32Array(memory.buffer, 8 * rows, count);
      for (let j = 0; j < columns; j++) {
        const source = from + j * fromStride;
        const target = to + j * toStride;
        for (let i = 0; i < count; i++) memory[target + i] = memory[source + order[i]!]!;
      }
    },
    drawUnits(k0, k1, part, units, _table, _words, counts) {
      const found = new Uint16Array(kernels.memory.buffer, counts, 16 * Math.ceil(units / 16));
      drawEqually(wordsOf(...partKey(k0, k1, part)), found.subarray(0, units));
      found.fill(0, units);
    },
    reorderCounts(counts, rows, length, out) {
      const { buffer } = kernels.memory;
      const [from, to] = [new Uint16Array(buffer, counts), new Uint16Array(buffer, out, length)];
      new Int32Array(buffer, rows, length).forEach((unit, i) => {
        to[i] = from[unit]!;
      });
    },
    listLines(counts, units, piece, lists, starts) {
      const { buffer } = kernels.memory;
      const found = new Uint16Array(buffer, counts, 16 * Math.ceil(units / 16));
      return listLines(found, piece, new Uint16Array(buffer, lists), new Uint32Array(buffer, starts), lists);
    },
    tabulateLines: (x, stride, units, table) => tabulateLines(kernels.memory, x, stride, units, table),
    addLines(table, starts, startStride, count, out, outStride) {
      const { memory } = kernels;
      for (let r = 0; r < count; r++) {
        const [from, to] = new Uint32Array(memory.buffer, starts + r * startStride, 2);
        for (const line of new Uint16Array(memory.buffer, from, (to! - from!) / 2)) {
          for (let j = 0; j < 8; j++) memory[out + r * outStride + j]! += memory[table + 8 * line + j]!;
        }
      }
    },
    countedSums(counts, terms, rows, columns, out) {
      const { memory } = kernels;
      const numbers = new Int16Array(memory.buffer, counts, rows);
      const columnsOf = new Int16Array(memory.buffer, terms, rows * columns);
      for (let j = 0; j < columns; j++) {
        let sum = 0;
        for (let i = 0; i < rows; i++) sum += numbers[i]! * columnsOf[j * rows + i]!;
        memory[out + j] = sum;
      }
    },
    listDrawn(counts, prior, rows, list, weights) {
      const { memory } = kernels;
      const numbers = new Uint16Array(memory.buffer, counts, rows);
      const listed = new Uint32Array(memory.buffer, list);
      let count = 0;
      for (let i = 0; i < rows; i++) {
        if (numbers[i] === 0) continue;
        listed[count] = i;
        memory[weights + count++] = numbers[i]! * memory[prior + i]!;
      }
      return count;
    },
    scoreDrawn: (...args) => scoreDrawn(kernels.memory, ...args),
    moveDrawn: (x, width, list, count, change, means) =>
      moveDrawn(kernels.memory, x, width, list, count, change, means),
    prefixSums(v, length, carry, out) {
      const { memory } = kernels;
      let sum = carry;
      for (let i = 0; i < length; i++) {
        sum += memory[v + i]!;
        memory[out + i] = sum;
      }
      return sum;
    },
    histogram(codes, rows, pairs, out) {
      const { memory } = kernels;
      const bins = new Uint8Array(memory.buffer, codes, rows);
      for (let i = 0; i < rows; i++) {
        const bin = out + 2 * bins[i]!;
        memory[bin]! += memory[pairs + 2 * i]!;
        memory[bin + 1]! += memory[pairs + 2 * i + 1]!;
      }
    },
  };
  return kernels;
}

type Respond = typeof respond;

function likelihood(memory: () => Float64Array, responses: Respond): LikelihoodKernel {
  return (x, stride, rows, columns, y, w, offset, beta, scratch, out, curvature) => {
    const m = memory();
    const weight = scratch + PITCH;
    for (let start = 0; start < rows; start += CHUNK) {
      const n = Math.min(CHUNK, rows - start);
      const first = x + start;
      m.copyWithin(scratch, offset + start, offset + start + n);
      multiply(m, first, stride, n, columns, beta, scratch);
      m[out]! += responses(m, scratch, weight, y + start, w + start, n);
      for (let j = 0; j < columns; j++) m[out + 1 + j]! += dot(m, first + j * stride, scratch, n);
      if (curvature === 2) for (let i = 0; i < n; i++) m[weight + i] = m[scratch + i]! ** 2;
      if (curvature) crossChunk(m, first, stride, n, columns, weight, scratch + 2 * PITCH, out + 1 + columns);
    }
  };
}

function addMoments(
  m: Float64Array,
  x: number,
  stride: number,
  rows: number,
  columns: number,
  w: number,
  center: number,
  out: number,
): void {
  for (let j = 0; j < columns; j++) {
    const shift = m[center + j]!;
    let first = 0;
    let second = 0;
    for (let i = 0; i < rows; i++) {
      const d = m[x + j * stride + i]! - shift;
      const weighted = m[w + i]! * d;
      first += weighted;
      second += weighted * d;
    }
    m[out + 2 * j]! += first;
    m[out + 2 * j + 1]! += second;
  }
}
