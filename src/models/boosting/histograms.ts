import type { Barrier } from "../../numeric/barrier.js";
import type { BoostTask } from "./boost-task.js";
import type { BoostedRows } from "./boosted-rows.js";
import { splitLength } from "./layout.js";
import { type FoundSplit, leafValue, reduction, type ScannedLeaf } from "./split-scan.js";

/** Both sides of a split, by their number of rows. */
export interface Parts {
  readonly small: ScannedLeaf;
  readonly large: ScannedLeaf;
}

/**
 * The bins of the leaves, and the search in them. Each thread sums its part of a leaf's rows; then each adds up and
 * searches its part of the columns. Sums are whole numbers, so they do not depend on who added what.
 */
export class Histograms {
  readonly #task: BoostTask;
  readonly #rows: BoostedRows;
  readonly #barrier: Barrier;
  readonly #splits: Float64Array;
  /** What kernels are told of a leaf. */
  readonly #leaf: Float64Array;

  constructor(task: BoostTask, rows: BoostedRows, barrier: Barrier) {
    const { layout } = task;
    this.#task = task;
    this.#rows = rows;
    this.#barrier = barrier;
    this.#leaf = new Float64Array(layout.memory.buffer, task.layout.leaf + 128 * task.thread, 11);
    this.#splits = new Float64Array(layout.memory.buffer, layout.splits, 2 * layout.threads * splitLength);
  }

  /** Fills the bins of all training rows in slot 0, and returns their sums. */
  root(trained: number): ScannedLeaf {
    this.#build(0, 0, trained);
    this.#collect(0);
    this.#barrier.wait();
    const { g, h } = this.#total(0);
    return { g, h, count: trained, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  }

  searchRoot(root: ScannedLeaf): FoundSplit | undefined {
    this.#search(0, root, 0);
    this.#barrier.wait();
    const found = this.#read(0);
    this.#barrier.wait();
    return found;
  }

  /** Fills `slot` with the smaller side's rows, leaves the larger side's bins in the parent's slot, and searches both. */
  searchChildren(
    { small, large }: Parts,
    start: number,
    end: number,
    slot: number,
    parent: number,
  ): [FoundSplit | undefined, FoundSplit | undefined] {
    this.#build(slot, start, end);
    this.#collect(slot);
    const [from, bytes] = this.#ownBins();
    this.#rows.kernels.subtractBins(this.#slot(parent) + from, this.#slot(slot) + from, bytes);
    this.#search(slot, small, 0);
    this.#search(parent, large, 1);
    this.#barrier.wait();
    const found: [FoundSplit | undefined, FoundSplit | undefined] = [this.#read(0), this.#read(1)];
    this.#barrier.wait();
    return found;
  }

  #slot(slot: number): number {
    return this.#task.layout.hists + slot * this.#task.layout.slotBytes;
  }

  /** Offset and bytes of the bins of this thread's columns. */
  #ownBins(): [number, number] {
    const { layout, thread } = this.#task;
    const from = layout.parts[thread]!;
    return [4096 * from, 4096 * (layout.parts[thread + 1]! - from)];
  }

  /** Sums this thread's part of the rows: the first thread in the slot itself, the others in bins of their own. */
  #build(slot: number, start: number, end: number): void {
    const { layout, thread } = this.#task;
    const at = this.#slot(thread === 0 ? slot : layout.slots + thread - 1);
    new Float64Array(layout.memory.buffer, at, layout.slotBytes / 8).fill(0);
    const cut = (k: number): number => start + Math.floor((k * (end - start)) / layout.threads);
    const { records, stride, order, shift, gathered } = layout;
    const scratch = layout.scratch + layout.scratchBytes * thread;
    const quads = Math.ceil(layout.columns / 4);
    this.#rows.kernels.histogram(
      records,
      stride,
      quads,
      order,
      cut(thread),
      cut(thread + 1),
      shift,
      at,
      scratch,
      gathered,
    );
    this.#barrier.wait();
  }

  /** Adds the other threads' bins of this thread's columns to the slot. */
  #collect(slot: number): void {
    const { layout } = this.#task;
    const [from, bytes] = this.#ownBins();
    for (let k = 1; k < layout.threads; k++) {
      this.#rows.kernels.addBins(this.#slot(slot) + from, this.#slot(layout.slots + k - 1) + from, bytes);
    }
  }

  /** The sums over all bins of a slot's first column. */
  #total(slot: number): { g: number; h: number } {
    const { layout } = this.#task;
    const words = new BigInt64Array(layout.memory.buffer, this.#slot(slot), 512);
    const below = (1n << BigInt(layout.shift)) - 1n;
    let [g, h] = [0n, 0n];
    for (let bin = 0; bin < 256; bin++) {
      g += words[2 * bin]!;
      h += words[2 * bin + 1]! & below;
    }
    const { gradient, hessian } = this.#rows.unit;
    return { g: Number(g) * gradient, h: Number(h) * hessian };
  }

  /** Writes the best split among this thread's columns; `side` tells both children apart. */
  #search(slot: number, leaf: ScannedLeaf, side: number): void {
    const { layout, limits, monotone, thread } = this.#task;
    const at = (side * layout.threads + thread) * splitLength;
    this.#splits.fill(0, at, at + splitLength);
    if (leaf.count < 2 * limits.minLeaf) return;
    const { g, h, count, low, high } = leaf;
    const { minLeaf, minHessian, ridge } = limits;
    const parent = reduction(g, h + ridge, leafValue(leaf, leaf, ridge));
    const { gradient, hessian } = this.#rows.unit;
    this.#leaf.set([g, h, count, low, high, parent, minLeaf, minHessian, ridge, gradient, hessian]);
    const { kernels, edgeCounts } = this.#rows;
    const found = layout.splits + 8 * at;
    for (let feature = layout.parts[thread]!; feature < layout.parts[thread + 1]!; feature++) {
      const bins = this.#slot(slot) + 4096 * feature;
      const direction = monotone[feature]!;
      kernels.scan(
        bins,
        edgeCounts[feature]!,
        layout.shift,
        feature,
        direction,
        this.#leaf.byteOffset,
        found,
      );
    }
  }

  /** The best of all parts; the first of equals. */
  #read(side: number): FoundSplit | undefined {
    const { threads } = this.#task.layout;
    let [best, gain] = [-1, 0];
    for (let thread = 0; thread < threads; thread++) {
      const at = (side * threads + thread) * splitLength;
      if (this.#splits[at]! > gain) [best, gain] = [at, this.#splits[at]!];
    }
    if (best < 0) return undefined;
    const values = this.#splits.subarray(best + 1, best + 7);
    const [feature, code, missing, g, h, count] = Array.from(values) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    return { gain, feature, code, missingLeft: missing === 1, left: { g, h, count } };
  }
}
