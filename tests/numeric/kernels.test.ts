import { describe, expect, it } from "vitest";
import { unpackSums } from "#src/numeric/sums.js";
import { createKernels } from "#src/numeric/wasm/create-kernels.js";
import { type Kernels, PITCH } from "#src/numeric/wasm/kernels.js";

const wave = (i: number): number => Math.sin(1.7 * i) + 0.3 * Math.cos(0.9 * i * i);

interface Loaded {
  x: number;
  y: number;
  w: number;
  offset: number;
  beta: number;
  scratch: number;
  out: number;
}

/** A block of waves: `rows` × `columns`, a 0/1 outcome and weights; an odd last row is padded with zeros. */
function load(kernels: Kernels, rows: number, columns: number, stride: number): Loaded {
  const sizes = [
    columns * stride,
    stride,
    stride,
    stride,
    columns,
    (columns + 3) * PITCH,
    1 + 3 * columns ** 2,
  ];
  const starts = sizes.map((size) => kernels.enter(size));
  const { memory } = kernels;
  const [x, y, w, offset, beta, scratch, out] = starts as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  memory.fill(0, x);
  for (let j = 0; j < columns; j++) {
    for (let i = 0; i < rows; i++) memory[x + j * stride + i] = j === 0 ? 1 : wave(i * columns + j);
    memory[beta + j] = 0.4 * Math.cos(j);
  }
  for (let i = 0; i < rows; i++) {
    memory[y + i] = wave(3 * i) > 0 ? 1 : 0;
    memory[w + i] = 1 + 0.5 * wave(i);
    memory[offset + i] = 0.1 * wave(5 * i);
  }
  return { x, y, w, offset, beta, scratch, out };
}

const shapes = [
  [1, 1],
  [7, 3],
  [600, 4],
  [601, 5],
  [512, 10],
  [1301, 11],
  [900, 22],
] as const;
const paths = [
  ["SIMD", true],
  ["JavaScript", false],
] as const;

