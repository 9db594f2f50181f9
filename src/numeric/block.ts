import type { Standardization } from "./standardize.js";
import { type Kernels, PITCH } from "./wasm/kernels.js";

/** Rows whose sums are taken together; sums of segments are added in order, whoever computed them. */
export const SEGMENT = 8192;

/** Rows of so many columns that are copied to a kernel's memory at a time: long copies are faster, but must not fill it. */
export function blockRows(columns: number): number {
  return columns <= 64 ? SEGMENT : SEGMENT / 2;
}

/** Columns of one length, and what is observed and weighed in each row. */
export interface Observations {
  readonly rows: number;
  readonly columns: readonly Float64Array[];
  readonly y: Float64Array;
  /** @default all 1 */
  readonly weights?: Float64Array | undefined;
  /** Added to the linear predictor. @default all 0 */
  readonly offset?: Float64Array | undefined;
}

export type Family = "logistic" | "leastSquares";

/**
 * Which matrix is summed: none, minus the Hessian, or the squares of the rows' gradients (a sandwich's filling). `"rough"`:
 * minus the Hessian, where all sums need be right to about 1e-7 only.
 */
export type MatrixKind = "none" | "information" | "meat" | "rough";

const curvatures = { none: 0, information: 1, meat: 2, rough: 3 } as const;

/**
 * Up to `capacity` rows in a kernel's memory, with an intercept before the columns, and the sums over them:
 * deviance, gradient, and a matrix (row ≤ column).
 */
export class Block {
  readonly size: number;
  readonly #kernels: Kernels;
  readonly #stride: number;
  readonly #frame: number;
  readonly #x: number;
  readonly #y: number;
  readonly #weights: number;
  readonly #offset: number;
  readonly #eta: number;
  readonly #center: number;
  readonly #beta: number;
  readonly #scratch: number;
  readonly #out: number;
  #rows = 0;

