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
