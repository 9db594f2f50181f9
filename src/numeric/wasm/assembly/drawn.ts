// Sums over rows that were drawn with replacement, each as often as its 16-bit count says.
import { expit } from "./likelihood";
import { at, lanes } from "./memory";

/** Rows after which 32-bit sums go to doubles: safe while a count is below 32 on average over so many. */
const flush: i32 = 2048;

/** out[j] = Σ counts·terms_j, of 16-bit integers; `rows` is a multiple of 16, and so far apart are the columns of terms. */
export function countedSums(counts: i32, terms: i32, rows: i32, columns: i32, out: i32): void {
  for (let j = 0; j < columns; j++) store<f64>(at(out + j), 0);
  for (let start = 0; start < rows; start += flush) {
    const bytes = <usize>min(flush, rows - start) << 1;
    const first = <usize>counts + (<usize>start << 1);
    const step = <usize>rows << 1;
    const step3 = step * 3;
    for (let j = 0; j < columns; j += 4) {
      let term = <usize>terms + ((<usize>(j * rows + start)) << 1);
      let s0 = i32x4.splat(0);
      let s1 = s0;
      let s2 = s0;
      let s3 = s0;
      for (let c = first; c < first + bytes; c += 32) {
        const low = v128.load(c);
        const high = v128.load(c, 16);
        s0 = addDot(s0, low, high, term);
        s1 = addDot(s1, low, high, term + step);
        s2 = addDot(s2, low, high, term + step * 2);
        s3 = addDot(s3, low, high, term + step3);
        term += 32;
      }
      const to = at(out + j);
      addIntegers(to, s0);
      addIntegers(to + 8, s1);
      addIntegers(to + 16, s2);
      addIntegers(to + 24, s3);
    }
  }
}

// @ts-ignore: decorator
@inline
function addDot(sum: v128, low: v128, high: v128, term: usize): v128 {
  const dots = i32x4.add(i32x4.dot_i16x8_s(low, v128.load(term)), i32x4.dot_i16x8_s(high, v128.load(term, 16)));
  return i32x4.add(sum, dots);
}

function addIntegers(to: usize, v: v128): void {
  const sum = f64x2.add(f64x2.convert_low_i32x4_s(v), f64x2.convert_low_i32x4_s(v128.shuffle<i64>(v, v, 1, 0)));
  store<f64>(to, load<f64>(to) + lanes(sum));
}

/**
 * Lists the rows that were drawn, with their counts times prior weights; returns how many. Up to a multiple of four
 * follows row `rows` with weight 0.
 */
export function listDrawn(counts: i32, prior: i32, rows: i32, list: i32, weights: i32): i32 {
  let n = 0;
  for (let i = 0; i < rows; i++) {
    const count = load<u16>(<usize>counts + (<usize>i << 1));
    // Written without a branch, which would be guessed wrong for every third row.
    store<u32>(<usize>list + (<usize>n << 2), i);
    store<f64>(at(weights + n), <f64>(<u32>count) * load<f64>(at(prior + i)));
    n += i32(count != 0);
  }
  for (let k = n; k & 3; k++) {
    store<u32>(<usize>list + (<usize>k << 2), rows);
    store<f64>(at(weights + k), 0);
  }
  return n;
}

/** Listed rows that are taken at a time, so that they are still near for the gradient. */
const chunk: i32 = 256;

/**
 * Means 1 / (1 + exp(−x·beta)) of the listed rows, and the gradient Σ w·(y − mean)·x. Rows of x are `width` doubles, a
 * multiple of 4, one after the other; the list goes on to a multiple of four with weights 0. `scratch` takes 256 doubles.
 */
export function scoreDrawn(
  x: i32,
  width: i32,
  y: i32,
  list: i32,
  weights: i32,
  count: i32,
  beta: i32,
  means: i32,
  scratch: i32,
  gradient: i32,
): void {
  memory.fill(at(gradient), 0, at(width));
  for (let start = 0; start < count; start += chunk) {
    const rows = <usize>list + (<usize>start << 2);
    const length = (min(chunk, count - start) + 3) & ~3;
    const end = rows + (<usize>length << 2);
    predict(at(x), at(width), rows, end, at(beta), at(means + start));
    expit(means + start, length);
    residuals(at(y), rows, end, at(weights + start), at(means + start), at(scratch));
    addRows(at(x), at(width), rows, end, at(scratch), at(gradient));
  }
}