  constructor(kernels: Kernels, columns: number, capacity: number) {
    const p = columns + 1;
    const stride = capacity + (capacity & 1) + 8;
    this.size = p;
    this.#kernels = kernels;
    this.#stride = stride;
    this.#frame = kernels.enter((p + 4) * stride + 3 * (p + 1) + (p + 3) * PITCH + this.length + 8);
    this.#x = this.#frame;
    this.#y = this.#x + p * stride;
    this.#weights = this.#y + stride;
    this.#offset = this.#weights + stride;
    this.#eta = this.#offset + stride;
    this.#center = this.#eta + stride;
    this.#beta = this.#center + 2 * (p + (p & 1));
    this.#scratch = this.#beta + p + (p & 1);
    this.#out = this.#scratch + (p + 3) * PITCH;
    kernels.memory.fill(1, this.#x, this.#x + stride);
    this.clear();
  }

  /** Number of sums. */
  get length(): number {
    return 1 + this.size + this.size * this.size;
  }

  close(): void {
    this.#kernels.leave(this.#frame);
  }

  clear(): void {
    this.#kernels.memory.fill(0, this.#out, this.#out + this.length);
  }

  /** The sums so far: a view that the next call changes. */
  get sums(): Float64Array {
    return this.#kernels.memory.subarray(this.#out, this.#out + this.length);
  }

  /** Copies `rows` rows from `start` on. */
  load(data: Observations, start: number, rows: number): void {
    this.#rows = rows;
    data.columns.forEach((column, j) => {
      this.#copy(column, start, this.#x + (j + 1) * this.#stride);
    });
    this.#copy(data.y, start, this.#y);
    if (data.weights) this.weigh(data.weights, start);
    else this.#fill(1, this.#weights);
    if (data.offset) this.#copy(data.offset, start, this.#offset);
    else this.#fill(0, this.#offset);
  }

  /** Replaces the weights of the rows. */
  weigh(weights: Float64Array, start = 0): void {
    this.#copy(weights, start, this.#weights);
  }

  /** Takes the first `count` of `rows` from another block of the same kernels and columns, with other weights if given. */
  take(from: Block, rows: Int32Array, count: number, weights?: Float64Array): void {
    const { memory } = this.#kernels;
    this.#rows = count;
    new Int32Array(memory.buffer, 8 * this.#eta, count).set(rows.subarray(0, count));
    const gather = (columns: number, source: number, target: number): void =>
      this.#kernels.gather(source, from.#stride, columns, this.#eta, count, target, this.#stride);
    gather(this.size, from.#x, this.#x);
    gather(1, from.#y, this.#y);
    gather(1, from.#offset, this.#offset);
    if (weights) for (let i = 0; i < count; i++) memory[this.#weights + i] = weights[rows[i]!]!;
    else memory.fill(1, this.#weights, this.#weights + count);
    if (count & 1) this.#pad(count);
  }

  /** Zeros after an odd last row: kernels take rows by two. */
  #pad(row: number): void {
    const { memory } = this.#kernels;
    for (let j = 1; j < this.size; j++) memory[this.#x + j * this.#stride + row] = 0;
    memory[this.#y + row] = 0;
    memory[this.#weights + row] = 0;
    memory[this.#offset + row] = 0;
  }

  standardize({ center, scale }: Standardization): void {
    const { memory } = this.#kernels;
    const factor = this.#center + this.size + (this.size & 1);
    memory.set(center, this.#center);
    for (let j = 0; j < scale.length; j++) memory[factor + j] = 1 / scale[j]!;
    this.#kernels.standardize(
      this.#x + this.#stride,
      this.#stride,
      this.#even,
      this.size - 1,
      this.#center,
      factor,
    );
  }

  /** Adds the sums at β of the rows that are loaded. */
  add(family: Family, beta: Float64Array, matrix: MatrixKind): void {
    this.#kernels.memory.set(beta, this.#beta);
    this.#kernels[family](
      this.#x,
      this.#stride,
      this.#even,
      this.size,
      this.#y,
      this.#weights,
      this.#offset,
      this.#beta,
      this.#scratch,
      this.#out,
      curvatures[matrix],
    );
  }

  /** offset + X·β of the rows that are loaded: a view that the next call changes. */
  predictors(beta: Float64Array): Float64Array {
    const { memory } = this.#kernels;
    memory.set(beta, this.#beta);
    memory.copyWithin(this.#eta, this.#offset, this.#offset + this.#even);
    this.#kernels.multiply(this.#x, this.#stride, this.#even, this.size, this.#beta, this.#eta);
    return memory.subarray(this.#eta, this.#eta + this.#rows);
  }

  /** 1 / (1 + exp(−η)) of the rows that are loaded, η as in `predictors`: a view that the next call changes. */
  means(beta: Float64Array): Float64Array {
    const predictors = this.predictors(beta);
    this.#kernels.expit(this.#eta, this.#even);
    return predictors;
  }

  /** Adds Σ v·x·xᵀ to the matrix of the sums. */
  addCross(v: Float64Array): void {
    const { memory } = this.#kernels;
    memory.set(v, this.#eta);
    if (this.#rows & 1) memory[this.#eta + this.#rows] = 0;
    const matrix = this.#out + 1 + this.size;
    this.#kernels.weightedCross(
      this.#x,
      this.#stride,
      this.#even,
      this.size,
      this.#eta,
      this.#scratch,
      matrix,
    );
  }

  /** Adds Σ w·(x − center) and Σ w·(x − center)² of each column, in pairs. */
  addMoments(center: Float64Array): void {
    this.#kernels.memory.set(center, this.#center);
    this.#kernels.moments(
      this.#x + this.#stride,
      this.#stride,
      this.#even,
      this.size - 1,
      this.#weights,
      this.#center,
      this.#out,
    );
  }

  get #even(): number {
    return this.#rows + (this.#rows & 1);
  }

  #copy(column: Float64Array, start: number, to: number): void {
    const { memory } = this.#kernels;
    memory.set(column.subarray(start, start + this.#rows), to);
    if (this.#rows & 1) memory[to + this.#rows] = 0;
  }

  #fill(value: number, to: number): void {
    this.#kernels.memory.fill(value, to, to + this.#rows);
    if (this.#rows & 1) this.#kernels.memory[to + this.#rows] = 0;
  }
}
