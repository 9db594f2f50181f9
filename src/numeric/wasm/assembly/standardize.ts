import { accumulate, at } from "./memory";

/** x_j = (x_j − center_j) / scale_j in place; `factor` holds 1/scale. Columns of center 0 and scale 1 are passed over. */
export function standardize(x: i32, stride: i32, rows: i32, columns: i32, center: i32, factor: i32): void {
  for (let j = 0; j < columns; j++) {
    if (load<f64>(at(center + j)) == 0 && load<f64>(at(factor + j)) == 1) continue;
    const shift = f64x2.splat(load<f64>(at(center + j)));
    const times = f64x2.splat(load<f64>(at(factor + j)));
    const start = at(x + j * stride);
    const end = start + at(rows);
    for (let a = start; a < end; a += 16) v128.store(a, f64x2.mul(f64x2.sub(v128.load(a), shift), times));
  }
}

/** out[2j] += Σ w·(x_j − center_j) and out[2j + 1] += Σ w·(x_j − center_j)². */
export function moments(x: i32, stride: i32, rows: i32, columns: i32, w: i32, center: i32, out: i32): void {
  // An odd last column goes with itself, and is kept once.
  for (let j = 0; j < columns; j += 2) {
    const next = min(j + 1, columns - 1);
    const shift = f64x2.splat(load<f64>(at(center + j)));
    const nextShift = f64x2.splat(load<f64>(at(center + next)));
    let first = f64x2.splat(0);
    let second = first;
    let nextFirst = first;
    let nextSecond = first;
    let weight = at(w);
    let b = at(x + next * stride);
    const start = at(x + j * stride);
    const end = start + at(rows);
    for (let a = start; a < end; a += 16) {
      const prior = v128.load(weight);
      const d = f64x2.sub(v128.load(a), shift);
      const weighted = f64x2.mul(prior, d);
      first = f64x2.add(first, weighted);
      second = f64x2.add(second, f64x2.mul(weighted, d));
      const e = f64x2.sub(v128.load(b), nextShift);
      const nextWeighted = f64x2.mul(prior, e);
      nextFirst = f64x2.add(nextFirst, nextWeighted);
      nextSecond = f64x2.add(nextSecond, f64x2.mul(nextWeighted, e));
      weight += 16;
      b += 16;
    }
    accumulate(at(out + 2 * j), first);
    accumulate(at(out + 2 * j + 1), second);
    if (next == j) return;
    accumulate(at(out + 2 * next), nextFirst);
    accumulate(at(out + 2 * next + 1), nextSecond);
  }
}