/** Moves means of the listed rows by a small change of beta, to second order. */
export function moveDrawn(x: i32, width: i32, list: i32, count: i32, change: i32, means: i32, scratch: i32): void {
  const half = f64x2.splat(0.5);
  const one = f64x2.splat(1);
  for (let start = 0; start < count; start += chunk) {
    const rows = <usize>list + (<usize>start << 2);
    const length = (min(chunk, count - start) + 3) & ~3;
    predict(at(x), at(width), rows, rows + (<usize>length << 2), at(change), at(scratch));
    let mean = at(means + start);
    for (let step = at(scratch); step < at(scratch + length); step += 16) {
      const m = v128.load(mean);
      const d = v128.load(step);
      const slope = f64x2.mul(m, f64x2.sub(one, m));
      const bent = f64x2.add(one, f64x2.mul(f64x2.sub(half, m), d));
      v128.store(mean, f64x2.add(m, f64x2.mul(f64x2.mul(slope, d), bent)));
      mean += 16;
    }
  }
}

/** The products of beta with four rows at a time. */
function predict(x: usize, bytes: usize, row: usize, end: usize, beta: usize, out: usize): void {
  const stop = beta + bytes;
  for (; row < end; row += 16) {
    let x0 = x + <usize>load<u32>(row) * bytes;
    let x1 = x + <usize>load<u32>(row, 4) * bytes;
    let x2 = x + <usize>load<u32>(row, 8) * bytes;
    let x3 = x + <usize>load<u32>(row, 12) * bytes;
    let s0 = f64x2.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    for (let b = beta; b < stop; b += 32) {
      const low = v128.load(b);
      const high = v128.load(b, 16);
      s0 = f64x2.add(s0, f64x2.add(f64x2.mul(low, v128.load(x0)), f64x2.mul(high, v128.load(x0, 16))));
      s1 = f64x2.add(s1, f64x2.add(f64x2.mul(low, v128.load(x1)), f64x2.mul(high, v128.load(x1, 16))));
      s2 = f64x2.add(s2, f64x2.add(f64x2.mul(low, v128.load(x2)), f64x2.mul(high, v128.load(x2, 16))));
      s3 = f64x2.add(s3, f64x2.add(f64x2.mul(low, v128.load(x3)), f64x2.mul(high, v128.load(x3, 16))));
      x0 += 32;
      x1 += 32;
      x2 += 32;
      x3 += 32;
    }
    v128.store(out, sumPairs(s0, s1));
    v128.store(out, sumPairs(s2, s3), 16);
    out += 32;
  }
}

function residuals(y: usize, row: usize, end: usize, weight: usize, mean: usize, out: usize): void {
  for (; row < end; row += 8) {
    const first = y + ((<usize>load<u32>(row)) << 3);
    const second = y + ((<usize>load<u32>(row, 4)) << 3);
    const target = v128.load64_lane(second, v128.load64_zero(first), 1);
    v128.store(out, f64x2.mul(v128.load(weight), f64x2.sub(target, v128.load(mean))));
    weight += 16;
    mean += 16;
    out += 16;
  }
}

/** Adds each row times its number of `v`, four rows at a time. */
function addRows(x: usize, bytes: usize, row: usize, end: usize, v: usize, out: usize): void {
  const stop = out + bytes;
  for (; row < end; row += 16) {
    let x0 = x + <usize>load<u32>(row) * bytes;
    let x1 = x + <usize>load<u32>(row, 4) * bytes;
    let x2 = x + <usize>load<u32>(row, 8) * bytes;
    let x3 = x + <usize>load<u32>(row, 12) * bytes;
    const v0 = v128.load64_splat(v);
    const v1 = v128.load64_splat(v, 8);
    const v2 = v128.load64_splat(v, 16);
    const v3 = v128.load64_splat(v, 24);
    for (let o = out; o < stop; o += 32) {
      const a = f64x2.add(f64x2.mul(v0, v128.load(x0)), f64x2.mul(v1, v128.load(x1)));
      const b = f64x2.add(f64x2.mul(v2, v128.load(x2)), f64x2.mul(v3, v128.load(x3)));
      const c = f64x2.add(f64x2.mul(v0, v128.load(x0, 16)), f64x2.mul(v1, v128.load(x1, 16)));
      const d = f64x2.add(f64x2.mul(v2, v128.load(x2, 16)), f64x2.mul(v3, v128.load(x3, 16)));
      v128.store(o, f64x2.add(v128.load(o), f64x2.add(a, b)));
      v128.store(o, f64x2.add(v128.load(o, 16), f64x2.add(c, d)), 16);
      x0 += 32;
      x1 += 32;
      x2 += 32;
      x3 += 32;
    }
    v += 32;
  }
}

/** The sum of both lanes of each. */
// @ts-ignore: decorator
@inline
function sumPairs(a: v128, b: v128): v128 {
  return f64x2.add(v128.shuffle<i64>(a, b, 0, 2), v128.shuffle<i64>(a, b, 1, 3));
}
