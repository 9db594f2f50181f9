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
  readonly edgeCounts: Int32Array;
  readonly #task: BoostTask;
  readonly #loss: Loss;
  readonly #barrier: Barrier;
  readonly #y: Float64Array;
  readonly #weights: Float64Array;
  readonly #raw: Float64Array;
  readonly #gradients: Float32Array;
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
    this.#gradients = new Float32Array(buffer, layout.gradients, 2 * rows);
    this.#order = new Int32Array(buffer, layout.order, rows);
    this.#losses = new Float64Array(buffer, layout.losses, Math.ceil(rows / lossBlock));
  }

  /** This thread's share of `total`, cut at multiples of two. */
  share(total: number): [number, number] {
    const { thread, layout } = this.#task;
    const cut = (k: number): number => 2 * Math.floor((k * total) / (2 * layout.threads));
    return [cut(thread), thread + 1 === layout.threads ? total : cut(thread + 1)];
  }

  /** Finds the bins of this thread's groups of columns, and writes the codes of all rows. */
  encode(): void {
    const { layout, columns, sample, bins, thread } = this.#task;
    for (let group = thread; group + 1 < layout.groups.length; group += layout.threads) {
      const from = layout.groups[group]!;
      const to = layout.groups[group + 1]!;
      for (let j = from; j < to; j++) {
        const values = Float64Array.from(sample, (row) => columns[j]![row]!);
        const found = binEdges(values, bins);
        this.edges.fill(Number.POSITIVE_INFINITY, 256 * j, 256 * (j + 1));
        this.edges.set(found, 256 * j);
        this.edgeCounts[j] = found.length;
        this.#encodeColumn(columns[j]!, j, layout.codes[group]! + (j - from), to - from);
      }
    }
    this.#barrier.wait();
  }

  #encodeColumn(column: Float64Array, j: number, out: number, stride: number): void {
    const { layout, thread } = this.#task;
    const at = layout.scratch + 8 * encodeBlock * thread;
    const scratch = new Float64Array(layout.memory.buffer, at, encodeBlock);
    for (let start = 0; start < layout.rows; start += encodeBlock) {
      const part = column.subarray(start, Math.min(layout.rows, start + encodeBlock));
      scratch.set(part);
      this.kernels.encode(
        at,
        part.length,
        layout.edges + 2048 * j,
        missingCode,
        out + start * stride,
        stride,
      );
    }
  }

  updateGradients(): void {
    const { layout, loss } = this.#task;
    const [first, last] = this.share(layout.rows);
    if (loss === "logistic") {
      const { raw, y, weights, gradients } = layout;
      this.kernels.logisticGradients(raw, y, weights, first, last, gradients);
    } else {
      const { gradient, hessian } = this.#loss;
      for (let i = first; i < last; i++) {
        const weight = this.#weights[i]!;
        this.#gradients[2 * i] = weight * gradient(this.#raw[i]!, this.#y[i]!);
        this.#gradients[2 * i + 1] = weight * hessian(this.#raw[i]!);
      }
    }
    this.#barrier.wait();
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
