/**
 * The hot loops over a block of rows.
 *
 * They work in a memory of their own, in which positions are counted in doubles. A matrix is column after column,
 * `stride` doubles apart; `rows` is even (pad an odd last row with zeros and weight zero). Sums are added to `out`.
 * Kernels check nothing.
 */
export interface Kernels {
  /** The memory; take it anew after {@link Kernels.enter}. */
  memory: Float64Array;
  readonly simd: boolean;
  /** Opens a frame of `doubles` and returns its position, which is even; frames close in reverse order. */
  enter(doubles: number): number;
  leave(position: number): void;
  readonly weightedCross: CrossKernel;
  readonly logistic: LikelihoodKernel;
  readonly leastSquares: LikelihoodKernel;
  /** out += X·beta. */
  multiply(x: number, stride: number, rows: number, columns: number, beta: number, out: number): void;
  /** Linear predictors η become means 1 / (1 + exp(−η)) in place. */
  expit(values: number, rows: number): void;
  /** out[j] += Σ x_j·v. */
  multiplyTransposed(x: number, stride: number, rows: number, columns: number, v: number, out: number): void;
  /** x_j = (x_j − center_j)·factor_j in place. */
  standardize(x: number, stride: number, rows: number, columns: number, center: number, factor: number): void;
  /** out[2j] += Σ w·(x_j − center_j) and out[2j + 1] += Σ w·(x_j − center_j)². */
  moments(
    x: number,
    stride: number,
    rows: number,
    columns: number,
    w: number,
    center: number,
    out: number,
  ): void;
  /** Row i of `to` is row rows[i] of `from`, for each column; `rows` holds 32-bit integers. */
  gather(
    from: number,
    fromStride: number,
    columns: number,
    rows: number,
    count: number,
    to: number,
    toStride: number,
  ): void;
  /**
   * Writes how often each of `units` units is drawn when as many are drawn with replacement, 16 bits each, from the byte
   * `counts` on, up to a multiple of 16 units: `drawEqually` by part number `part` of the stream with the key (k0, k1).
   * `table`, in bytes, holds the bounds of its count table: five bytes, 129 less than they are, and at byte 16 sixteen
   * words. `words`: a byte position, scratch of 1024 bytes.
   */
  drawUnits(
    k0: number,
    k1: number,
    part: number,
    units: number,
    table: number,
    words: number,
    counts: number,
  ): void;
  /** out[i] = counts[rows[i]]; `counts` and `out` (of 16 bits) and `rows` (of 32) are positions in bytes. */
  reorderCounts(counts: number, rows: number, length: number, out: number): void;
  /**
   * Lists, 16 bits each, the lines of {@link Kernels.tabulateLines} that the counts of units take, for each piece of
   * `piece` units (a multiple of 16): one for each two units, for counts of up to 3, and then again those of single units
   * as often as they exceed 3. Counts are 0 up to a multiple of 16 units. Where the pieces' lists begin goes to `starts`,
   * 32 bits each, and at last where the whole ends, which is returned. All positions are in bytes.
   */
  listLines(counts: number, units: number, piece: number, lists: number, starts: number): number;
  /** Line 16g + p + 4q of the table, 8 doubles, is p·x of unit 2g plus q·x of unit 2g + 1, of 8 columns x. */
  tabulateLines(x: number, stride: number, units: number, table: number): void;
  /**
   * Adds to the 8 sums of each of `count` replicates, `outStride` doubles apart, the listed lines of a table: from the byte
   * that `starts` names to the one that it names next; `startStride` bytes on is the next replicate's.
   */
  addLines(
    table: number,
    starts: number,
    startStride: number,
    count: number,
    out: number,
    outStride: number,
  ): void;
  /**
   * out[j] = Σ counts·terms_j of 16-bit integers; `counts` and `terms` are positions in bytes, `rows` is a multiple of 16
   * and the distance of the columns of terms, which are a multiple of 4.
   */
  countedSums(counts: number, terms: number, rows: number, columns: number, out: number): void;
  /**
   * Lists the rows whose 16-bit count is not 0, with weights count·prior, and returns their number; the list goes on to
   * a multiple of four with row `rows` and weight 0. `counts` and `list` (of 32 bits) are positions in bytes.
   */
  listDrawn(counts: number, prior: number, rows: number, list: number, weights: number): number;
  /**
   * means[k] = 1 / (1 + exp(−x_i·beta)) of the listed rows i, and gradient = Σ w·(y − mean)·x. Here x is row after row,
   * `width` doubles each, a multiple of 4; list and weights as {@link Kernels.listDrawn} leaves them; scratch: 256 doubles.
   */
  scoreDrawn(
    x: number,
    width: number,
    y: number,
    list: number,
    weights: number,
    count: number,
    beta: number,
    means: number,
    scratch: number,
    gradient: number,
  ): void;
  /** Moves means of the listed rows by a small change of beta: off by its third power; the rest as above. */
  moveDrawn(
    x: number,
    width: number,
    list: number,
    count: number,
    change: number,
    means: number,
    scratch: number,
  ): void;
  /** out[i] = carry + v[0] + … + v[i]; returns the last. */
  prefixSums(v: number, length: number, carry: number, out: number): number;
  /** Adds each row's pair of doubles to the pair of its bin; `codes` is a position in bytes, one byte a row. */
  histogram(codes: number, rows: number, pairs: number, out: number): void;
}

/** out[j·columns + k] += Σ w·x_j·x_k for j ≤ k; scratch: columns × {@link PITCH}. */
export type CrossKernel = (
  x: number,
  stride: number,
  rows: number,
  columns: number,
  w: number,
  scratch: number,
  out: number,
) => void;

/**
 * Adds the sums of a log-likelihood at beta: its deviance (least squares: Σ w·r²), its gradient (Σ w·r·x), and a matrix
 * (row ≤ column): minus its Hessian if `curvature` is 1, Σ (w·r)²·x·xᵀ if it is 2; if it is 3, all as with 1, and of the
 * logistic likelihood only to about 1e-7, in less time; scratch: (columns + 3) × {@link PITCH}.
 */
export type LikelihoodKernel = (
  x: number,
  stride: number,
  rows: number,
  columns: number,
  y: number,
  w: number,
  offset: number,
  beta: number,
  scratch: number,
  out: number,
  curvature: 0 | 1 | 2 | 3,
) => void;

/** Doubles of scratch for each column. */
export const PITCH = 520;
