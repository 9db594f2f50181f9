import { accumulate, at } from "./memory";

/** x_j = (x_j − center_j) / scale_j in place; `factor` holds 1/scale. */
export function standardize(x: i32, stride: i32, rows: i32, columns: i32, center: i32, factor: i32): void {
  for (let j = 0; j < columns; j++) {
    const shift = f64x2.splat(load<f64>(at(center + j)));
    const times = f64x2.splat(load<f64>(at(factor + j)));
    const start = at(x + j * stride);
    const end = start + at(rows);
    for (let a = start; a < end; a += 16) v128.store(a, f64x2.mul(f64x2.sub(v128.load(a), shift), times));
  }
}

/** out[2j] += Σ w·(x_j − center_j) and out[2j + 1] += Σ w·(x_j − center_j)². */
export function moments(x: i32, stride: i32, rows: i32, columns: i32, w: i32, center: i32, out: i32): void {
  for (let j = 0; j < columns; j++) {
    const shift = f64x2.splat(load<f64>(at(center + j)));
    let first = f64x2.splat(0);
    let second = first;
    let weight = at(w);
    const start = at(x + j * stride);
    const end = start + at(rows);
    for (let a = start; a < end; a += 16) {
      const d = f64x2.sub(v128.load(a), shift);
      const weighted = f64x2.mul(v128.load(weight), d);
      first = f64x2.add(first, weighted);
      second = f64x2.add(second, f64x2.mul(weighted, d));
      weight += 16;
    }
    accumulate(at(out + 2 * j), first);
    accumulate(at(out + 2 * j + 1), second);
  }
}
