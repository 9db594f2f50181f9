import { type Cholesky, cholesky } from "./cholesky.js";
import type { Kernels } from "./wasm/kernels.js";

/** What each row adds to sums at the start: residual·x, curvature·x·xᵀ, and bend·x·x·x to how these change along x. */
export interface StartRows {
  /** The columns, an intercept among them. */
  readonly x: readonly Float64Array[];
  readonly residuals: Float64Array;
  readonly curvatures: Float64Array;
  readonly bends: Float64Array;
}

/** Where a fit begins its own steps: it has made a first one, and keeps this information. */
export interface Opening {
  readonly information: Cholesky;
  /** The information's first element, at the start. */
  readonly weight: number;
}

/** Bytes that a table may take: a larger one would not be read faster than the sums are taken anew. */
const mostBytes = 2 ** 24;
const largest = 32767;

/**
 * What each row adds to the gradient and the information of a likelihood at one point, rounded to 16 bits, so that their
 * sums under any counts of the rows are one product of whole numbers. They are known to about four digits: steps that
 * begin with them must be followed by others that are exact.
 */
export class StartTable {
  readonly #kernels: Kernels;
  readonly #rows: number;
  readonly #size: number;
  readonly #terms: number;
  readonly #sums: number;
  readonly #scales: Float64Array;
  /** How the information of all rows changes along each coefficient: of each of its elements in turn. */
  readonly #bends: Float64Array;
  readonly #whole: number;
  readonly #information: Float64Array;
  readonly #bent: Float64Array;
  readonly #factor: Float64Array;

  /** Whether a table of so many rows and coefficients is worth having. */
  static fits(rows: number, size: number): boolean {
    return 2 * padded(rows) * columnsOf(size) <= mostBytes;
  }

  /** `cross` is Σ v·x·xᵀ over all rows. */
  constructor(
    kernels: Kernels,
    { x, residuals, curvatures, bends }: StartRows,
    cross: (v: Float64Array) => Float64Array,
  ) {
    const size = x.length;
    const columns = columnsOf(size);
    this.#kernels = kernels;
    this.#size = size;
    this.#rows = padded(residuals.length);
    this.#terms = kernels.enter((columns * this.#rows) / 4);
    this.#sums = kernels.enter(columns);
    this.#scales = new Float64Array(columns);
    const table = new Int16Array(kernels.memory.buffer, 8 * this.#terms, columns * this.#rows).fill(0);
    const [weighted, product] = [residuals.slice(), residuals.slice()];
    let column = 0;
    const add = (a: Float64Array, b: Float64Array): void => {
      multiply(a, b, product);
      const at = column * this.#rows;
      this.#scales[column++] = roundTo(product, table.subarray(at, at + product.length));
    };
    for (const xj of x) add(residuals, xj);
    x.forEach((xj, j) => {
      multiply(curvatures, xj, weighted);
      for (let k = 0; k <= j; k++) add(weighted, x[k]!);
    });
    this.#whole = curvatures.reduce((sum, value) => sum + value, 0);
    this.#bends = new Float64Array(size ** 3);
    x.forEach((xc, c) => {
      multiply(bends, xc, product);
      cross(product).forEach((value, at) => {
        this.#bends[at * size + c] = value;
      });
    });
    [this.#information, this.#bent, this.#factor] = [0, 1, 2].map(() => new Float64Array(size * size)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
  }

  /**
   * Opens the fit under the 16-bit counts from that byte on; after the rows they are 0, up to a multiple of 16. Writes a
   * first step, corrected for how the information of all rows bends along it (Halley's method), and the gradient before.
   */
  open(counts: number, gradient: Float64Array, step: Float64Array): Opening {
    const [size, information, bent, factor] = [this.#size, this.#information, this.#bent, this.#factor];
    this.#sum(counts, gradient);
    cholesky(information, size, undefined, factor).solve(gradient, step);
    const weight = information[0]!;
    const share = weight / this.#whole;
    for (let j = 0; j < size; j++) {
      for (let k = 0, at = j * size; k <= j; k++, at++) {
        let change = 0;
        for (let c = 0; c < size; c++) change += this.#bends[at * size + c]! * step[c]!;
        bent[at] = information[at]! + (share * change) / 2;
        information[at]! += share * change;
      }
    }
    cholesky(bent, size, undefined, factor).solve(gradient, step);
    return { information: cholesky(information, size, undefined, factor), weight };
  }

  /** Of the information only the elements of row ≥ column. */
  #sum(counts: number, gradient: Float64Array): void {
    const [size, scales, from] = [this.#size, this.#scales, this.#sums];
    this.#kernels.countedSums(counts, 8 * this.#terms, this.#rows, scales.length, from);
    const { memory } = this.#kernels;
    let column = 0;
    for (; column < size; column++) gradient[column] = memory[from + column]! * scales[column]!;
    for (let j = 0; j < size; j++)
      for (let k = 0; k <= j; k++, column++)
        this.#information[j * size + k] = memory[from + column]! * scales[column]!;
  }
}

function padded(rows: number): number {
  return 16 * Math.ceil(rows / 16);
}

function columnsOf(size: number): number {
  return 4 * Math.ceil((size + (size * (size + 1)) / 2) / 4);
}

function multiply(a: Float64Array, b: Float64Array, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] = a[i]! * b[i]!;
}

/** Writes whole numbers to `out` and returns what they are to be multiplied by. */
function roundTo(values: Float64Array, out: Int16Array): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) {
    const value = Math.abs(values[i]!);
    if (value > most) most = value;
  }
  const factor = most > 0 ? largest / most : 0;
  // What is positive is rounded by cutting off its fraction, which is much faster.
  for (let i = 0; i < values.length; i++) out[i] = ((values[i]! * factor + 32768.5) | 0) - 32768;
  return most / largest;
}
