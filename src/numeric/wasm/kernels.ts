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
  /** out[r·outStride + j] += Σ x_j·v_r for `count` vectors; each sum is the same beside any others. */
  multiplyMany(
    x: number,
    stride: number,
    rows: number,
    columns: number,
    v: number,
    vStride: number,
    count: number,
    out: number,
    outStride: number,
  ): void;
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
   * Draws `units` units with replacement by the words w of Threefry-2x32-20 under the key (k0, k1), from counter 0 on, and
   * adds to the 16-bit count of each, from the byte `counts` on, how often it was drawn. A word draws the unit ⌊w · units
   * / 2³²⌋, unless the rest is below `biased`, which is 2³² mod `units` (Lemire 2019). `words`: a byte position, scratch
   * of 512 bytes.
   */
  drawUnits(k0: number, k1: number, units: number, biased: number, words: number, counts: number): void;
  /** out[i] = counts[rows[i]]; `counts` (of 16 bits) and `rows` (of 32) are positions in bytes. */
  gatherCounts(counts: number, rows: number, length: number, out: number): void;
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
 * (row ≤ column): minus its Hessian if `curvature` is 1, Σ (w·r)²·x·xᵀ if it is 2; scratch: (columns + 2) ×
 * {@link PITCH}.
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
  curvature: 0 | 1 | 2,
) => void;

/** Doubles of scratch for each column. */
export const PITCH = 520;
