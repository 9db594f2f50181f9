import type { Barrier } from "../../numeric/barrier.js";
import { type BoostingKernels, boostingKernels } from "../../numeric/wasm/boosting-kernels.js";
import type { Tree } from "../trees/tree.js";
import { binEdges, missingCode } from "./bin-edges.js";
import type { BoostTask } from "./boost-task.js";
import { encodeBlock, lossBlock } from "./layout.js";
import { type Loss, weightedQuantile } from "./losses.js";

/** The rows of a boosting fit as one thread sees them: codes, raw predictions, gradients, and the order of the leaves. */
export class BoostedRows {
  readonly kernels: BoostingKernels;
  readonly edges: Float64Array;
  /** What a gradient and a Hessian of 1 in the records stand for. */
  unit = { gradient: 1, hessian: 1 };
  readonly edgeCounts: Int32Array;
  #known = false;
  readonly #task: BoostTask;
  readonly #loss: Loss;
  readonly #barrier: Barrier;
  readonly #y: Float64Array;
  readonly #weights: Float64Array;
  readonly #raw: Float64Array;
  readonly #units: Int32Array;
  readonly #largest: Float64Array;
  readonly #order: Int32Array;
  readonly #losses: Float64Array;

  constructor(task: BoostTask, loss: Loss, barrier: Barrier) {
    const { layout } = task;
    const { buffer } = layout.memory;
    const { rows } = layout;
    this.#task = task;
    this.#loss = loss;
    this.#barrier = barrier;
    this.kernels = boostingKernels(layout.memory);
    this.edges = new Float64Array(buffer, layout.edges, 256 * layout.columns);
    this.edgeCounts = new Int32Array(buffer, layout.edgeCounts, layout.columns);
    this.#y = new Float64Array(buffer, layout.y, rows);
    this.#weights = new Float64Array(buffer, layout.weights, rows);
    this.#raw = new Float64Array(buffer, layout.raw, rows);
    this.#units = new Int32Array(buffer, layout.records, (rows * layout.stride) / 4);
    this.#largest = new Float64Array(buffer, layout.largest, 2 * layout.threads);
    this.#order = new Int32Array(buffer, layout.order, rows);
    this.#losses = new Float64Array(buffer, layout.losses, Math.ceil(rows / lossBlock));
  }

  /** This thread's share of `total`, cut at multiples of two. */
  share(total: number): [number, number] {
    const { thread, layout } = this.#task;
    const cut = (k: number): number => 2 * Math.floor((k * total) / (2 * layout.threads));
    return [cut(thread), thread + 1 === layout.threads ? total : cut(thread + 1)];
  }

  /** Finds the bins of this thread's columns, then writes the codes of its rows. */
  encode(): void {
    const { layout, columns, sample, bins, thread } = this.#task;
    for (let j = thread; j < columns.length; j += layout.threads) {
      const found = binEdges(gather(columns[j]!, sample), bins);
      this.edges.fill(Number.POSITIVE_INFINITY, 256 * j, 256 * (j + 1));
      this.edges.set(found, 256 * j);
      this.edgeCounts[j] = found.length;
    }
    this.#barrier.wait();
    const [first, last] = this.share(layout.rows);
    for (let start = first; start < last; start += encodeBlock) {
      this.#encodeRows(start, Math.min(last, start + encodeBlock));
    }
    this.#barrier.wait();
  }

