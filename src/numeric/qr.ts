/** A·P = Q·R of columns, ready for least squares. */
export interface Qr {
  /** Columns in the order in which they were taken; the first `rank` are independent. */
  readonly order: Int32Array;
  readonly rank: number;
  /** Coefficients that minimize |A·x − b|; those of dependent columns are 0. */
  solve(b: Float64Array): Float64Array;
  /** |R₁₁ / R_kk|, a lower bound of the condition number of the independent columns. */
  readonly condition: number;
}

/**
 * Householder QR with column pivoting (Businger & Golub 1965) of `columns`, which are not changed. A column counts as
 * dependent when what earlier ones leave of it is below `tolerance` times its own length. It keeps the digits that the
 * normal equations lose, for twice their work and a copy of the data.
 */
export function qr(columns: readonly Float64Array[], tolerance = 1e-10): Qr {
  const p = columns.length;
  const n = columns[0]?.length ?? 0;
  const a = columns.map((column) => Float64Array.from(column));
  const lengths = Float64Array.from(a, (column) => norm(column, 0));
  const order = Int32Array.from({ length: p }, (_, j) => j);
  const diagonal = new Float64Array(p);
  let rank = 0;
  while (rank < Math.min(n, p)) {
    const pivot = largestShare(a, order, lengths, rank);
    const left = norm(a[order[pivot]!]!, rank);
    if (!(left > tolerance * lengths[order[pivot]!]!)) break;
    [order[rank], order[pivot]] = [order[pivot]!, order[rank]!];
    diagonal[rank] = reflectColumn(a[order[rank]!]!, rank, left);
    for (let j = rank + 1; j < p; j++) reflect(a[order[rank]!]!, a[order[j]!]!, rank);
    rank++;
  }
  const solve = (b: Float64Array): Float64Array => {
    const c = Float64Array.from(b);
    for (let k = 0; k < rank; k++) reflect(a[order[k]!]!, c, k);
    const x = new Float64Array(p);
    for (let k = rank - 1; k >= 0; k--) {
      let sum = c[k]!;
      for (let j = k + 1; j < rank; j++) sum -= a[order[j]!]![k]! * x[order[j]!]!;
      x[order[k]!] = sum / diagonal[k]!;
    }
    return x;
  };
  const condition = rank > 0 ? Math.abs(diagonal[0]! / diagonal[rank - 1]!) : Number.NaN;
  return { order, rank, solve, condition };
}

/** Position of the column of which earlier ones leave the largest share. */
function largestShare(
  a: readonly Float64Array[],
  order: Int32Array,
  lengths: Float64Array,
  from: number,
): number {
  let [best, most] = [from, -1];
  for (let j = from; j < order.length; j++) {
    const length = lengths[order[j]!]!;
    const share = length > 0 ? norm(a[order[j]!]!, from) / length : 0;
    if (share > most) [best, most] = [j, share];
  }
  return best;
}

/** Turns the column below `k` into its Householder vector v, scaled so that the reflection is x − v·(vᵀx); returns R_kk. */
function reflectColumn(column: Float64Array, k: number, length: number): number {
  const head = column[k]!;
  const corner = head > 0 ? -length : length;
  const scale = 1 / Math.sqrt(length * (length + Math.abs(head)));
  column[k] = (head - corner) * scale;
  for (let i = k + 1; i < column.length; i++) column[i]! *= scale;
  return corner;
}

function reflect(v: Float64Array, x: Float64Array, k: number): void {
  let sum = 0;
  for (let i = k; i < v.length; i++) sum += v[i]! * x[i]!;
  for (let i = k; i < v.length; i++) x[i]! -= sum * v[i]!;
}

/** Length of the part from `k` on, without overflow. */
function norm(x: Float64Array, k: number): number {
  let most = 0;
  for (let i = k; i < x.length; i++) most = Math.max(most, Math.abs(x[i]!));
  if (most === 0 || !Number.isFinite(most)) return most;
  let sum = 0;
  for (let i = k; i < x.length; i++) sum += (x[i]! / most) ** 2;
  return most * Math.sqrt(sum);
}
