import { InterruptedError } from "../../errors.js";
import type { MatrixKind, Observations } from "../../numeric/block.js";
import type { Standardization } from "../../numeric/standardize.js";
import type { Sums, SumsProvider } from "../../numeric/sums.js";
import type { RowLikelihood } from "./row-likelihood.js";

/** Rows that are worked on together. */
const block = 512;

/**
 * Answers the sums of any row likelihood from columns in memory, in one thread. Coefficients stand predictor by
 * predictor, each with its intercept first, for standardized columns.
 */
export function likelihoodSums(
  data: Observations,
  likelihood: RowLikelihood,
  standardization: Standardization,
  signal?: AbortSignal,
): SumsProvider {
  const size = likelihood.predictors * (data.columns.length + 1);
  return {
    size,
    at: async (beta, matrix) => {
      const rows = new BlockOfRows(data, likelihood, standardization);
      const total = { deviance: 0, gradient: new Float64Array(size), matrix: new Float64Array(size * size) };
      for (let start = 0; start < data.rows; start += block) {
        if (signal?.aborted) throw new InterruptedError("the work was interrupted.");
        if (start % (32 * block) === 0 && start > 0) await new Promise((resolve) => setImmediate(resolve));
        rows.load(start, Math.min(block, data.rows - start));
        rows.evaluate(beta);
        rows.add(total, matrix);
      }
      for (let j = 0; j < size; j++)
        for (let k = j + 1; k < size; k++) total.matrix[k * size + j] = total.matrix[j * size + k]!;
      return total;
    },
  };
}

/** wᵢ times the row's derivatives with respect to each linear predictor, predictor by predictor. */
export function weightedScores(
  data: Observations,
  likelihood: RowLikelihood,
  standardization: Standardization,
  beta: Float64Array,
): Float64Array[] {
  const rows = new BlockOfRows(data, likelihood, standardization);
  const scores = Array.from({ length: likelihood.predictors }, () => new Float64Array(data.rows));
  for (let start = 0; start < data.rows; start += block) {
    const count = Math.min(block, data.rows - start);
    rows.load(start, count);
    rows.evaluate(beta);
    scores.forEach((score, a) => {
      score.set(rows.gradients[a]!.subarray(0, count), start);
    });
  }
  return scores;
}

class BlockOfRows {
  /** wᵢ ∂ℓᵢ/∂η, by predictor. */
  readonly gradients: Float64Array[];
  readonly #data: Observations;
  readonly #likelihood: RowLikelihood;
  readonly #standardization: Standardization;
  readonly #x: Float64Array[];
  readonly #etas: Float64Array[];
  readonly #curvatures: Float64Array[];
  #start = 0;
  #count = 0;
  #deviance = 0;

  constructor(data: Observations, likelihood: RowLikelihood, standardization: Standardization) {
    const m = likelihood.predictors;
    const columns = (length: number): Float64Array[] => Array.from({ length }, () => new Float64Array(block));
    this.#data = data;
    this.#likelihood = likelihood;
    this.#standardization = standardization;
    this.#x = columns(data.columns.length + 1);
    this.#x[0]!.fill(1);
    this.#etas = columns(m);
    this.gradients = columns(m);
    this.#curvatures = columns(m * m);
  }

  load(start: number, count: number): void {
    this.#start = start;
    this.#count = count;
    const { center, scale } = this.#standardization;
    this.#data.columns.forEach((column, j) => {
      const x = this.#x[j + 1]!;
      const [shift, factor] = [center[j]!, scale[j]!];
      for (let i = 0; i < count; i++) x[i] = (column[start + i]! - shift) / factor;
    });
  }

  /** The derivatives of the loaded rows at these coefficients. Rows of weight 0 count nothing, whatever they hold. */
  evaluate(beta: Float64Array): void {
    const { offset, weights, y } = this.#data;
    const p = this.#x.length;
    this.#etas.forEach((eta, a) => {
      if (offset) eta.set(offset.subarray(this.#start, this.#start + this.#count));
      else eta.fill(0);
      this.#x.forEach((x, j) => {
        const slope = beta[a * p + j]!;
        for (let i = 0; i < this.#count; i++) eta[i]! += slope * x[i]!;
      });
    });
    const m = this.#likelihood.predictors;
    const [eta, g, h] = [new Float64Array(m), new Float64Array(m), new Float64Array(m * m)];
    this.#deviance = 0;
    for (let i = 0; i < this.#count; i++) {
      const weight = weights ? weights[this.#start + i]! : 1;
      for (let a = 0; a < m; a++) eta[a] = this.#etas[a]![i]!;
      const deviance = weight === 0 ? 0 : this.#likelihood.at(y[this.#start + i]!, eta, g, h);
      this.#deviance += weight === 0 ? 0 : weight * deviance;
      for (let a = 0; a < m; a++) this.gradients[a]![i] = weight === 0 ? 0 : weight * g[a]!;
      for (let a = 0; a < m * m; a++) this.#curvatures[a]![i] = weight === 0 ? 0 : weight * h[a]!;
    }
  }

  add(total: Sums & { deviance: number }, matrix: MatrixKind): void {
    const p = this.#x.length;
    total.deviance += this.#deviance;
    this.gradients.forEach((gradient, a) => {
      this.#x.forEach((x, j) => {
        total.gradient[a * p + j]! += this.#inner(x, gradient);
      });
    });
    if (matrix === "none") return;
    const m = this.#likelihood.predictors;
    for (let a = 0; a < m; a++) {
      for (let b = a; b < m; b++) this.#addBlock(total.matrix, a, b, this.#middle(matrix, a, b));
    }
  }

  /** What stands between the rows: minus the second derivatives, or the products of the first. */
  #middle(matrix: MatrixKind, a: number, b: number): Float64Array {
    const m = this.#likelihood.predictors;
    if (matrix === "meat") return this.gradients[a]!.map((value, i) => value * this.gradients[b]![i]!);
    return this.#curvatures[a * m + b]!;
  }

  #addBlock(matrix: Float64Array, a: number, b: number, middle: Float64Array): void {
    const p = this.#x.length;
    const size = this.#likelihood.predictors * p;
    const scaled = new Float64Array(block);
    for (let j = 0; j < p; j++) {
      const x = this.#x[j]!;
      for (let i = 0; i < this.#count; i++) scaled[i] = x[i]! * middle[i]!;
      for (let k = a === b ? j : 0; k < p; k++)
        matrix[(a * p + j) * size + b * p + k]! += this.#inner(scaled, this.#x[k]!);
    }
  }

  #inner(u: Float64Array, v: Float64Array): number {
    let sum = 0;
    for (let i = 0; i < this.#count; i++) sum += u[i]! * v[i]!;
    return sum;
  }
}
