import type { Barrier } from "../../numeric/barrier.js";
import { type Tree, TreeBuilder } from "../trees/tree.js";
import type { BoostTask } from "./boost-task.js";
import type { BoostedRows } from "./boosted-rows.js";
import { Histograms } from "./histograms.js";
import { RowOrder } from "./row-order.js";
import { type FoundSplit, leafValue, type ScannedLeaf } from "./split-scan.js";

/** A leaf of the tree that is growing. Its rows stand together in the order. */
interface Leaf extends ScannedLeaf {
  readonly node: number;
  readonly start: number;
  readonly end: number;
  readonly depth: number;
  readonly slot: number;
  readonly split: FoundSplit | undefined;
}

/**
 * Grows trees leaf by leaf, the one with the largest gain first (Shi 2007; Ke et al. 2017). All threads take the same
 * decisions from the same sums; each sums, searches and moves its own part.
 */
export class TreeLearner {
  readonly #task: BoostTask;
  readonly #rows: BoostedRows;
  readonly #barrier: Barrier;
  readonly #histograms: Histograms;
  readonly #order: RowOrder;
  readonly #values: Float64Array;

  constructor(task: BoostTask, rows: BoostedRows, barrier: Barrier) {
    this.#task = task;
    this.#rows = rows;
    this.#barrier = barrier;
    this.#histograms = new Histograms(task, rows, barrier);
    this.#order = new RowOrder(task, rows.kernels, barrier);
    this.#values = new Float64Array(task.layout.memory.buffer, task.layout.leafValues, task.leaves);
  }

  /** The next tree; its values are added to the raw predictions. */
  grow(): Tree {
    const { leaves: most, trained } = this.#task;
    const builder = new TreeBuilder();
    this.#order.restart();
    const root = this.#histograms.root(trained);
    const free = Array.from({ length: this.#task.layout.slots - 1 }, (_, k) => k + 1);
    const split = this.#histograms.searchRoot(root);
    const leaves: Leaf[] = [
      { ...root, node: builder.leaf(0), start: 0, end: trained, depth: 0, slot: 0, split },
    ];
    while (leaves.length < most) {
      const chosen = largestGain(leaves);
      if (chosen < 0) break;
      const [left, right] = this.#split(builder, leaves[chosen]!, free, leaves.length + 1 === most);
      leaves[chosen] = left;
      leaves.push(right);
    }
    this.#finish(builder, leaves);
    return builder.finish();
  }

  #split(builder: TreeBuilder, leaf: Leaf, free: number[], last: boolean): [Leaf, Leaf] {
    const split = leaf.split!;
    const middle = leaf.start + this.#order.partition(leaf.start, leaf.end, split);
    const threshold = this.#thresholdOf(split);
    const { feature, gain, missingLeft } = split;
    const node = builder.split(leaf.node, { feature, threshold, gain, missingLeft }, 0, 0);
    const [left, right] = this.#children(leaf, split);
    const { minLeaf } = this.#task.limits;
    const depth = leaf.depth + 1;
    const small = Math.max(left.count, right.count) < 2 * minLeaf;
    const ends = last || small || depth >= this.#task.maxDepth;
    const leftIsSmall = left.count <= right.count;
    const slot = ends ? -1 : free.pop()!;
    const slots = leftIsSmall ? [slot, leaf.slot] : [leaf.slot, slot];
    const parts = { small: leftIsSmall ? left : right, large: leftIsSmall ? right : left };
    const [from, to] = leftIsSmall ? [leaf.start, middle] : [middle, leaf.end];
    const found = ends ? [] : this.#histograms.searchChildren(parts, from, to, slot, leaf.slot);
    const ofLeft = leftIsSmall ? found[0] : found[1];
    const ofRight = leftIsSmall ? found[1] : found[0];
    return [
      { ...left, node, start: leaf.start, end: middle, depth, slot: slots[0]!, split: ofLeft },
      { ...right, node: node + 1, start: middle, end: leaf.end, depth, slot: slots[1]!, split: ofRight },
    ];
  }

  /** Largest value that goes left. */
  #thresholdOf({ feature, code }: FoundSplit): number {
    const beyond = code >= this.#rows.edgeCounts[feature]!;
    return beyond ? Number.MAX_VALUE : this.#rows.edges[256 * feature + code]!;
  }

  /** Sums and bounds of both sides: values across a monotone split stay on their side of the middle. */
  #children(leaf: Leaf, { feature, left }: FoundSplit): [ScannedLeaf, ScannedLeaf] {
    const { low, high } = leaf;
    const rest = { g: leaf.g - left.g, h: leaf.h - left.h, count: leaf.count - left.count };
    const direction = this.#task.monotone[feature]!;
    if (direction === 0) {
      return [
        { ...left, low, high },
        { ...rest, low, high },
      ];
    }
    const { ridge } = this.#task.limits;
    const middle = (leafValue(left, leaf, ridge) + leafValue(rest, leaf, ridge)) / 2;
    const lower = { low, high: middle };
    const upper = { low: middle, high };
    return direction > 0
      ? [
          { ...left, ...lower },
          { ...rest, ...upper },
        ]
      : [
          { ...left, ...upper },
          { ...rest, ...lower },
        ];
  }

  /** Gives the leaves their values and adds these to the raw predictions. */
  #finish(builder: TreeBuilder, leaves: readonly Leaf[]): void {
    const { loss, learningRate, limits, layout, thread } = this.#task;
    leaves.forEach((leaf, k) => {
      if (k % layout.threads !== thread) return;
      const value =
        loss === "quantile"
          ? this.#rows.residualQuantile(leaf.start, leaf.end)
          : leafValue(leaf, leaf, limits.ridge);
      this.#values[k] = learningRate * value;
    });
    this.#barrier.wait();
    leaves.forEach((leaf, k) => {
      builder.setValue(leaf.node, this.#values[k]!);
      this.#order.addValue(leaf.start, leaf.end, this.#values[k]!);
    });
    this.#barrier.wait();
  }
}

function largestGain(leaves: readonly Leaf[]): number {
  let [chosen, gain] = [-1, 0];
  leaves.forEach(({ split }, k) => {
    if (split && split.gain > gain) [chosen, gain] = [k, split.gain];
  });
  return chosen;
}