describe.each(paths)("the kernels in %s", (_, simd) => {
  it.each(shapes)("sum the logistic likelihood of %i rows and %i columns as its formula does", (n, p) => {
    const kernels = createKernels(simd);
    expect(kernels.simd).toBe(simd);
    const stride = n + 9 + ((n + 9) & 1);
    const at = load(kernels, n, p, stride);
    const even = n + (n & 1);
    kernels.logistic(at.x, stride, even, p, at.y, at.w, at.offset, at.beta, at.scratch, at.out, 1);
    const { memory: m } = kernels;
    const expected = new Float64Array(1 + p + p * p);
    for (let i = 0; i < n; i++) {
      let eta = m[at.offset + i]!;
      for (let j = 0; j < p; j++) eta += m[at.x + j * stride + i]! * m[at.beta + j]!;
      const mu = 1 / (1 + Math.exp(-eta));
      const [y, w] = [m[at.y + i]!, m[at.w + i]!];
      expected[0]! -= 2 * w * (y * Math.log(mu) + (1 - y) * Math.log(1 - mu));
      for (let j = 0; j < p; j++) {
        const xj = m[at.x + j * stride + i]!;
        expected[1 + j]! += w * (y - mu) * xj;
        for (let k = j; k < p; k++)
          expected[1 + p + j * p + k]! += w * mu * (1 - mu) * xj * m[at.x + k * stride + i]!;
      }
    }
    for (let j = 0; j < 1 + p; j++) expect(m[at.out + j]).toBeCloseTo(expected[j]!, 9);
    for (let j = 0; j < p; j++)
      for (let k = j; k < p; k++)
        expect(m[at.out + 1 + p + j * p + k]).toBeCloseTo(expected[1 + p + j * p + k]!, 9);
  });

  it.each(shapes)(
    "sum it roughly, of %i rows and %i columns, to 1e-6 of what each sum is made of",
    (n, p) => {
      const kernels = createKernels(simd);
      const stride = n + 9 + ((n + 9) & 1);
      const at = load(kernels, n, p, stride);
      const sums = ([1, 3] as const).map((curvature) => {
        kernels.memory.fill(0, at.out, at.out + 1 + p + p * p);
        const even = n + (n & 1);
        kernels.logistic(
          at.x,
          stride,
          even,
          p,
          at.y,
          at.w,
          at.offset,
          at.beta,
          at.scratch,
          at.out,
          curvature,
        );
        return unpackSums(kernels.memory.slice(at.out, at.out + 1 + p + p * p), p);
      });
      const [exact, rough] = sums as [(typeof sums)[0], (typeof sums)[0]];
      const size = 1e-6 * exact.matrix.reduce((most, each) => Math.max(most, Math.abs(each)), exact.deviance);
      expect(Math.abs(rough.deviance - exact.deviance)).toBeLessThan(size);
      exact.gradient.forEach((value, j) => {
        expect(Math.abs(rough.gradient[j]! - value)).toBeLessThan(size);
      });
      exact.matrix.forEach((value, at) => {
        expect(Math.abs(rough.matrix[at]! - value)).toBeLessThan(size);
      });
      if (simd && n > 500) expect(rough.gradient).not.toEqual(exact.gradient);
    },
  );

  it("keep a likelihood finite and exact at linear predictors of any size", () => {
    const kernels = createKernels(simd);
    const etas = [-800, -720, -40, -1, -1e-9, 0, 1e-9, 0.5, 3, 36, 37, 500, 700, 1e6];
    for (const eta of etas) {
      for (const y of [0, 1]) {
        const at = load(kernels, 1, 1, 2);
        const { memory: m } = kernels;
        m[at.x] = 1;
        m[at.beta] = eta;
        m[at.y] = y;
        m[at.w] = 1;
        m[at.offset] = 0;
        kernels.logistic(at.x, 2, 2, 1, at.y, at.w, at.offset, at.beta, at.scratch, at.out, 1);
        const toward = y === 1 ? eta : -eta;
        const loss = toward > 0 ? Math.log1p(Math.exp(-toward)) : -toward + Math.log1p(Math.exp(toward));
        const residual = (y === 1 ? 1 : -1) / (1 + Math.exp(toward));
        const ratio = (found: number, expected: number): number =>
          found === expected ? 0 : Math.abs(found / expected - 1);
        // e^−708 is where the smallest normal numbers begin; beyond it a loss may be 0.
        if (toward < 708) expect(ratio(m[at.out]!, 2 * loss), `loss at ${eta}`).toBeLessThan(1e-14);
        if (Math.abs(eta) < 700)
          expect(ratio(m[at.out + 1]!, residual), `gradient at ${eta}`).toBeLessThan(1e-14);
        kernels.leave(at.x);
      }
    }
  });

  it("sum least squares, and the squares of the rows' gradients", () => {
    const kernels = createKernels(simd);
    const [n, p, stride] = [777, 5, 790];
    const at = load(kernels, n, p, stride);
    kernels.leastSquares(at.x, stride, n + 1, p, at.y, at.w, at.offset, at.beta, at.scratch, at.out, 2);
    const { memory: m } = kernels;
    let [rss, slope, meat] = [0, 0, 0];
    for (let i = 0; i < n; i++) {
      let r = m[at.y + i]! - m[at.offset + i]!;
      for (let j = 0; j < p; j++) r -= m[at.x + j * stride + i]! * m[at.beta + j]!;
      const [a, b] = [m[at.x + 2 * stride + i]!, m[at.x + 4 * stride + i]!];
      rss += m[at.w + i]! * r * r;
      slope += m[at.w + i]! * r * a;
      meat += (m[at.w + i]! * r) ** 2 * a * b;
    }
    expect(m[at.out]).toBeCloseTo(rss, 9);
    expect(m[at.out + 3]).toBeCloseTo(slope, 9);
    expect(m[at.out + 1 + p + 2 * p + 4]).toBeCloseTo(meat, 9);
  });

  it("sum 16-bit numbers under counts, beyond what 32 bits hold", () => {
    const kernels = createKernels(simd);
    const [rows, columns] = [6016, 8];
    const [counts, terms, out] = [rows / 4, (columns * rows) / 4, columns].map((size) =>
      kernels.enter(size),
    ) as [number, number, number];
    const { memory } = kernels;
    const drawn = new Uint16Array(memory.buffer, 8 * counts, rows).map((_, i) =>
      i % 4 === 0 ? 25 + (i % 8) : 0,
    );
    new Uint16Array(memory.buffer, 8 * counts, rows).set(drawn);
    const numbers = new Int16Array(memory.buffer, 8 * terms, columns * rows);
    for (let k = 0; k < numbers.length; k++) numbers[k] = k < rows ? 32767 : Math.round(32767 * Math.sin(k));
    kernels.countedSums(8 * counts, 8 * terms, rows, columns, out);
    for (let j = 0; j < columns; j++) {
      const sum = drawn.reduce(
        (total, count, i) => total + BigInt(count) * BigInt(numbers[j * rows + i]!),
        0n,
      );
      expect(memory[out + j]).toBe(Number(sum));
    }
    expect(memory[out]).toBeGreaterThan(2 ** 30);
  });

  it.each([1, 5, 700])("list %i rows that were drawn, score them and move their means", (rows) => {
    const kernels = createKernels(simd);
    const [p, width] = [5, 8];
    const sizes = {
      x: width * (rows + 1),
      y: rows + 1,
      prior: rows,
      counts: rows / 4 + 1,
      list: rows / 2 + 2,
    };
    const room = { weights: rows + 4, means: rows + 4, beta: width, change: width, scratch: 256, out: width };
    const at = Object.fromEntries(
      Object.entries({ ...sizes, ...room }).map(([name, size]) => [name, kernels.enter(Math.ceil(size))]),
    ) as Record<keyof typeof sizes | keyof typeof room, number>;
    const { memory: m } = kernels;
    m.fill(0, at.x, at.y + rows + 1);
    m.fill(0, at.beta, at.scratch);
    const x = (i: number, j: number): number => wave(i * p + j);
    for (let i = 0; i < rows; i++) for (let j = 0; j < p; j++) m[at.x + i * width + j] = x(i, j);
    for (let j = 0; j < p; j++) [m[at.beta + j], m[at.change + j]] = [Math.cos(j), 1e-4 * Math.sin(j + 1)];
    for (let i = 0; i < rows; i++) [m[at.y + i], m[at.prior + i]] = [i % 2, 1 + (i % 3) / 4];
    const counts = new Uint16Array(m.buffer, 8 * at.counts, rows).map((_, i) => (i * i + 1) % 4);
    new Uint16Array(m.buffer, 8 * at.counts, rows).set(counts);
    const drawn = [...counts.keys()].filter((i) => counts[i]! > 0);
    const n = kernels.listDrawn(8 * at.counts, at.prior, rows, 8 * at.list, at.weights);
    expect([...new Int32Array(m.buffer, 8 * at.list, n)]).toEqual(drawn);
    const { list, weights, beta, change, means, scratch, out } = at;
    kernels.scoreDrawn(at.x, width, at.y, 8 * list, weights, n, beta, means, scratch, out);
    const mean = (i: number, times: number): number => {
      let eta = 0;
      for (let j = 0; j < p; j++) eta += x(i, j) * (m[beta + j]! + times * m[change + j]!);
      return 1 / (1 + Math.exp(-eta));
    };
    drawn.forEach((i, k) => {
      expect(m[means + k]).toBeCloseTo(mean(i, 0), 14);
    });
    for (let j = 0; j < p; j++) {
      const sum = drawn.reduce(
        (total, i) => total + counts[i]! * m[at.prior + i]! * (m[at.y + i]! - mean(i, 0)) * x(i, j),
        0,
      );
      expect(m[out + j]).toBeCloseTo(sum, 10);
    }
    kernels.moveDrawn(at.x, width, 8 * list, n, change, means, scratch);
    drawn.forEach((i, k) => {
      expect(m[means + k]).toBeCloseTo(mean(i, 1), 12);
    });
  });

  it("multiply both ways, standardize, scan and bin", () => {
    const kernels = createKernels(simd);
    const [n, p, stride] = [640, 7, 648];
    const at = load(kernels, n, p, stride);
    const { memory: m } = kernels;
    const column = (j: number, i: number): number => m[at.x + j * stride + i]!;
    kernels.multiply(at.x, stride, n, p, at.beta, at.scratch);
    let row = 0;
    for (let j = 0; j < p; j++) row += column(j, 123) * m[at.beta + j]!;
    expect(m[at.scratch + 123]).toBeCloseTo(row, 13);
    kernels.multiplyTransposed(at.x, stride, n, p, at.w, at.out);
    let sum = 0;
    for (let i = 0; i < n; i++) sum += column(6, i) * m[at.w + i]!;
    expect(m[at.out + 6]).toBeCloseTo(sum, 11);
    expect(kernels.prefixSums(at.w, n, 10, at.scratch)).toBeCloseTo(
      10 + m.subarray(at.w, at.w + n).reduce((a, b) => a + b, 0),
      10,
    );
    const before = column(5, 77);
    m.set([0.5, 0.25, 0.125], at.scratch);
    m.set([2, 4, 8], at.scratch + 4);
    kernels.standardize(at.x + 3 * stride, stride, n, 3, at.scratch, at.scratch + 4);
    expect(column(5, 77)).toBe((before - 0.125) * 8);
    const etas = [-1e6, -800, -36, -1, 0, 1e-9, 2, 40, 800, 1e6];
    m.set(etas, at.scratch);
    kernels.expit(at.scratch, etas.length);
    etas.forEach((eta, i) => {
      expect(m[at.scratch + i]).toBeCloseTo(1 / (1 + Math.exp(-eta)), 15);
    });
    const bytes = new Uint8Array(m.buffer, 8 * at.scratch, 3).fill(0);
    bytes.set([2, 0, 2]);
    m.set([1, 10, 2, 20, 3, 30], at.y);
    m.fill(0, at.out, at.out + 6);
    kernels.histogram(8 * at.scratch, 3, at.y, at.out);
    expect([...m.subarray(at.out, at.out + 6)]).toEqual([2, 20, 0, 0, 4, 40]);
  });
});

