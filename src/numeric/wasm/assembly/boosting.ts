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

/** Rows whose codes are in the nearest cache while their columns are summed, four at a time. */
const BLOCK: i32 = 256;

/**
 * Adds the gradient and Hessian of each of the rows `first … last − 1` of `rows` to its bin, for `quads` times four
 * columns. A row's record holds both as i32 and then its codes, a byte each; a bin is two i64: the sum of the
 * gradients, and that of the Hessians with the number of rows in the bits from `shift` on.
 */
export function histogram(
  records: usize,
  stride: i32,
  quads: i32,
  rows: usize,
  first: i32,
  last: i32,
  shift: i32,
  hist: usize,
): void {
  const one = i64x2.replace_lane(i64x2.splat(0), 1, (<i64>1) << shift);
  for (let start = first; start < last; start += BLOCK) {
    const end = min(last, start + BLOCK);
    for (let quad = 0; quad < quads; quad++) {
      const bins = hist + ((<usize>quad) << 14);
      const offset = <usize>(8 + 4 * quad);
      for (let i = start; i < end; i++) {
        const record = records + <usize>load<i32>(rows + ((<usize>i) << 2)) * stride;
        const pair = i64x2.add(i64x2.extend_low_i32x4_s(v128.load64_zero(record)), one);
        const code = load<u32>(record + offset);
        const a = bins + ((code & 255) << 4);
        const b = bins + (((code >> 8) & 255) << 4);
        const c = bins + (((code >> 16) & 255) << 4);
        const d = bins + ((code >> 24) << 4);
        v128.store(a, i64x2.add(v128.load(a), pair));
        v128.store(b, i64x2.add(v128.load(b, 4096), pair), 4096);
        v128.store(c, i64x2.add(v128.load(c, 8192), pair), 8192);
        v128.store(d, i64x2.add(v128.load(d, 12288), pair), 12288);
      }
    }
  }
}

/** Adds bins to others. */
export function addBins(to: usize, from: usize, bytes: i32): void {
  for (let i: usize = 0; i < <usize>bytes; i += 16) {
    v128.store(to + i, i64x2.add(v128.load(to + i), v128.load(from + i)));
  }
}

/** The parent's bins less the child's, in place of the parent's. */
export function subtractBins(parent: usize, child: usize, bytes: i32): void {
  for (let i: usize = 0; i < <usize>bytes; i += 16) {
    v128.store(parent + i, i64x2.sub(v128.load(parent + i), v128.load(child + i)));
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

/**
 * Gradient w·(p − y) and Hessian w·p·(1 − p) of the logistic loss of rows `first … last − 1`, in units of which there
 * are `perGradient` and `perHessian` in 1; `first` is even.
 */
export function logisticGradients(
  raw: usize,
  y: usize,
  weights: usize,
  first: i32,
  last: i32,
  perGradient: f64,
  perHessian: f64,
  records: usize,
  stride: i32,
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
    const gradient = units(g, perGradient);
    const hessian = units(h, perHessian);
    const pairs = v128.shuffle<i32>(gradient, hessian, 0, 4, 1, 5);
    const record = records + <usize>i * stride;
    v128.store64_lane(record, pairs, 0);
    v128.store64_lane(record + stride, pairs, 1);
  }
}

// @ts-ignore: decorator
@inline
function units(v: v128, perOne: f64): v128 {
  return i32x4.trunc_sat_f64x2_s_zero(f64x2.nearest(f64x2.mul(v, f64x2.splat(perOne))));
}
