import { ConvergenceError } from "../../errors.js";
import { sparseDescent } from "../../numeric/sparse-descent.js";
import type { Standardization } from "../../numeric/standardize.js";
import type { Penalty } from "./penalized-fit.js";
import type { SparseRows } from "./sparse-rows.js";
import { violation } from "./violation.js";

const mostSteps = 100;
/** Lengths of steps, as shares of the loss's scale: descent stops at the first, Newton's method below the second. */
const [descentEnd, newtonEnd] = [1e-9, 1e-6];

/** Penalized coefficients of sparse columns, at one penalty after the other. */
export class SparseFit {
  /** Of raw columns. */
  slopes: Float64Array;
  intercept: number;
  readonly #rows: SparseRows;
  readonly #scale: Float64Array;
  readonly #center: Float64Array;
  readonly #sums: Float64Array;
  readonly #lengths: Float64Array;
  /** Of the standardized columns, per weight, where the last fit ended. */
  readonly #gradient: Float64Array;
  readonly #unit: number;
  /** Columns whose sums hold for all steps, which they do where one quadratic is the whole loss. */
  readonly #summed: Uint8Array;

  constructor(rows: SparseRows, { center, scale }: Standardization) {
    const columns = center.length;
    this.#rows = rows;
    this.#center = center;
    this.#scale = scale;
    this.slopes = new Float64Array(columns);
    this.#sums = new Float64Array(columns);
    this.#lengths = new Float64Array(columns);
    this.#gradient = new Float64Array(columns);
    this.#summed = new Uint8Array(columns);
    this.intercept = rows.predictConstant();
    this.#unit = Math.max(rows.deviance / (2 * rows.weight), Number.MIN_VALUE);
    this.#findGradient();
  }

  /** The least λ at which all slopes are 0, times the mixing: at the start only. */
  get largest(): number {
    return this.#gradient.reduce((most, g) => Math.max(most, Math.abs(g)), 0);
  }

  /** Of raw columns, intercept first. */
  get coefficients(): Float64Array {
    const all = new Float64Array(this.slopes.length + 1);
    all[0] = this.intercept;
    all.set(this.slopes, 1);
    return all;
  }

  /**
   * Fits at a penalty, from the fit at `before`. Columns that the sequential strong rule (Tibshirani et al. 2012) leaves
   * out are checked afterwards: the fit ends when all columns satisfy the conditions of a minimum. Returns their
   * largest violation, as a share of λ.
   */
  fit(penalty: Penalty, before: number): number {
    const { lambda, mixing } = penalty;
    const screen = mixing * (2 * lambda - before);
    const limit = mixing * lambda * (1 + 1e-10) + 1e-14;
    const gradient = this.#gradient;
    const taken = Uint8Array.from(gradient, (g, j) => Number(this.slopes[j] !== 0 || Math.abs(g) >= screen));
    for (;;) {
      const columns = Int32Array.from(taken.keys()).filter((j) => taken[j] === 1);
      this.#minimize(penalty, columns);
      this.#findGradient();
      let missed = 0;
      for (let j = 0; j < taken.length; j++) {
        if (taken[j] === 1 || !(Math.abs(gradient[j]!) > limit)) continue;
        taken[j] = 1;
        missed++;
      }
      if (missed === 0) return this.#violation(penalty);
    }
  }

  /** Newton steps whose penalized quadratics are solved by coordinate descent; a step that gains nothing is halved. */
  #minimize(penalty: Penalty, columns: Int32Array): void {
    const rows = this.#rows;
    const quadratic = rows.family === "squared";
    let accuracy = quadratic ? descentEnd : 1e-3;
    for (let step = 0; step < mostSteps; step++) {
      const objective = this.#objective(penalty);
      const before = Float64Array.from(this.slopes);
      const curvature = quadratic ? undefined : Float64Array.from(rows.curvature);
      const shift = this.#descend(penalty, columns, accuracy);
      const change = rows.changeOf(columns, before, this.slopes, shift);
      const moved = this.#take(penalty, objective, before, shift, change);
      if (!moved || !curvature) return;
      let length = 0;
      for (let i = 0; i < change.length; i++) length += curvature[i]! * change[i]! ** 2;
      const apart = Math.sqrt(length / rows.weight / this.#unit);
      if (apart <= newtonEnd && accuracy <= descentEnd) return;
      accuracy = Math.max(descentEnd, Math.min(accuracy, apart * apart));
    }
    throw new ConvergenceError(
      `the penalized fit did not settle in ${mostSteps} steps at lambda ${penalty.lambda}; use a larger lambda.`,
    );
  }

