import { at } from "./memory";

/**
 * Adds each row's gradient and Hessian (pairs of doubles in `pairs`) to the pair of its bin in `out`.
 * `codes` is the byte address of one bin code (0 to 255) a row.
 */
export function histogram(codes: i32, rows: i32, pairs: i32, out: i32): void {
  let pair = at(pairs);
  const base = at(out);
  for (let i = 0; i < rows; i++) {
    const bin = base + ((<usize>load<u8>(codes + i)) << 4);
    v128.store(bin, f64x2.add(v128.load(bin), v128.load(pair)));
    pair += 16;
  }
}
