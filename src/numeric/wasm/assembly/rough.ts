// A chunk of a logistic likelihood in single precision, four rows at a time, in half the time: where a search will come by
// again, a step is as good by sums to about 1e-7.
import { PITCH } from "./cross";
import { at, lanes } from "./memory";

/** Bytes from a column's weighted copy to the plain one behind it: both take the room of one column in scratch. */
const behind: usize = 2080;
/** Bytes from one column's copies to the next one's. */
const pitch: usize = 4160;

/** Copies columns of at most 512 rows, an even number, to the plain copies at `to`. */
export function narrowColumns(x: usize, stride: usize, rows: i32, columns: i32, to: usize): void {
  for (let j = 0; j < columns; j++) {
    narrow(x, rows, to + behind);
    x += stride;
    to += pitch;
  }
}

/** Doubles become singles; zeros follow up to a multiple of four. */
export function narrow(from: usize, rows: i32, to: usize): void {
  const end = from + at(rows);
  for (; from + 32 <= end; from += 32) {
    const first = f32x4.demote_f64x2_zero(v128.load(from));
    const second = f32x4.demote_f64x2_zero(v128.load(from, 16));
    v128.store(to, v128.shuffle<i64>(first, second, 0, 2));
    to += 16;
  }
  if (from < end) v128.store(to, f32x4.demote_f64x2_zero(v128.load(from)));
}

/** eta = offset + X·beta; `sums` is scratch for the chunk in single precision. */
export function predictRough(
  copies: usize,
  rows: i32,
  columns: i32,
  beta: usize,
  offset: usize,
  sums: usize,
  eta: usize,
): void {
  const bytes = <usize>((rows + 3) & ~3) << 2;
  memory.fill(sums, 0, bytes);
  let a = copies + behind;
  let j = 0;
  for (; j + 4 <= columns; j += 4) {
    const b0 = f32x4.splat(<f32>load<f64>(beta));
    const b1 = f32x4.splat(<f32>load<f64>(beta, 8));
    const b2 = f32x4.splat(<f32>load<f64>(beta, 16));
    const b3 = f32x4.splat(<f32>load<f64>(beta, 24));
    for (let i: usize = 0; i < bytes; i += 16) {
      const first = f32x4.add(f32x4.mul(v128.load(a + i), b0), f32x4.mul(v128.load(a + i, 4160), b1));
      const second = f32x4.add(f32x4.mul(v128.load(a + i, 8320), b2), f32x4.mul(v128.load(a + i, 12480), b3));
      v128.store(sums + i, f32x4.add(v128.load(sums + i), f32x4.add(first, second)));
    }
    beta += 32;
    a += pitch * 4;
  }
  for (; j < columns; j++) {
    const b = f32x4.splat(<f32>load<f64>(beta));
    for (let i: usize = 0; i < bytes; i += 16) {
      v128.store(sums + i, f32x4.add(v128.load(sums + i), f32x4.mul(v128.load(a + i), b)));
    }
    beta += 8;
    a += pitch;
  }
  for (let i: usize = 0; i < at(rows); i += 16) {
    const pair = f64x2.promote_low_f32x4(v128.load64_zero(sums + (i >> 1)));
    v128.store(eta + i, f64x2.add(v128.load(offset + i), pair));
  }
}

/** out[j] += Σ x_j·v, of single precision v. */
export function scoreRough(copies: usize, rows: i32, columns: i32, v: usize, out: usize): void {
  const bytes = <usize>((rows + 3) & ~3) << 2;
  let a = copies + behind;
  let j = 0;
  for (; j + 4 <= columns; j += 4) {
    stripRough(a, v, bytes, out, 8);
    a += pitch * 4;
    out += 32;
  }
  for (; j < columns; j++) {
    add(out, dotRough(a, v, bytes));
    a += pitch;
    out += 8;
  }
}

