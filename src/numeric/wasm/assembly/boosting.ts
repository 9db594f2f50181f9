// The kernels of gradient boosting. They work in one memory that threads share, and take byte addresses.
import { exponential } from "./elementary";

/** The first address that is not the module's own. */
export function origin(): usize {
  return __heap_base;
}

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

/**
 * Adds the gradient and Hessian of each of the rows `first … last − 1` of `rows` to its bin, for `quads` times four
 * columns. A row's record holds both as i32 and then its codes, a byte each; a bin is two i64: the sum of the
 * gradients, and that of the Hessians with the number of rows in the bits from `shift` on. `block` records at a time are
 * gathered into `scratch`, where the nearest cache holds them for all columns.
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
  scratch: usize,
  block: i32,
): void {
  const pitch = <usize>(16 + (((quads + 3) >> 2) << 4));
  for (let start = first; start < last; start += block) {
    const end = min(last, start + block);
    gather(records, stride, rows, start, end, shift, scratch, pitch);
    const stop = scratch + <usize>(end - start) * pitch;
    for (let quad = 0; quad < quads; quad++) {
      const bins = hist + ((<usize>quad) << 14);
      const offset = <usize>(16 + 4 * quad);
      for (let at = scratch; at < stop; at += pitch) {
        const pair = v128.load(at);
        const code = load<u32>(at + offset);
        const a = bins + ((code << 4) & 0xff0);
        const b = bins + ((code >> 4) & 0xff0);
        const c = bins + ((code >> 12) & 0xff0);
        const d = bins + ((code >> 20) & 0xff0);
        v128.store(a, i64x2.add(v128.load(a), pair));
        v128.store(b, i64x2.add(v128.load(b, 4096), pair), 4096);
        v128.store(c, i64x2.add(v128.load(c, 8192), pair), 8192);
        v128.store(d, i64x2.add(v128.load(d, 12288), pair), 12288);
      }
    }
  }
}

/** Copies records side by side, `pitch` bytes apart: what a bin gets of the row, and then its codes. */
function gather(
  records: usize,
  stride: i32,
  rows: usize,
  start: i32,
  end: i32,
  shift: i32,
  scratch: usize,
  pitch: usize,
): void {
  const one = i64x2.replace_lane(i64x2.splat(0), 1, (<i64>1) << shift);
  let to = scratch;
  for (let i = start; i < end; i++) {
    const record = records + <usize>load<i32>(rows + ((<usize>i) << 2)) * stride;
    v128.store(to, i64x2.add(i64x2.extend_low_i32x4_s(v128.load64_zero(record)), one));
    for (let byte: usize = 16; byte < pitch; byte += 16) v128.store(to + byte, v128.load(record + byte - 8));
    to += pitch;
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
 * Adds to `out` the leaf values of `rows` rows (a multiple of four) in one tree after the other. A node is its threshold
 * (f64), twice its column and whether missing values go left (i32), and its left child's number (i32), which is its own
 * in a leaf; the thresholds of leaves are infinite, and missing values go left there. Rows of `x` are `pitch` bytes
 * apart. Four rows go down together, so that none waits for its own loads.
 */
export function addLeaves(
  nodes: usize,
  values: usize,
  roots: usize,
  trees: i32,
  x: usize,
  pitch: i32,
  rows: i32,
  out: usize,
): void {
  for (let tree = 0; tree < trees; tree++) {
    const root = load<i32>(roots + ((<usize>tree) << 2));
    for (let i = 0; i < rows; i += 4) {
      const row = x + <usize>i * pitch;
      let a = root;
      let b = root;
      let c = root;
      let d = root;
      let moved: i32;
      do {
        const nextA = below(nodes, a, row);
        const nextB = below(nodes, b, row + pitch);
        const nextC = below(nodes, c, row + 2 * pitch);
        const nextD = below(nodes, d, row + 3 * pitch);
        moved = (a ^ nextA) | (b ^ nextB) | (c ^ nextC) | (d ^ nextD);
        a = nextA;
        b = nextB;
        c = nextC;
        d = nextD;
      } while (moved != 0);
      const to = out + ((<usize>i) << 3);
      store<f64>(to, load<f64>(to) + load<f64>(values + ((<usize>a) << 3)));
      store<f64>(to, load<f64>(to, 8) + load<f64>(values + ((<usize>b) << 3)), 8);
      store<f64>(to, load<f64>(to, 16) + load<f64>(values + ((<usize>c) << 3)), 16);
      store<f64>(to, load<f64>(to, 24) + load<f64>(values + ((<usize>d) << 3)), 24);
    }
  }
}

// @ts-ignore: decorator
@inline
function below(nodes: usize, node: i32, row: usize): i32 {
  const at = nodes + ((<usize>node) << 4);
  const packed = load<i32>(at, 8);
  const value = load<f64>(row + ((<usize>(packed >> 1)) << 3));
  const left = i32(value <= load<f64>(at)) | (packed & i32(value != value));
  return load<i32>(at, 12) + 1 - left;
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

/**
 * Tries each split of a column between `edges + 1` codes, missing values (code 255) right and left, and writes it to
 * `found` where it gains more than what is there: gain, feature, code, whether missing values go left, and the left
 * side's gradient, Hessian and count (f64 each). `leaf` holds, as f64, the leaf's gradient, Hessian, count, least and
 * largest value, its own reduction, least count and Hessian of a side, ridge, and the units of gradients and Hessians.
 */
export function scan(
  bins: usize,
  edges: i32,
  shift: i32,
  feature: i32,
  direction: i32,
  leaf: usize,
  found: usize,
): void {
  const missing = bins + 4080;
  const absent = load<i64>(missing, 8);
  const anyAbsent = absent >>> shift != 0;
  // All values left and all missing ones right is a split too.
  scanCodes(bins, anyAbsent ? edges : edges - 1, shift, feature, direction, leaf, found, 0, 0, anyAbsent);
  if (anyAbsent) {
    scanCodes(bins, edges - 1, shift, feature, direction, leaf, found, load<i64>(missing), absent, false);
  }
}

function scanCodes(
  bins: usize,
  last: i32,
  shift: i32,
  feature: i32,
  direction: i32,
  leaf: usize,
  found: usize,
  startG: i64,
  startH: i64,
  missingRight: bool,
): void {
  const leafG = load<f64>(leaf);
  const leafH = load<f64>(leaf, 8);
  const leafCount = load<f64>(leaf, 16);
  const low = load<f64>(leaf, 24);
  const high = load<f64>(leaf, 32);
  const parent = load<f64>(leaf, 40);
  const minCount = load<f64>(leaf, 48);
  const minHessian = load<f64>(leaf, 56);
  const ridge = load<f64>(leaf, 64);
  const unitG = load<f64>(leaf, 72);
  const unitH = load<f64>(leaf, 80);
  const below = ((<i64>1) << shift) - 1;
  const free = direction == 0 && low == -Infinity && high == Infinity;
  let sumG = startG;
  let sumH = startH;
  for (let code = 0; code <= last; code++) {
    // Whole numbers of units: their sums are exact.
    sumG += load<i64>(bins + ((<usize>code) << 4));
    sumH += load<i64>(bins + ((<usize>code) << 4), 8);
    const count = <f64>(sumH >>> shift);
    const g = <f64>sumG * unitG;
    const h = <f64>(sumH & below) * unitH;
    if (count < minCount || h < minHessian) continue;
    const restG = leafG - g;
    const restH = leafH - h;
    if (leafCount - count < minCount || restH < minHessian) break;
    let after: f64;
    if (free) {
      after = (g * g) / (h + ridge) + (restG * restG) / (restH + ridge);
    } else {
      const left = min(high, max(low, -g / (h + ridge)));
      const right = min(high, max(low, -restG / (restH + ridge)));
      if (<f64>direction * (right - left) < 0) continue;
      after = reduction(g, h + ridge, left) + reduction(restG, restH + ridge, right);
    }
    const gain = after - parent;
    // Rows of one gradient gain nothing but rounding errors from a split.
    if (gain <= load<f64>(found) || gain <= 1e-12 * after) continue;
    // Where none was missing, missing values go with most rows.
    const missingLeft = startH >>> shift != 0 || (!missingRight && 2 * count > leafCount);
    store<f64>(found, gain);
    store<f64>(found, <f64>feature, 8);
    store<f64>(found, <f64>code, 16);
    store<f64>(found, missingLeft ? 1 : 0, 24);
    store<f64>(found, g, 32);
    store<f64>(found, h, 40);
    store<f64>(found, count, 48);
  }
}

/** By how much a value lowers the quadratic loss, doubled. */
// @ts-ignore: decorator
@inline
function reduction(g: f64, h: f64, value: f64): f64 {
  return -value * (2 * g + h * value);
}
