import type { Kernels } from "./kernels.js";

/** The kernels without WebAssembly: the same sums to rounding, about three times slower. */
export function javascriptKernels(): Kernels {
  let top = 0;
  return {
    memory: new Float64Array(1 << 16),
    simd: false,
    enter(doubles: number): number {
      const position = top;
      top += doubles + (doubles & 1);
      if (top > this.memory.length) {
        const larger = new Float64Array(Math.max(top, 2 * this.memory.length));
        larger.set(this.memory);
        this.memory = larger;
      }
      return position;
    },
    leave(position: number): void {
      top = position;
    },
    weightedCross(x, stride, rows, columns, w, scratch, out): void {
      for (let start = 0; start < rows; start += 512) {
        const length = Math.min(512, rows - start);
        crossChunk(this.memory, x + start, stride, length, columns, w + start, scratch, out);
      }
    },
    multiply(x, stride, rows, columns, beta, out): void {
      multiply(this.memory, x, stride, rows, columns, beta, out);
    },
    multiplyTransposed(x, stride, rows, columns, v, out): void {
      for (let j = 0; j < columns; j++) this.memory[out + j]! += dot(this.memory, x + j * stride, v, rows);
    },
    logistic(x, stride, rows, columns, y, w, offset, beta, scratch, out, curvature): void {
      for (let start = 0; start < rows; start += 512) {
        const n = Math.min(512, rows - start);
        const { memory } = this;
        memory.copyWithin(scratch, offset + start, offset + start + n);
        multiply(memory, x + start, stride, n, columns, beta, scratch);
        memory[out]! += respond(memory, scratch, scratch + 520, y + start, w + start, n);
        this.multiplyTransposed(x + start, stride, n, columns, scratch, out + 1);
        if (curvature) {
          const weighted = scratch + 1040;
          crossChunk(memory, x + start, stride, n, columns, scratch + 520, weighted, out + 1 + columns);
        }
      }
    },
    prefixSums(v, length, carry, out): number {
      const { memory } = this;
      let sum = carry;
      for (let i = 0; i < length; i++) {
        sum += memory[v + i]!;
        memory[out + i] = sum;
      }
      return sum;
    },
    histogram(codes, rows, pairs, out): void {
      const { memory } = this;
      const bins = new Uint8Array(memory.buffer, codes, rows);
      for (let i = 0; i < rows; i++) {
        const bin = out + 2 * bins[i]!;
        memory[bin]! += memory[pairs + 2 * i]!;
        memory[bin + 1]! += memory[pairs + 2 * i + 1]!;
      }
    },
  };
}

function crossChunk(
  m: Float64Array,
  x: number,
  stride: number,
  rows: number,
  columns: number,
  w: number,
  weighted: number,
  out: number,
): void {
  for (let j = 0; j < columns; j++) {
    const column = x + j * stride;
    for (let i = 0; i < rows; i++) m[weighted + i] = m[w + i]! * m[column + i]!;
    let k = j;
    for (; k + 1 < columns; k += 2) twoDots(m, weighted, x + k * stride, stride, rows, out + j * columns + k);
    if (k < columns) m[out + j * columns + k]! += dot(m, weighted, x + k * stride, rows);
  }
}

function twoDots(m: Float64Array, a: number, b: number, stride: number, rows: number, out: number): void {
  const c = b + stride;
  let first = 0;
  let second = 0;
  let first1 = 0;
  let second1 = 0;
  for (let i = 0; i < rows; i += 2) {
    const u = m[a + i]!;
    const v = m[a + i + 1]!;
    first += u * m[b + i]!;
    second += u * m[c + i]!;
    first1 += v * m[b + i + 1]!;
    second1 += v * m[c + i + 1]!;
  }
  m[out]! += first + first1;
  m[out + 1]! += second + second1;
}

function dot(m: Float64Array, a: number, b: number, rows: number): number {
  let even = 0;
  let odd = 0;
  for (let i = 0; i < rows; i += 2) {
    even += m[a + i]! * m[b + i]!;
    odd += m[a + i + 1]! * m[b + i + 1]!;
  }
  return even + odd;
}

function multiply(
  m: Float64Array,
  x: number,
  stride: number,
  rows: number,
  columns: number,
  beta: number,
  out: number,
): void {
  for (let j = 0; j < columns; j++) {
    const b = m[beta + j]!;
    const column = x + j * stride;
    for (let i = 0; i < rows; i++) m[out + i]! += b * m[column + i]!;
  }
}

/** Turns linear predictors into weighted residuals and Hessian weights in place; returns −2·log-likelihood. */
function respond(m: Float64Array, eta: number, weight: number, y: number, w: number, rows: number): number {
  let total = 0;
  for (let i = 0; i < rows; i++) {
    const h = m[eta + i]!;
    const target = m[y + i]!;
    const prior = m[w + i]!;
    const distance = Math.abs(h);
    const e = Math.exp(-distance);
    const larger = 1 / (1 + e);
    const smaller = e * larger;
    const mean = h >= 0 ? larger : smaller;
    const rest = h >= 0 ? smaller : larger;
    total += prior * (Math.log1p(e) + distance * (h >= 0 ? 1 - target : target));
    m[eta + i] = prior * (target * rest - (1 - target) * mean);
    m[weight + i] = prior * larger * smaller;
  }
  return 2 * total;
}
