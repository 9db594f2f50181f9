import { Block, type Observations } from "./block.js";
import { cholesky } from "./cholesky.js";
import { DrawnRows } from "./drawn-rows.js";
import { newtonNow } from "./newton.js";
import type { Standardization } from "./standardize.js";
import { type Opening, type StartRows, StartTable } from "./start-table.js";
import { type Sums, unpackSums } from "./sums.js";
import type { Kernels } from "./wasm/kernels.js";

/** Root mean square change of the linear predictor that may be left after the last step. */
const tolerance = 1e-6;

/** The rows that count, their weights, and their means at the maximum: views that the next fit changes. */
export interface Refit {
  readonly rows: Int32Array;
  readonly weights: Float64Array;
  readonly means: Float64Array;
}

/**
 * One logistic regression fitted again and again, each row counting as often as it was drawn, as in the replicates of a
 * bootstrap. The standardized rows stay in the kernels' memory from one fit to the next. Close it after use.
 */
export class Refits {
  readonly #start: Float64Array;
  readonly #block: Block;
  readonly #drawn: DrawnRows;
  readonly #table: StartTable | undefined;
  readonly #beta: Float64Array;
  readonly #step: Float64Array;
  readonly #gradient: Float64Array;

  /** `start` are the coefficients of the standardized columns on all rows under their own weights. */
  constructor(kernels: Kernels, data: Observations, standardization: Standardization, start: Float64Array) {
    const { rows, columns, y, weights: prior = new Float64Array(data.rows).fill(1) } = data;
    const x = [
      new Float64Array(rows).fill(1),
      ...columns.map((column, j) => standardized(column, standardization, j)),
    ];
    this.#start = start;
    this.#beta = start.slice();
    this.#step = start.slice();
    this.#gradient = start.slice();
    this.#block = new Block(kernels, columns.length, rows);
    this.#block.load(data, 0, rows);
    this.#block.standardize(standardization);
    this.#drawn = new DrawnRows(kernels, x, y, prior);
    if (StartTable.fits(rows, start.length)) {
      const sums = startRows(x, y, prior, this.#block.means(start));
      this.#table = new StartTable(kernels, sums, (v) => this.#cross(v));
    }
  }

  close(): void {
    this.#drawn.close();
    this.#block.close();
  }

  /**
   * The maximum where rows count so often, to about 1e-6 of the linear predictor, or `undefined` where there is none.
   * The first step goes by the curvature at the start, later ones by that about its end, which they keep.
   */
  fit(counts: ArrayLike<number>): Refit | undefined {
    const [beta, step, gradient, drawn] = [this.#beta, this.#step, this.#gradient, this.#drawn];
    drawn.draw(counts);
    const { information, weight } = this.#table?.open(drawn.counts, gradient, step) ?? this.#open();
    if (information.dependent.length > 0) return this.#search();
    let before = size(step, gradient, weight);
    for (let j = 0; j < beta.length; j++) beta[j] = this.#start[j]! + step[j]!;
    // Where a first step leaves a share of itself, the information about its end is off by up to three such shares.
    for (let shares = 3; ; shares = 1) {
      drawn.score(beta, gradient);
      information.solve(gradient, step);
      const change = size(step, gradient, weight);
      if (!(change < before / 4 || change < 1e-8)) return this.#search();
      for (let j = 0; j < beta.length; j++) beta[j]! += step[j]!;
      if (shares * change * (change / before) <= tolerance) break;
      before = change;
    }
    drawn.move(step);
    return drawn;
  }

  /** The first step where there is no table. */
  #open(): Opening {
    this.#block.weigh(this.#drawn.allWeights());
    const { gradient, matrix } = this.#sums(this.#start);
    const information = cholesky(matrix, gradient.length);
    this.#gradient.set(gradient);
    information.solve(gradient, this.#step);
    return { information, weight: matrix[0]! };
  }

  /** Newton's method from the start, which takes all sums anew at each step. */
  #search(): Refit | undefined {
    this.#block.weigh(this.#drawn.allWeights());
    const { status, beta } = newtonNow((at) => this.#sums(at), this.#start, { tolerance: 1e-4 });
    if (status !== "converged") return undefined;
    this.#drawn.score(beta, this.#gradient);
    return this.#drawn;
  }

  #sums(beta: Float64Array): Sums {
    this.#block.clear();
    this.#block.add("logistic", beta, "information");
    return unpackSums(this.#block.sums, this.#block.size);
  }

  #cross(v: Float64Array): Float64Array {
    this.#block.clear();
    this.#block.addCross(v);
    return unpackSums(this.#block.sums, this.#block.size).matrix;
  }
}

function standardized(column: Float64Array, { center, scale }: Standardization, j: number): Float64Array {
  const [shift, factor] = [center[j]!, 1 / scale[j]!];
  const values = new Float64Array(column.length);
  for (let i = 0; i < values.length; i++) values[i] = (column[i]! - shift) * factor;
  return values;
}

/** From the means at the start. */
function startRows(
  x: readonly Float64Array[],
  y: Float64Array,
  prior: Float64Array,
  means: Float64Array,
): StartRows {
  const [residuals, curvatures, bends] = [prior.slice(), prior.slice(), prior.slice()];
  for (let i = 0; i < means.length; i++) {
    const mean = means[i]!;
    residuals[i]! *= y[i]! - mean;
    curvatures[i]! *= mean * (1 - mean);
    bends[i]! = curvatures[i]! * (1 - 2 * mean);
  }
  return { x, residuals, curvatures, bends };
}

/** Root mean square change of the linear predictor by a step from where the gradient is that. */
function size(step: Float64Array, gradient: Float64Array, weight: number): number {
  let total = 0;
  for (let j = 0; j < step.length; j++) total += step[j]! * gradient[j]!;
  return Math.sqrt(Math.max(0, total) / weight);
}
