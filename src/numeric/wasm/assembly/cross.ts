import { accumulate, at } from "./memory";

/** Rows taken at a time, so that four columns and their weighted copies stay in the first-level cache. */
export const CHUNK: i32 = 512;
/** Distance between weighted columns: not a power of two, so that they do not compete for the same cache lines. */
export const PITCH: i32 = 520;

/** out[j·columns + k] += Σ w·x_j·x_k for j ≤ k. `scratch` holds columns × PITCH doubles. */
export function weightedCross(
  x: i32,
  stride: i32,
  rows: i32,
  columns: i32,
  w: i32,
  scratch: i32,
  out: i32,
): void {
  for (let start = 0; start < rows; start += CHUNK) {
    const length = min(CHUNK, rows - start);
    crossChunk(x + start, stride, length, columns, w + start, scratch, out);
  }
}

export function crossChunk(
  x: i32,
  stride: i32,
  rows: i32,
  columns: i32,
  w: i32,
  scratch: i32,
  out: i32,
): void {
  const whole = columns & ~3;
  for (let j = 0; j < whole; j += 4) weighFour(at(x + j * stride), at(stride), at(w), at(scratch + j * PITCH), rows);
  for (let j = whole; j < columns; j++) weigh(at(x + j * stride), at(w), at(scratch + j * PITCH), rows);
  for (let j = 0; j < whole; j += 4) {
    const weighted = at(scratch + j * PITCH);
    for (let k = j; k + 1 < columns; k += 2) {
      tile(weighted, at(x + k * stride), at(stride), rows, at(out + j * columns + k), at(columns));
    }
    if (columns & 1) {
      const last = columns - 1;
      strip(weighted, at(PITCH), at(x + last * stride), rows, at(out + j * columns + last), at(columns));
    }
  }
  if (whole < columns) {
    const place = at(out + whole * columns + whole);
    corner(at(scratch + whole * PITCH), at(x + whole * stride), at(stride), rows, place, columns - whole, at(columns));
  }
}

function weigh(x: usize, w: usize, out: usize, rows: i32): void {
  const end = x + at(rows);
  while (x < end) {
    v128.store(out, f64x2.mul(v128.load(x), v128.load(w)));
    x += 16;
    w += 16;
    out += 16;
  }
}

/** Four columns at a time, PITCH doubles apart in `out`. */
function weighFour(x: usize, stride: usize, w: usize, out: usize, rows: i32): void {
  const x2 = stride * 2;
  const x3 = stride * 3;
  const end = x + at(rows);
  while (x < end) {
    const weight = v128.load(w);
    v128.store(out, f64x2.mul(v128.load(x), weight));
    v128.store(out, f64x2.mul(v128.load(x + stride), weight), 4160);
    v128.store(out, f64x2.mul(v128.load(x + x2), weight), 8320);
    v128.store(out, f64x2.mul(v128.load(x + x3), weight), 12480);
    x += 16;
    w += 16;
    out += 16;
  }
}

export function dot(a: usize, b: usize, rows: i32): v128 {
  let sum = f64x2.splat(0);
  const end = a + at(rows);
  while (a < end) {
    sum = f64x2.add(sum, f64x2.mul(v128.load(a), v128.load(b)));
    a += 16;
    b += 16;
  }
  return sum;
}

/** Four columns of `a` against the vector `b`. */
export function strip(a: usize, aStride: usize, b: usize, rows: i32, out: usize, outStride: usize): void {
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  const a1 = aStride;
  const a2 = aStride * 2;
  const a3 = aStride * 3;
  const end = b + at(rows);
  while (b < end) {
    const v = v128.load(b);
    s0 = f64x2.add(s0, f64x2.mul(v128.load(a), v));
    s1 = f64x2.add(s1, f64x2.mul(v128.load(a + a1), v));
    s2 = f64x2.add(s2, f64x2.mul(v128.load(a + a2), v));
    s3 = f64x2.add(s3, f64x2.mul(v128.load(a + a3), v));
    a += 16;
    b += 16;
  }
  accumulate(out, s0);
  accumulate(out + outStride, s1);
  accumulate(out + outStride * 2, s2);
  accumulate(out + outStride * 3, s3);
}

/**
 * Four weighted columns of `a` (PITCH doubles apart) against two columns of `b`. The compiler loads what a round
 * needs before it multiplies: six loads and eight sums are what sixteen registers hold.
 */
function tile(a: usize, b: usize, stride: usize, rows: i32, out: usize, outStride: usize): void {
  let s00 = f64x2.splat(0);
  let s01 = s00;
  let s10 = s00;
  let s11 = s00;
  let s20 = s00;
  let s21 = s00;
  let s30 = s00;
  let s31 = s00;
  let c = b + stride;
  const end = a + at(rows);
  while (a < end) {
    const v = v128.load(b);
    const w = v128.load(c);
    let u = v128.load(a);
    s00 = f64x2.add(s00, f64x2.mul(u, v));
    s01 = f64x2.add(s01, f64x2.mul(u, w));
    u = v128.load(a, 4160);
    s10 = f64x2.add(s10, f64x2.mul(u, v));
    s11 = f64x2.add(s11, f64x2.mul(u, w));
    u = v128.load(a, 8320);
    s20 = f64x2.add(s20, f64x2.mul(u, v));
    s21 = f64x2.add(s21, f64x2.mul(u, w));
    u = v128.load(a, 12480);
    s30 = f64x2.add(s30, f64x2.mul(u, v));
    s31 = f64x2.add(s31, f64x2.mul(u, w));
    a += 16;
    b += 16;
    c += 16;
  }
  accumulate(out, s00);
  accumulate(out + 8, s01);
  out += outStride;
  accumulate(out, s10);
  accumulate(out + 8, s11);
  out += outStride;
  accumulate(out, s20);
  accumulate(out + 8, s21);
  out += outStride;
  accumulate(out, s30);
  accumulate(out + 8, s31);
}

/** The upper triangle of the last one to three columns, `a` weighted and `b` not. */
function corner(a: usize, b: usize, stride: usize, rows: i32, out: usize, columns: i32, outStride: usize): void {
  let s00 = f64x2.splat(0);
  let s01 = s00;
  let s02 = s00;
  let s11 = s00;
  let s12 = s00;
  let s22 = s00;
  let a1 = columns > 1 ? a + at(PITCH) : a;
  const b1 = columns > 1 ? stride : 0;
  let a2 = columns > 2 ? a1 + at(PITCH) : a1;
  const b2 = columns > 2 ? b1 + stride : b1;
  const end = b + at(rows);
  while (b < end) {
    const v1 = v128.load(b + b1);
    const v2 = v128.load(b + b2);
    const u0 = v128.load(a);
    const u1 = v128.load(a1);
    s00 = f64x2.add(s00, f64x2.mul(u0, v128.load(b)));
    s01 = f64x2.add(s01, f64x2.mul(u0, v1));
    s02 = f64x2.add(s02, f64x2.mul(u0, v2));
    s11 = f64x2.add(s11, f64x2.mul(u1, v1));
    s12 = f64x2.add(s12, f64x2.mul(u1, v2));
    s22 = f64x2.add(s22, f64x2.mul(v128.load(a2), v2));
    a += 16;
    a1 += 16;
    a2 += 16;
    b += 16;
  }
  accumulate(out, s00);
  if (columns == 1) return;
  accumulate(out + 8, s01);
  accumulate(out + outStride + 8, s11);
  if (columns == 2) return;
  accumulate(out + 16, s02);
  accumulate(out + outStride + 16, s12);
  accumulate(out + outStride * 2 + 16, s22);
}
