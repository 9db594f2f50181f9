/** The loops of the JavaScript path over one chunk of rows in the memory `m`. */

/** Adds the upper triangle of Σ w·x·xᵀ to `out`; `weighted` is scratch for one column. */
export function crossChunk(
  m: Float64Array,
  x: number,
  stride: number,
  rows: number,
  columns: number,
  w: number,
  weighted: number,
  out: number,
): void {
  for (let j = 0; j < columns; j++) {
    const column = x + j * stride;
    for (let i = 0; i < rows; i++) m[weighted + i] = m[w + i]! * m[column + i]!;
    let k = j;
    for (; k + 1 < columns; k += 2) twoDots(m, weighted, x + k * stride, stride, rows, out + j * columns + k);
    if (k < columns) m[out + j * columns + k]! += dot(m, weighted, x + k * stride, rows);
  }
}

function twoDots(m: Float64Array, a: number, b: number, stride: number, rows: number, out: number): void {
  const c = b + stride;
  let even = 0;
  let odd = 0;
  let nextEven = 0;
  let nextOdd = 0;
  for (let i = 0; i < rows; i += 2) {
    const u = m[a + i]!;
    const v = m[a + i + 1]!;
    even += u * m[b + i]!;
    odd += v * m[b + i + 1]!;
    nextEven += u * m[c + i]!;
    nextOdd += v * m[c + i + 1]!;
  }
  m[out]! += even + odd;
  m[out + 1]! += nextEven + nextOdd;
}

export function dot(m: Float64Array, a: number, b: number, rows: number): number {
  let even = 0;
  let odd = 0;
  for (let i = 0; i < rows; i += 2) {
    even += m[a + i]! * m[b + i]!;
    odd += m[a + i + 1]! * m[b + i + 1]!;
  }
  return even + odd;
}

export function multiply(
  m: Float64Array,
  x: number,
  stride: number,
  rows: number,
  columns: number,
  beta: number,
  out: number,
): void {
  for (let j = 0; j < columns; j++) {
    const b = m[beta + j]!;
    const column = x + j * stride;
    for (let i = 0; i < rows; i++) m[out + i]! += b * m[column + i]!;
  }
}

/** Turns linear predictors into weighted residuals, and writes Hessian weights; returns −2·log-likelihood. */
export function respond(
  m: Float64Array,
  eta: number,
  weight: number,
  y: number,
  w: number,
  rows: number,
): number {
  let total = 0;
  for (let i = 0; i < rows; i++) {
    const h = m[eta + i]!;
    const target = m[y + i]!;
    const prior = m[w + i]!;
    const distance = Math.abs(h);
    const e = Math.exp(-distance);
    const larger = 1 / (1 + e);
    const smaller = e * larger;
    const mean = h >= 0 ? larger : smaller;
    const rest = h >= 0 ? smaller : larger;
    total += prior * (Math.log1p(e) + distance * (h >= 0 ? 1 - target : target));
    m[eta + i] = prior * (target * rest - (1 - target) * mean);
    m[weight + i] = prior * larger * smaller;
  }
  return 2 * total;
}

/** Turns fitted values into weighted residuals, and copies the weights; returns Σ w·r². */
export function subtract(
  m: Float64Array,
  fitted: number,
  weight: number,
  y: number,
  w: number,
  rows: number,
): number {
  let total = 0;
  for (let i = 0; i < rows; i++) {
    const r = m[y + i]! - m[fitted + i]!;
    const prior = m[w + i]!;
    total += prior * r * r;
    m[fitted + i] = prior * r;
    m[weight + i] = prior;
  }
  return total;
}

/** The lines of a table that counts take; see {@link Kernels.listLines}. */
export function listLines(
  counts: Uint16Array,
  piece: number,
  lists: Uint16Array,
  starts: Uint32Array,
  from: number,
): number {
  let to = 0;
  let next = 0;
  for (let start = 0; start < counts.length; start += piece) {
    const own = counts.subarray(start, start + piece);
    starts[next++] = from + 2 * to;
    for (let i = 0; i < own.length; i += 2)
      lists[to++] = 8 * i + Math.min(3, own[i]!) + 4 * Math.min(3, own[i + 1]!);
    own.forEach((count, i) => {
      for (let k = 3; k < count; k++) lists[to++] = 16 * (i >> 1) + (i & 1 ? 4 : 1);
    });
  }
  starts[next] = from + 2 * to;
  return from + 2 * to;
}

export function tabulateLines(
  m: Float64Array,
  x: number,
  stride: number,
  units: number,
  table: number,
): void {
  for (let line = 0; line < 8 * units; line++) {
    const [unit, p, q] = [2 * (line >> 4), line & 3, (line >> 2) & 3];
    for (let j = 0; j < 8; j++) {
      const at = x + j * stride + unit;
      m[table + 8 * line + j] = p * m[at]! + q * m[at + 1]!;
    }
  }
}

/** Means of the listed rows of x, which is row after row here, and their gradient. */
export function scoreDrawn(
  m: Float64Array,
  x: number,
  width: number,
  y: number,
  list: number,
  weights: number,
  count: number,
  beta: number,
  means: number,
  _scratch: number,
  gradient: number,
): void {
  const rows = new Uint32Array(m.buffer, list, count);
  m.fill(0, gradient, gradient + width);
  for (let k = 0; k < count; k++) {
    const row = x + width * rows[k]!;
    let eta = 0;
    for (let j = 0; j < width; j++) eta += m[row + j]! * m[beta + j]!;
    const mean = 1 / (1 + Math.exp(-eta));
    m[means + k] = mean;
    const residual = m[weights + k]! * (m[y + rows[k]!]! - mean);
    for (let j = 0; j < width; j++) m[gradient + j]! += residual * m[row + j]!;
  }
}

/** Moves means of the listed rows by a small change of beta, to second order. */
export function moveDrawn(
  m: Float64Array,
  x: number,
  width: number,
  list: number,
  count: number,
  change: number,
  means: number,
): void {
  const rows = new Uint32Array(m.buffer, list, count);
  for (let k = 0; k < count; k++) {
    let d = 0;
    for (let j = 0; j < width; j++) d += m[x + width * rows[k]! + j]! * m[change + j]!;
    const mean = m[means + k]!;
    m[means + k] = mean + mean * (1 - mean) * d * (1 + (0.5 - mean) * d);
  }
}
