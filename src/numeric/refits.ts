import { Block, type Family, type MatrixKind, type Observations } from "./block.js";
import { type Cholesky, cholesky } from "./cholesky.js";
import { newtonNow } from "./newton.js";
import type { Standardization } from "./standardize.js";
import { type Sums, unpackSums } from "./sums.js";
import type { Kernels } from "./wasm/kernels.js";

/** Root mean square change of the linear predictor that may be left after the last step. */
const tolerance = 3e-7;

/**
 * One regression fitted again and again under other weights, as in the replicates of a bootstrap. The standardized rows
 * stay in the kernels' memory from one fit to the next; the loops over rows allocate nothing. Close it after use.
 */
export class Refits {
  readonly #all: Block;
  readonly #drawn: Block;
  readonly #rows: Int32Array;
  readonly #family: Family;
  readonly #start: Float64Array;
  readonly #information: Cholesky;
  readonly #total: number;
  /** Residuals of the start: their weighted sums against the columns are the first gradient of every fit. */
  readonly #residuals: Float64Array;

  /** `start` are the coefficients of the standardized columns on all rows under their own weights. */
  constructor(
    kernels: Kernels,
    data: Observations,
    family: Family,
    standardization: Standardization,
    start: Float64Array,
  ) {
    this.#family = family;
    this.#start = start;
    this.#all = new Block(kernels, data.columns.length, data.rows);
    this.#drawn = new Block(kernels, data.columns.length, data.rows);
    this.#rows = new Int32Array(data.rows);
    this.#all.load(data, 0, data.rows);
    this.#all.standardize(standardization);
    this.#information = cholesky(this.#sums(this.#all, start, "information").matrix, start.length);
    this.#total = data.weights ? sum(data.weights) : data.rows;
    this.#residuals = this.#means(this.#all, start).map((mean, i) => data.y[i]! - mean);
  }

  /**
   * The maximum for `weights`, to about 1e-6 of the linear predictor, or `undefined` where there is none: the first step
   * takes the curvature of all rows, the second its own, and later ones keep that.
   */
  fit(weights: Float64Array): Float64Array | undefined {
    const block = this.#draw(weights);
    const share = this.#total / sum(weights);
    const gradient = block.weightedSums(this.#residuals, this.#rows);
    let beta = moved(this.#start, this.#information.solve(gradient), share);
    let sums = this.#sums(block, beta, "information");
    const own = cholesky(sums.matrix, beta.length);
    const weight = sums.matrix[0]!;
    let before = 1;
    for (;;) {
      const step = own.solve(sums.gradient);
      const change = Math.sqrt(Math.max(0, inner(step, sums.gradient)) / weight);
      if (own.dependent.length > 0 || !(change < before / 4 || change < 1e-8)) return this.#search(block);
      beta = moved(beta, step, 1);
      // The next change would be to this one as this one was to the last.
      if (change * (change / before) <= tolerance) return beta;
      before = change;
      sums = this.#sums(block, beta, "none");
    }
  }

  /** Linear predictors of all rows at β: a view that the next call changes. */
  predictors(beta: Float64Array): Float64Array {
    return this.#all.predictors(beta);
  }

  /** The rows with weight in the last fit, and their means at β: views that the next call changes. */
  drawnMeans(beta: Float64Array): { rows: Int32Array; means: Float64Array } {
    const means = this.#means(this.#drawn, beta);
    return { rows: this.#rows.subarray(0, means.length), means };
  }

  #means(block: Block, beta: Float64Array): Float64Array {
    return this.#family === "logistic" ? block.means(beta) : block.predictors(beta);
  }

  close(): void {
    this.#drawn.close();
    this.#all.close();
  }

  #search(block: Block): Float64Array | undefined {
    const sumsAt = (beta: Float64Array): Sums => this.#sums(block, beta, "information");
    const { status, beta } = newtonNow(sumsAt, this.#start, { tolerance: 1e-4 });
    return status === "converged" ? beta : undefined;
  }

  /** The rows with weight: the others cost as much and add nothing. */
  #draw(weights: Float64Array): Block {
    let count = 0;
    // Written without a branch, which would be guessed wrong for every third row.
    for (let i = 0; i < weights.length; i++) {
      this.#rows[count] = i;
      count += Number(weights[i]! > 0);
    }
    this.#drawn.take(this.#all, this.#rows, count, weights);
    return this.#drawn;
  }

  #sums(block: Block, beta: Float64Array, matrix: MatrixKind): Sums {
    block.clear();
    block.add(this.#family, beta, matrix);
    return unpackSums(block.sums, block.size);
  }
}

function moved(beta: Float64Array, step: Float64Array, size: number): Float64Array {
  return beta.map((value, j) => value + size * step[j]!);
}

function inner(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let j = 0; j < a.length; j++) total += a[j]! * b[j]!;
  return total;
}

function sum(values: Float64Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}