  #descend({ lambda, mixing }: Penalty, columns: Int32Array, accuracy: number): number {
    const rows = this.#rows;
    for (const j of columns) this.#sum(j);
    const shift = sparseDescent(
      {
        x: rows.x,
        curvature: rows.curvature,
        total: rows.total,
        residual: rows.residual,
        slopes: this.slopes,
        sums: this.#sums,
        lengths: this.#lengths,
      },
      { l1: lambda * mixing * rows.weight, l2: lambda * (1 - mixing) * rows.weight, scale: this.#scale },
      columns,
      accuracy * accuracy * this.#unit * rows.weight,
    );
    if (Number.isFinite(shift)) return shift;
    throw new ConvergenceError(
      `coordinate descent did not settle at lambda ${lambda}: columns are nearly dependent; use a larger lambda or a smaller mixing.`,
    );
  }

  /** Σᵢ vᵢ xᵢⱼ and what is left of Σᵢ vᵢ xᵢⱼ² beside the intercept. */
  #sum(j: number): void {
    const { x, curvature, total, family } = this.#rows;
    if (this.#summed[j] === 1) return;
    const { starts, rowIndices, values } = x;
    const end = starts[j + 1]!;
    let [sum, stored] = [0, 0];
    for (let k = starts[j]!; k < end; k++) {
      const v = curvature[rowIndices[k]!]!;
      sum += v * values[k]!;
      stored += v;
    }
    const mean = sum / total;
    let length = mean * mean * Math.max(0, total - stored);
    for (let k = starts[j]!; k < end; k++) length += curvature[rowIndices[k]!]! * (values[k]! - mean) ** 2;
    this.#sums[j] = sum;
    this.#lengths[j] = length;
    if (family === "squared") this.#summed[j] = 1;
  }

  /** Moves along the change as far as it lowers the objective; returns whether it does. */
  #take(
    penalty: Penalty,
    objective: number,
    before: Float64Array,
    shift: number,
    change: Float64Array,
  ): boolean {
    const rows = this.#rows;
    const [start, target, intercept] = [rows.eta, Float64Array.from(this.slopes), this.intercept];
    for (let size = 1; ; size /= 2) {
      if (size < 1e-8) size = 0;
      rows.eta = start.map((value, i) => value + size * change[i]!);
      this.intercept = intercept + size * shift;
      if (size < 1) this.slopes = target.map((value, j) => before[j]! + size * (value - before[j]!));
      rows.update();
      if (size === 0 || this.#objective(penalty) <= objective + 1e-14 * Math.abs(objective)) return size > 0;
    }
  }

  #objective({ lambda, mixing }: Penalty): number {
    let [absolute, squares] = [0, 0];
    for (let j = 0; j < this.slopes.length; j++) {
      const beta = this.slopes[j]! * this.#scale[j]!;
      absolute += Math.abs(beta);
      squares += beta * beta;
    }
    const loss = this.#rows.deviance / (2 * this.#rows.weight);
    return loss + lambda * (mixing * absolute + ((1 - mixing) / 2) * squares);
  }

  #violation(penalty: Penalty): number {
    const { residual, weight } = this.#rows;
    const [gradient, beta] = [new Float64Array(this.slopes.length + 1), this.coefficients];
    gradient[0] = residual.reduce((sum, each) => sum + each, 0) / weight;
    gradient.set(this.#gradient, 1);
    for (let j = 0; j < this.#scale.length; j++) beta[j + 1]! *= this.#scale[j]!;
    return violation(gradient, beta, penalty);
  }

  #findGradient(): void {
    const { weight } = this.#rows;
    this.#rows.gradient(this.#center, this.#gradient);
    for (let j = 0; j < this.#scale.length; j++) this.#gradient[j]! /= this.#scale[j]! * weight;
  }
}