/** out[j·columns + k] += Σ w·x_j·x_k for j ≤ k, of single precision w. */
export function crossRough(copies: usize, rows: i32, columns: i32, w: usize, out: usize): void {
  const bytes = <usize>((rows + 3) & ~3) << 2;
  for (let j = 0; j < columns; j++) {
    const to = copies + <usize>j * pitch;
    for (let i: usize = 0; i < bytes; i += 16) {
      v128.store(to + i, f32x4.mul(v128.load(to + i, behind), v128.load(w + i)));
    }
  }
  const row = <usize>columns << 3;
  let j = 0;
  for (; j + 4 <= columns; j += 4) {
    const a = copies + <usize>j * pitch;
    const place = out + <usize>j * row;
    let k = j;
    for (; k + 2 <= columns; k += 2) {
      tile(a, copies + <usize>k * pitch + behind, bytes, place + (<usize>k << 3), row);
    }
    if (k < columns) stripRough(a, copies + <usize>k * pitch + behind, bytes, place + (<usize>k << 3), row);
  }
  for (; j < columns; j++) {
    for (let k = j; k < columns; k++) {
      const sum = dotRough(copies + <usize>j * pitch, copies + <usize>k * pitch + behind, bytes);
      add(out + <usize>j * row + (<usize>k << 3), sum);
    }
  }
}

/** Four columns, one pitch apart, against two. */
function tile(a: usize, b: usize, bytes: usize, out: usize, row: usize): void {
  let s00 = f32x4.splat(0);
  let s01 = s00;
  let s10 = s00;
  let s11 = s00;
  let s20 = s00;
  let s21 = s00;
  let s30 = s00;
  let s31 = s00;
  const end = a + bytes;
  while (a < end) {
    const v = v128.load(b);
    const w = v128.load(b, 4160);
    let u = v128.load(a);
    s00 = f32x4.add(s00, f32x4.mul(u, v));
    s01 = f32x4.add(s01, f32x4.mul(u, w));
    u = v128.load(a, 4160);
    s10 = f32x4.add(s10, f32x4.mul(u, v));
    s11 = f32x4.add(s11, f32x4.mul(u, w));
    u = v128.load(a, 8320);
    s20 = f32x4.add(s20, f32x4.mul(u, v));
    s21 = f32x4.add(s21, f32x4.mul(u, w));
    u = v128.load(a, 12480);
    s30 = f32x4.add(s30, f32x4.mul(u, v));
    s31 = f32x4.add(s31, f32x4.mul(u, w));
    a += 16;
    b += 16;
  }
  add(out, s00);
  add(out + 8, s01);
  out += row;
  add(out, s10);
  add(out + 8, s11);
  out += row;
  add(out, s20);
  add(out + 8, s21);
  out += row;
  add(out, s30);
  add(out + 8, s31);
}

/** Four columns, one pitch apart, against one; sums go `row` bytes apart. */
function stripRough(a: usize, v: usize, bytes: usize, out: usize, row: usize): void {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  const end = v + bytes;
  for (; v < end; v += 16) {
    const each = v128.load(v);
    s0 = f32x4.add(s0, f32x4.mul(v128.load(a), each));
    s1 = f32x4.add(s1, f32x4.mul(v128.load(a, 4160), each));
    s2 = f32x4.add(s2, f32x4.mul(v128.load(a, 8320), each));
    s3 = f32x4.add(s3, f32x4.mul(v128.load(a, 12480), each));
    a += 16;
  }
  add(out, s0);
  add(out + row, s1);
  add(out + row * 2, s2);
  add(out + row * 3, s3);
}

function dotRough(a: usize, b: usize, bytes: usize): v128 {
  let sum = f32x4.splat(0);
  for (let i: usize = 0; i < bytes; i += 16) sum = f32x4.add(sum, f32x4.mul(v128.load(a + i), v128.load(b + i)));
  return sum;
}

// @ts-ignore: decorator
@inline
function add(out: usize, sum: v128): void {
  const high = f64x2.promote_low_f32x4(v128.shuffle<i64>(sum, sum, 1, 0));
  store<f64>(out, load<f64>(out) + lanes(f64x2.add(f64x2.promote_low_f32x4(sum), high)));
}
