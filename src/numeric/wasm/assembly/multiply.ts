import { dot, strip } from "./cross";
import { accumulate, at } from "./memory";

/** out += X·beta. */
export function multiply(x: i32, stride: i32, rows: i32, columns: i32, beta: i32, out: i32): void {
  const end = at(out + rows);
  const step = at(stride);
  let j = 0;
  for (; j + 4 <= columns; j += 4) {
    const b0 = f64x2.splat(load<f64>(at(beta + j)));
    const b1 = f64x2.splat(load<f64>(at(beta + j), 8));
    const b2 = f64x2.splat(load<f64>(at(beta + j), 16));
    const b3 = f64x2.splat(load<f64>(at(beta + j), 24));
    let a = at(x + j * stride);
    let o = at(out);
    // Two pairs of rows a round: what a loop costs is a third of the sums.
    for (; o + 16 < end; o += 32) {
      const first = products(a, step, b0, b1, b2, b3);
      const second = products(a + 16, step, b0, b1, b2, b3);
      v128.store(o, f64x2.add(v128.load(o), first));
      v128.store(o, f64x2.add(v128.load(o, 16), second), 16);
      a += 32;
    }
    if (o < end) v128.store(o, f64x2.add(v128.load(o), products(a, step, b0, b1, b2, b3)));
  }
  for (; j < columns; j++) {
    const b = f64x2.splat(load<f64>(at(beta + j)));
    let a = at(x + j * stride);
    for (let o = at(out); o < end; o += 16) {
      v128.store(o, f64x2.add(v128.load(o), f64x2.mul(v128.load(a), b)));
      a += 16;
    }
  }
}

/** Four columns of two rows times their coefficients. */
// @ts-ignore: decorator
@inline
function products(a: usize, step: usize, b0: v128, b1: v128, b2: v128, b3: v128): v128 {
  const first = f64x2.add(f64x2.mul(v128.load(a), b0), f64x2.mul(v128.load(a + step), b1));
  const second = f64x2.add(f64x2.mul(v128.load(a + step * 2), b2), f64x2.mul(v128.load(a + step * 3), b3));
  return f64x2.add(first, second);
}

/** out[j] += Σ x_j·v. */
export function multiplyTransposed(x: i32, stride: i32, rows: i32, columns: i32, v: i32, out: i32): void {
  let j = 0;
  for (; j + 4 <= columns; j += 4) strip(at(x + j * stride), at(stride), at(v), rows, at(out + j), 8);
  for (; j < columns; j++) accumulate(at(out + j), dot(at(x + j * stride), at(v), rows));
}

/** out[r·outStride + j] += Σ x_j·v_r, the rows of v one after the other; each sum has an order of its own. */
export function multiplyMany(
  x: i32,
  stride: i32,
  rows: i32,
  columns: i32,
  v: i32,
  vStride: i32,
  count: i32,
  out: i32,
  outStride: i32,
): void {
  let r = 0;
  for (; r + 4 <= count; r += 4) {
    let j = 0;
    for (; j + 2 <= columns; j += 2) {
      pairOfFour(at(x + j * stride), at(stride), at(v + r * vStride), at(vStride), rows, at(out + r * outStride + j), at(outStride));
    }
    for (; j < columns; j++) {
      for (let k = r; k < r + 4; k++) {
        accumulate(at(out + k * outStride + j), dot(at(x + j * stride), at(v + k * vStride), rows));
      }
    }
  }
  for (; r < count; r++) {
    for (let j = 0; j < columns; j++) {
      accumulate(at(out + r * outStride + j), dot(at(x + j * stride), at(v + r * vStride), rows));
    }
  }
}

/** Two columns against four rows: as many sums as registers hold. */
function pairOfFour(
  a: usize,
  aStride: usize,
  v: usize,
  vStride: usize,
  rows: i32,
  out: usize,
  outStride: usize,
): void {
  let s00 = f64x2.splat(0);
  let s01 = s00;
  let s10 = s00;
  let s11 = s00;
  let s20 = s00;
  let s21 = s00;
  let s30 = s00;
  let s31 = s00;
  const v2 = vStride * 2;
  const v3 = vStride * 3;
  const end = a + at(rows);
  while (a < end) {
    const left = v128.load(a);
    const right = v128.load(a + aStride);
    let w = v128.load(v);
    s00 = f64x2.add(s00, f64x2.mul(left, w));
    s01 = f64x2.add(s01, f64x2.mul(right, w));
    w = v128.load(v + vStride);
    s10 = f64x2.add(s10, f64x2.mul(left, w));
    s11 = f64x2.add(s11, f64x2.mul(right, w));
    w = v128.load(v + v2);
    s20 = f64x2.add(s20, f64x2.mul(left, w));
    s21 = f64x2.add(s21, f64x2.mul(right, w));
    w = v128.load(v + v3);
    s30 = f64x2.add(s30, f64x2.mul(left, w));
    s31 = f64x2.add(s31, f64x2.mul(right, w));
    a += 16;
    v += 16;
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
