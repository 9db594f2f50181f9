import type { Stream } from "../../stats/random.js";
import { BestSplit, type NodeRows, RandomSplit, type Split, type TreeData } from "./split-search.js";
import { type Tree, TreeBuilder } from "./tree.js";

export interface GrowOptions {
  readonly splitter: "best" | "random";
  /** Columns that a split chooses from. */
  readonly features: number;
  /** Least number of rows in a leaf. */
  readonly minLeaf: number;
  /** Whether a row's weight says how many rows it stands for, in `minLeaf` too. @default false */
  readonly counted?: boolean;
  readonly maxDepth: number;
}

interface Branch {
  readonly node: number;
  readonly start: number;
  readonly end: number;
  readonly depth: number;
}

/** Grows trees on one data set; what it works with is allocated once. */
export class TreeGrower {
  readonly #data: TreeData;
  readonly #options: GrowOptions;
  readonly #order: Int32Array;
  readonly #spare: Int32Array;
  readonly #features: Int32Array;
  readonly #best: BestSplit | undefined;

  constructor(data: TreeData, options: GrowOptions) {
    this.#data = data;
    this.#options = options;
    this.#order = new Int32Array(data.y.length);
    this.#spare = new Int32Array(data.y.length);
    this.#features = Int32Array.from(data.columns, (_, j) => j);
    if (options.splitter === "best") this.#best = new BestSplit(data, data.y.length, options.minLeaf);
  }

  /** A tree on the rows with weight; the result is a function of the weights and the stream. */
  grow(weights: Float64Array, stream: Stream): Tree {
    let rows = 0;
    for (let i = 0; i < weights.length; i++) if (weights[i]! > 0) this.#order[rows++] = i;
    for (let j = 0; j < this.#features.length; j++) this.#features[j] = j;
    const search = this.#best ?? new RandomSplit(this.#data, this.#options, stream);
    const builder = new TreeBuilder();
    const stack: Branch[] = [{ node: builder.leaf(0), start: 0, end: rows, depth: 0 }];
    for (let branch = stack.pop(); branch; branch = stack.pop()) {
      const node = this.#nodeOf(branch, weights);
      builder.setValue(branch.node, node.weight > 0 ? node.sum / node.weight : 0);
      const split = this.#worthSplitting(branch, node) && this.#choose(search, node, stream);
      if (!split) continue;
      const middle = this.#partition(branch, split);
      const gain = Math.max(0, split.score - (node.sum * node.sum) / node.weight);
      const child = builder.split(branch.node, { ...split, gain }, 0, 0);
      const depth = branch.depth + 1;
      stack.push({ node: child + 1, start: middle, end: branch.end, depth });
      stack.push({ node: child, start: branch.start, end: middle, depth });
    }
    return builder.finish();
  }

  #nodeOf({ start, end }: Branch, weights: Float64Array): NodeRows {
    const rows = this.#order.subarray(start, end);
    const { y } = this.#data;
    let [sum, weight] = [0, 0];
    for (const row of rows) {
      weight += weights[row]!;
      sum += weights[row]! * y[row]!;
    }
    return { rows, weights, sum, weight };
  }

  #worthSplitting({ depth }: Branch, { rows, weight }: NodeRows): boolean {
    const { maxDepth, minLeaf, counted } = this.#options;
    if (depth >= maxDepth || (counted ? weight : rows.length) < 2 * minLeaf) return false;
    const { y } = this.#data;
    const first = y[rows[0]!]!;
    return rows.some((row) => y[row] !== first);
  }

  /** Looks at columns in random order until enough of them were not constant. */
  #choose(search: BestSplit | RandomSplit, node: NodeRows, stream: Stream): Split | undefined {
    const features = this.#features;
    let best: Split | undefined;
    let seen = 0;
    for (let k = features.length - 1; k >= 0 && seen < this.#options.features; k--) {
      const drawn = stream.integer(k + 1);
      const feature = features[drawn]!;
      features[drawn] = features[k]!;
      features[k] = feature;
      const found = search.find(feature, node);
      if (found === "constant") continue;
      seen++;
      if (found && found.score > (best?.score ?? Number.NEGATIVE_INFINITY)) best = found;
    }
    return best;
  }

  /** Moves the rows that go left to the front, keeping their order; returns where the right ones start. */
  #partition({ start, end }: Branch, { feature, threshold }: Split): number {
    const column = this.#data.columns[feature]!;
    const order = this.#order;
    let [left, right] = [start, 0];
    for (let i = start; i < end; i++) {
      const row = order[i]!;
      if (column[row]! <= threshold) order[left++] = row;
      else this.#spare[right++] = row;
    }
    order.set(this.#spare.subarray(0, right), left);
    return left;
  }
}