it("both paths sum moments of an odd number of columns", () => {
  const [n, p, stride] = [1024, 5, 1032];
  const sums = paths.map(([, simd]) => {
    const kernels = createKernels(simd);
    const at = load(kernels, n, p, stride);
    kernels.memory.fill(0, at.out, at.out + 2 * p);
    kernels.moments(at.x, stride, n, p, at.w, at.beta, at.out);
    return kernels.memory.slice(at.out, at.out + 2 * p + 1);
  });
  const [fast, plain] = sums;
  fast!.forEach((value, i) => {
    expect(value).toBeCloseTo(plain![i]!, 10);
  });
});

it("both paths agree to rounding", () => {
  const [n, p, stride] = [2001, 13, 2010];
  const [fast, plain] = paths.map(([, simd]) => {
    const kernels = createKernels(simd);
    const at = load(kernels, n, p, stride);
    kernels.logistic(at.x, stride, n + 1, p, at.y, at.w, at.offset, at.beta, at.scratch, at.out, 1);
    return unpackSums(kernels.memory.subarray(at.out), p);
  });
  expect(Math.abs(fast!.deviance / plain!.deviance - 1)).toBeLessThan(1e-14);
  for (const part of ["gradient", "matrix"] as const) {
    fast![part].forEach((value, i) => {
      expect(Math.abs(value - plain![part][i]!)).toBeLessThan(1e-14 * n);
    });
  }
});

describe("the kernels' memory", () => {
  it("grows by frames, keeps what is in it, and survives an allocation that fails", () => {
    for (const [, simd] of paths) {
      const kernels = createKernels(simd);
      const first = kernels.enter(3);
      expect(first % 2).toBe(0);
      kernels.memory[first] = 7;
      const second = kernels.enter(1 << 20);
      expect(second).toBeGreaterThanOrEqual(first + 4);
      expect(kernels.memory.length).toBeGreaterThanOrEqual(second + (1 << 20));
      expect(() => kernels.enter(simd ? 2 ** 31 : 2 ** 45)).toThrow(RangeError);
      expect(kernels.memory[first]).toBe(7);
      kernels.leave(second);
      expect(kernels.enter(5)).toBe(second);
    }
  });
});
