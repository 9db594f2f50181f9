/** Rows taken at a time, so that pieces of all columns stay in the caches. */
const piece = 512;

/**
 * out[r · chosen.length + c] = Σᵢ weights[r · n + i] · columns[chosen[c] · n + i], for `count` rows of weights over n
 * units. Each sum has its own order of additions, so that it is the same in any batch.
 */
export function crossSums(
  weights: Float64Array,
  count: number,
  columns: Float64Array,
  n: number,
  chosen: ArrayLike<number>,
  out: Float64Array,
): void {
  const width = chosen.length;
  out.fill(0, 0, count * width);
  for (let start = 0; start < n; start += piece) {
    const end = Math.min(n, start + piece);
    for (let r = 0; r < count; r += 4) {
      const [w0, w1, w2, w3] = [
        r,
        Math.min(r + 1, count - 1),
        Math.min(r + 2, count - 1),
        Math.min(r + 3, count - 1),
      ];
      for (let c = 0; c < width; c++) {
        const x = chosen[c]! * n;
        let [s0, s1, s2, s3] = [0, 0, 0, 0];
        for (let i = start; i < end; i++) {
          const value = columns[x + i]!;
          s0 += weights[w0 * n + i]! * value;
          s1 += weights[w1 * n + i]! * value;
          s2 += weights[w2 * n + i]! * value;
          s3 += weights[w3 * n + i]! * value;
        }
        out[r * width + c]! += s0;
        if (r + 1 < count) out[(r + 1) * width + c]! += s1;
        if (r + 2 < count) out[(r + 2) * width + c]! += s2;
        if (r + 3 < count) out[(r + 3) * width + c]! += s3;
      }
    }
  }
}
