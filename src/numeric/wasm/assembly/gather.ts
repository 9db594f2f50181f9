import { at } from "./memory";

/** Copies rows of `columns` columns: row i of `to` is row rows[i] of `from`; `rows` holds 32-bit integers. */
export function gather(
  from: i32,
  fromStride: i32,
  columns: i32,
  rows: i32,
  count: i32,
  to: i32,
  toStride: i32,
): void {
  const start = at(rows);
  const end = start + ((<usize>count) << 2);
  for (let j = 0; j < columns; j++) {
    const source = at(from + j * fromStride);
    let target = at(to + j * toStride);
    for (let r = start; r < end; r += 4) {
      store<f64>(target, load<f64>(source + ((<usize>load<u32>(r)) << 3)));
      target += 8;
    }
  }
}
