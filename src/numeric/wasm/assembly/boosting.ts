// The kernels of gradient boosting. They work in one memory that threads share, and take byte addresses.
import { exponential } from "./elementary";

/**
 * Writes the code of each value: how many of the 255 ascending edges (f64, padded with infinity) lie below it;
 * `missing` for NaN. Codes are `stride` bytes apart.
 */
export function encode(values: usize, count: i32, edges: usize, missing: i32, out: usize, stride: i32): void {
  for (let i = 0; i < count; i++) {
    const value = load<f64>(values + ((<usize>i) << 3));
    let code: i32 = 0;
    for (let step: i32 = 128; step > 0; step >>= 1) {
      const edge = load<f64>(edges + ((<usize>(code + step - 1)) << 3));
      code += select<i32>(step, 0, edge < value);
    }
    store<u8>(out + <usize>i * stride, <u8>select<i32>(missing, code, value != value));
  }
}

// @ts-ignore: decorator
@inline
function add(hist: usize, counts: usize, codes: usize, feature: i32, pair: v128): void {
  const code = <usize>load<u8>(codes + feature);
  const bin = hist + (<usize>feature << 12) + (code << 4);
  v128.store(bin, f64x2.add(v128.load(bin), pair));
  const counter = counts + (<usize>feature << 10) + (code << 2);
  store<i32>(counter, load<i32>(counter) + 1);
}

/**
 * Adds the gradient pair (two f32) of each of the rows `first … last − 1` of `rows` to its bin, for `features` columns
 * whose codes stand side by side. A column has 256 bins of two f64, and as many i32 counts.
 */
export function histogram(
  codes: usize,
  features: i32,
  rows: usize,
  first: i32,
  last: i32,
  gradients: usize,
  hist: usize,
  counts: usize,
): void {
  const whole = features & ~3;
  for (let i = first; i < last; i++) {
    const row = <usize>load<i32>(rows + ((<usize>i) << 2));
    const pair = f64x2.promote_low_f32x4(v128.load64_zero(gradients + (row << 3)));
    const code = codes + row * features;
    let feature: i32 = 0;
    for (; feature < whole; feature += 4) {
      add(hist, counts, code, feature, pair);
      add(hist, counts, code, feature + 1, pair);
      add(hist, counts, code, feature + 2, pair);
      add(hist, counts, code, feature + 3, pair);
    }
    for (; feature < features; feature++) add(hist, counts, code, feature, pair);
  }
}

/** The parent's bins less the child's, in place of the parent's. */
export function subtract(hist: usize, counts: usize, childHist: usize, childCounts: usize, bins: i32): void {
  for (let i: usize = 0; i < <usize>bins << 4; i += 16) {
    v128.store(hist + i, f64x2.sub(v128.load(hist + i), v128.load(childHist + i)));
  }
  for (let i: usize = 0; i < <usize>bins << 2; i += 4) {
    store<i32>(counts + i, load<i32>(counts + i) - load<i32>(childCounts + i));
  }
}

/**
 * Sorts rows `first … last − 1` into `spare`: those that go left upwards from `first`, the others downwards from
 * `last`. Returns how many go left.
 */
export function partition(
  codes: usize,
  stride: i32,
  threshold: i32,
  missing: i32,
  missingLeft: i32,
  rows: usize,
  first: i32,
  last: i32,
  spare: usize,
): i32 {
  let left = spare + ((<usize>first) << 2);
  let right = spare + ((<usize>last) << 2) - 4;
  for (let i = first; i < last; i++) {
    const row = load<i32>(rows + ((<usize>i) << 2));
    const code = <i32>load<u8>(codes + <usize>row * stride);
    const goesLeft = select<i32>(missingLeft, i32(code <= threshold), code == missing);
    store<i32>(left, row);
    store<i32>(right, row);
    left += <usize>goesLeft << 2;
    right -= <usize>(1 - goesLeft) << 2;
  }
  return <i32>((left - spare) >> 2) - first;
}

/** Copies sorted rows back: the left ones to `toLeft`, the others to `toRight`, in the order that they had. */
export function settle(
  spare: usize,
  first: i32,
  last: i32,
  lefts: i32,
  rows: usize,
  toLeft: i32,
  toRight: i32,
): void {
  memory.copy(rows + ((<usize>toLeft) << 2), spare + ((<usize>first) << 2), (<usize>lefts) << 2);
  let to = rows + ((<usize>toRight) << 2);
  for (let i = last - 1; i >= first + lefts; i--) {
    store<i32>(to, load<i32>(spare + ((<usize>i) << 2)));
    to += 4;
  }
}

/** Adds a leaf's value to the raw predictions of its rows. */
export function addValue(rows: usize, first: i32, last: i32, raw: usize, value: f64): void {
  for (let i = first; i < last; i++) {
    const at = raw + ((<usize>load<i32>(rows + ((<usize>i) << 2))) << 3);
    store<f64>(at, load<f64>(at) + value);
  }
}

/** Gradient w·(p − y) and Hessian w·p·(1 − p) of the logistic loss of rows `first … last − 1`; `first` is even. */
export function logisticGradients(
  raw: usize,
  y: usize,
  weights: usize,
  first: i32,
  last: i32,
  gradients: usize,
): void {
  const one = f64x2.splat(1);
  for (let i = first; i < last; i += 2) {
    const offset = (<usize>i) << 3;
    const eta = v128.load(raw + offset);
    const weight = v128.load(weights + offset);
    const e = exponential(f64x2.neg(f64x2.abs(eta)));
    const larger = f64x2.div(one, f64x2.add(one, e));
    const smaller = f64x2.mul(e, larger);
    const p = v128.bitselect(larger, smaller, f64x2.ge(eta, f64x2.splat(0)));
    const g = f64x2.mul(weight, f64x2.sub(p, v128.load(y + offset)));
    const h = f64x2.mul(weight, f64x2.mul(larger, smaller));
    const low = f32x4.demote_f64x2_zero(g);
    const high = f32x4.demote_f64x2_zero(h);
    v128.store(gradients + offset, v128.shuffle<f32>(low, high, 0, 4, 1, 5));
  }
}
