import type { Barrier } from "../../numeric/barrier.js";
import type { BoostTask } from "./boost-task.js";
import type { BoostedRows } from "./boosted-rows.js";
import { splitLength } from "./layout.js";
import { type FoundSplit, type ScannedLeaf, scanColumn } from "./split-scan.js";

/** Both sides of a split, by their number of rows. */
export interface Parts {
  readonly small: ScannedLeaf;
  readonly large: ScannedLeaf;
}

/** The bins of the leaves, and the search in them; each thread has its groups of columns. */
export class Histograms {
  readonly #task: BoostTask;
  readonly #rows: BoostedRows;
  readonly #barrier: Barrier;
  readonly #splits: Float64Array;

  constructor(task: BoostTask, rows: BoostedRows, barrier: Barrier) {
    const { layout } = task;
    this.#task = task;
    this.#rows = rows;
    this.#barrier = barrier;
    const length = 2 * layout.groups.length * splitLength;
    this.#splits = new Float64Array(layout.memory.buffer, layout.splits, length);
  }

  /** Fills the bins of all training rows in slot 0, and returns their sums. */
  root(trained: number): ScannedLeaf {
    for (const group of this.#groups()) this.#build(group, 0, 0, trained);
    this.#barrier.wait();
    const { pairs } = this.#bins(0, 0);
    let [g, h] = [0, 0];
    for (let k = 0; k < pairs.length; k += 2) {
      g += pairs[k]!;
      h += pairs[k + 1]!;
    }
    return { g, h, count: trained, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  }

  searchRoot(root: ScannedLeaf): FoundSplit | undefined {
    for (const group of this.#groups()) this.#search(group, 0, root, 0);
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
    for (const group of this.#groups()) {
      this.#build(group, slot, start, end);
      this.#subtract(group, parent, slot);
      this.#search(group, slot, small, 0);
      this.#search(group, parent, large, 1);
    }
    this.#barrier.wait();
    const found: [FoundSplit | undefined, FoundSplit | undefined] = [this.#read(0), this.#read(1)];
    this.#barrier.wait();
    return found;
  }

  *#groups(): Generator<number> {
    const { layout, thread } = this.#task;
    for (let group = thread; group + 1 < layout.groups.length; group += layout.threads) yield group;
  }

  #addresses(column: number, slot: number): { hist: number; counts: number } {
    const { layout } = this.#task;
    const base = layout.hists + slot * layout.slotBytes;
    return { hist: base + 4096 * column, counts: base + 4096 * layout.columns + 1024 * column };
  }

  #bins(column: number, slot: number, columns = 1): { pairs: Float64Array; counts: Int32Array } {
    const { buffer } = this.#task.layout.memory;
    const { hist, counts } = this.#addresses(column, slot);
    return {
      pairs: new Float64Array(buffer, hist, 512 * columns),
      counts: new Int32Array(buffer, counts, 256 * columns),
    };
  }

  #build(group: number, slot: number, start: number, end: number): void {
    const { layout } = this.#task;
    const from = layout.groups[group]!;
    const columns = layout.groups[group + 1]! - from;
    const { pairs, counts } = this.#bins(from, slot, columns);
    pairs.fill(0);
    counts.fill(0);
    const { order, gradients, codes } = layout;
    const at = this.#addresses(from, slot);
    this.#rows.kernels.histogram(codes[group]!, columns, order, start, end, gradients, at.hist, at.counts);
  }

  #subtract(group: number, parent: number, child: number): void {
    const { groups } = this.#task.layout;
    const from = groups[group]!;
    const [a, b] = [this.#addresses(from, parent), this.#addresses(from, child)];
    this.#rows.kernels.subtract(a.hist, a.counts, b.hist, b.counts, 256 * (groups[group + 1]! - from));
  }

  /** Writes the best split among the columns of a group; `side` tells both children apart. */
  #search(group: number, slot: number, leaf: ScannedLeaf, side: number): void {
    const { layout, limits, monotone } = this.#task;
    let best: FoundSplit | undefined;
    if (leaf.count >= 2 * limits.minLeaf) {
      for (let feature = layout.groups[group]!; feature < layout.groups[group + 1]!; feature++) {
        const edges = this.#rows.edgeCounts[feature]!;
        const direction = monotone[feature]!;
        const column = { feature, ...this.#bins(feature, slot), edges, direction };
        best = scanColumn(column, leaf, limits, best?.gain ?? 0) ?? best;
      }
    }
    const at = (side * layout.groups.length + group) * splitLength;
    const { gain = 0, feature = 0, code = 0, missingLeft = false, left } = best ?? {};
    const { g, h, count } = left ?? { g: 0, h: 0, count: 0 };
    this.#splits.set([gain, feature, code, missingLeft ? 1 : 0, g, h, count], at);
  }

  /** The best of all groups; the first of equals. */
  #read(side: number): FoundSplit | undefined {
    const { groups } = this.#task.layout;
    let [best, gain] = [-1, 0];
    for (let group = 0; group + 1 < groups.length; group++) {
      const at = (side * groups.length + group) * splitLength;
      if (this.#splits[at]! > gain) [best, gain] = [at, this.#splits[at]!];
    }
    if (best < 0) return undefined;
    const [, feature, code, missing, g, h, count] = this.#splits.subarray(
      best,
      best + 7,
    ) as unknown as number[];
    return {
      gain,
      feature: feature!,
      code: code!,
      missingLeft: missing === 1,
      left: { g: g!, h: h!, count: count! },
    };
  }
}
