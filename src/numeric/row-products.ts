/** Rows taken at a time, so that a piece of the result stays in the first-level cache. */
const piece = 1024;

/** out[i] += Σⱼ slopes[j]·columns[j][i]. */
export function addProducts(
  columns: readonly Float64Array[],
  slopes: ArrayLike<number>,
  out: Float64Array,
): void {
  for (let start = 0; start < out.length; start += piece) {
    const end = Math.min(out.length, start + piece);
    let j = 0;
    for (; j + 4 <= columns.length; j += 4) addFour(columns, slopes, j, out, start, end);
    for (; j < columns.length; j++) {
      const column = columns[j]!;
      const slope = slopes[j]!;
      for (let i = start; i < end; i++) out[i]! += slope * column[i]!;
    }
  }
}

function addFour(
  columns: readonly Float64Array[],
  slopes: ArrayLike<number>,
  j: number,
  out: Float64Array,
  start: number,
  end: number,
): void {
  const [a, b, c, d] = [columns[j]!, columns[j + 1]!, columns[j + 2]!, columns[j + 3]!];
  const [s, t, u, v] = [slopes[j]!, slopes[j + 1]!, slopes[j + 2]!, slopes[j + 3]!];
  for (let i = start; i < end; i++) out[i]! += s * a[i]! + t * b[i]! + (u * c[i]! + v * d[i]!);
}

/** Σᵢ a[i]·b[i], in pieces, so that rounding errors do not pile up. */
export function innerProduct(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let start = 0; start < a.length; start += piece) {
    const end = Math.min(a.length, start + piece);
    let [s, t, u, v] = [0, 0, 0, 0];
    let i = start;
    for (; i + 4 <= end; i += 4) {
      s += a[i]! * b[i]!;
      t += a[i + 1]! * b[i + 1]!;
      u += a[i + 2]! * b[i + 2]!;
      v += a[i + 3]! * b[i + 3]!;
    }
    for (; i < end; i++) s += a[i]! * b[i]!;
    total += s + t + (u + v);
  }
  return total;
}
