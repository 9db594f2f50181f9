import type { Kernels } from "./wasm/kernels.js";

/** Rows listed at a time by the kernel that takes their gradient. */
const chunk = 256;

/** Rows of a logistic regression, row after row in a kernel's memory, of which each fit takes those that were drawn. */
export class DrawnRows {
  /** Where the 16-bit counts of the rows begin, in bytes; zeros follow up to a multiple of 16. */
  readonly counts: number;
  readonly #kernels: Kernels;
  readonly #size: number;
  readonly #rows: number;
  readonly #width: number;
  readonly #x: number;
  readonly #y: number;
  readonly #prior: number;
  readonly #list: number;
  readonly #weights: number;
  readonly #means: number;
  readonly #beta: number;
  readonly #gradient: number;
  readonly #scratch: number;
  #count = 0;

  constructor(kernels: Kernels, x: readonly Float64Array[], y: Float64Array, prior: Float64Array) {
    const rows = y.length;
    const width = 4 * Math.ceil(x.length / 4);
    this.#kernels = kernels;
    this.#size = x.length;
    this.#rows = rows;
    this.#width = width;
    this.#x = kernels.enter(width * (rows + 1));
    this.#y = kernels.enter(rows + 1);
    this.#prior = kernels.enter(rows);
    this.#list = kernels.enter(Math.ceil(rows / 2) + 2);
    this.#weights = kernels.enter(rows + 4);
    this.#means = kernels.enter(rows + 4);
    this.#beta = kernels.enter(width);
    this.#gradient = kernels.enter(width);
    this.#scratch = kernels.enter(chunk);
    const room = Math.ceil(rows / 4) + 4;
    const counts = kernels.enter(room);
    this.counts = 8 * counts;
    const { memory } = kernels;
    memory.fill(0, this.#x, this.#prior);
    memory.fill(0, this.#beta, this.#gradient);
    memory.fill(0, counts, counts + room);
    x.forEach((column, j) => {
      for (let i = 0; i < rows; i++) memory[this.#x + i * width + j] = column[i]!;
    });
    memory.set(y, this.#y);
    memory.set(prior, this.#prior);
  }

  close(): void {
    this.#kernels.leave(this.#x);
  }

  /** Takes the rows whose count is not 0. */
  draw(counts: ArrayLike<number>): void {
    const { memory } = this.#kernels;
    new Uint16Array(memory.buffer, this.counts, this.#rows).set(counts);
    this.#count = this.#kernels.listDrawn(
      this.counts,
      this.#prior,
      this.#rows,
      8 * this.#list,
      this.#weights,
    );
  }

  /** Takes their means at β, and writes the gradient of their log-likelihood. */
  score(beta: Float64Array, gradient: Float64Array): void {
    const { memory } = this.#kernels;
    memory.set(beta, this.#beta);
    this.#kernels.scoreDrawn(
      this.#x,
      this.#width,
      this.#y,
      8 * this.#list,
      this.#weights,
      this.#count,
      this.#beta,
      this.#means,
      this.#scratch,
      this.#gradient,
    );
    for (let j = 0; j < this.#size; j++) gradient[j] = memory[this.#gradient + j]!;
  }

  /** Moves their means by a small change of β, off by its third power. */
  move(step: Float64Array): void {
    this.#kernels.memory.set(step, this.#beta);
    this.#kernels.moveDrawn(
      this.#x,
      this.#width,
      8 * this.#list,
      this.#count,
      this.#beta,
      this.#means,
      this.#scratch,
    );
  }

  /** Their numbers: a view that the next draw changes. */
  get rows(): Int32Array {
    return new Int32Array(this.#kernels.memory.buffer, 8 * this.#list, this.#count);
  }

  /** Their counts times their prior weights: a view. */
  get weights(): Float64Array {
    return this.#kernels.memory.subarray(this.#weights, this.#weights + this.#count);
  }

  /** Their means where the last score or move left them: a view. */
  get means(): Float64Array {
    return this.#kernels.memory.subarray(this.#means, this.#means + this.#count);
  }

  /** A weight for each row, drawn or not. */
  allWeights(): Float64Array {
    const all = new Float64Array(this.#rows);
    const { rows, weights } = this;
    for (let k = 0; k < rows.length; k++) all[rows[k]!] = weights[k]!;
    return all;
  }
}