  #encodeRows(start: number, end: number): void {
    const { layout, columns, thread } = this.#task;
    const { edges, records, stride } = layout;
    const at = layout.scratch + layout.scratchBytes * thread;
    const scratch = new Float64Array(layout.memory.buffer, at, encodeBlock);
    const bytes = new Uint8Array(layout.memory.buffer);
    columns.forEach((column, j) => {
      scratch.set(column.subarray(start, end));
      const codes = layout.codes + j * layout.rows + start;
      this.kernels.encode(at, end - start, edges + 2048 * j, missingCode, codes, 1);
      let record = records + start * stride + 8 + j;
      for (let k = codes; k < codes + end - start; k++, record += stride) bytes[record] = bytes[k]!;
    });
  }

  /** Writes gradients and Hessians as whole numbers of units, so that their sums are exact in any order. */
  updateGradients(): void {
    const { layout, loss } = this.#task;
    const [first, last] = this.share(layout.rows);
    // Bounds of logistic gradients stay the same from tree to tree.
    const bounded = loss === "logistic" && this.#known;
    const { gradient, hessian } = bounded ? this.unit : this.#findUnits(first, last);
    if (loss === "logistic") {
      const { raw, y, weights, records, stride } = layout;
      this.kernels.logisticGradients(
        raw,
        y,
        weights,
        first,
        last,
        1 / gradient,
        1 / hessian,
        records,
        stride,
      );
    } else {
      const words = layout.stride / 4;
      for (let i = first; i < last; i++) {
        const weight = this.#weights[i]!;
        const slope = weight * this.#loss.gradient(this.#raw[i]!, this.#y[i]!);
        this.#units[i * words] = Math.round(slope / gradient);
        this.#units[i * words + 1] = Math.round((weight * this.#loss.hessian(this.#raw[i]!)) / hessian);
      }
    }
    this.unit = { gradient, hessian };
    this.#known = true;
    this.#barrier.wait();
  }

  /** Units in which the largest gradient takes 30 bits, and the sum of all Hessians fits below the counts. */
  #findUnits(first: number, last: number): { gradient: number; hessian: number } {
    const { layout, loss, thread } = this.#task;
    let [g, h] = [0, 0];
    for (let i = first; i < last; i++) {
      const weight = this.#weights[i]!;
      const slope = loss === "logistic" ? 1 : this.#loss.gradient(this.#raw[i]!, this.#y[i]!);
      const curvature = loss === "logistic" ? 0.25 : this.#loss.hessian(this.#raw[i]!);
      g = Math.max(g, weight * Math.abs(slope));
      h = Math.max(h, weight * curvature);
    }
    this.#largest.set([g, h], 2 * thread);
    this.#barrier.wait();
    for (let k = 0; k < layout.threads; k++) {
      g = Math.max(g, this.#largest[2 * k]!);
      h = Math.max(h, this.#largest[2 * k + 1]!);
    }
    const bits = Math.min(30, layout.shift - Math.ceil(Math.log2(layout.rows + 1)));
    return { gradient: powerAbove(g) / 2 ** 30, hessian: powerAbove(h) / 2 ** bits };
  }

  /** The quantile of what is left of y in a leaf. */
  residualQuantile(start: number, end: number): number {
    const rows = this.#order.subarray(start, end);
    const residuals = Float64Array.from(rows, (row) => this.#y[row]! - this.#raw[row]!);
    const weights = this.#task.weighted ? Float64Array.from(rows, (row) => this.#weights[row]!) : undefined;
    return weightedQuantile(residuals, weights, this.#task.quantile);
  }

  /** Adds a tree to the raw predictions of this thread's share of the rows set aside. */
  predictAside({ feature, threshold, child, missingLeft, value }: Tree): void {
    const { trained, aside, columns } = this.#task;
    const [from, to] = this.share(aside);
    for (const row of this.#order.subarray(trained + from, trained + to)) {
      let node = 0;
      for (let j = feature[0]!; j >= 0; j = feature[node]!) {
        const x = columns[j]![row]!;
        const left = x <= threshold[node]! || (missingLeft[node] === 1 && Number.isNaN(x));
        node = child[node]! + (left ? 0 : 1);
      }
      this.#raw[row]! += value[node]!;
    }
    this.#barrier.wait();
  }

  /** Weighted mean loss of the rows set aside, summed in fixed blocks. */
  validationLoss(): number {
    const { trained, aside, layout, thread } = this.#task;
    const blocks = Math.ceil(aside / lossBlock);
    for (let block = thread; block < blocks; block += layout.threads) {
      const start = trained + block * lossBlock;
      let sum = 0;
      for (const row of this.#order.subarray(start, Math.min(trained + aside, start + lossBlock))) {
        sum += this.#weights[row]! * this.#loss.value(this.#raw[row]!, this.#y[row]!);
      }
      this.#losses[block] = sum;
    }
    this.#barrier.wait();
    const total = this.#losses.subarray(0, blocks).reduce((sum, each) => sum + each, 0);
    this.#barrier.wait();
    return total / this.#asideWeight;
  }

  get #asideWeight(): number {
    let sum = 0;
    const { trained, aside } = this.#task;
    for (const row of this.#order.subarray(trained, trained + aside)) sum += this.#weights[row]!;
    return sum;
  }
}

function powerAbove(value: number): number {
  return value > 0 ? 2 ** Math.ceil(Math.log2(value)) : 1;
}

function gather(column: Float64Array, rows: Int32Array): Float64Array {
  const values = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) values[i] = column[rows[i]!]!;
  return values;
}
