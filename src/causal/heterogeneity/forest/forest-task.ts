import { randomStream, type Stream } from "../../../stats/random.js";
import { ForestMoments } from "./forest-moments.js";
import { type ForestData, GrowScratch, growCausalTree, type TreeRules } from "./grow-causal-tree.js";
import { TreeArena, type Trees } from "./tree-arena.js";

/** Pairs `from … to − 1` of a forest. */
export interface GrowTask {
  readonly data: ForestData;
  readonly rules: TreeRules;
  /** Cluster of each row, if rows are drawn by cluster. */
  readonly clusters: Int32Array | undefined;
  readonly seed: number;
  readonly from: number;
  readonly to: number;
}

/** Runs in a worker. Each pair of trees is a function of the seed and its number: one half-sample, halved anew for each. */
export function growPairs({ data, rules, clusters, seed, from, to }: GrowTask): Trees {
  const n = data.y.length;
  const words = (n + 31) >> 5;
  const bags = new Uint32Array(new SharedArrayBuffer(4 * words * (to - from)));
  const arena = new TreeArena();
  const scratch = new GrowScratch(data.columns.length, n, n);
  const bag = new Uint8Array(n);
  const splitting = new Uint8Array(n);
  const sums = new LeafSums();
  const root = randomStream(seed).split("causal forest");
  for (let pair = from; pair < to; pair++) {
    const stream = root.split(pair);
    drawHalf(bag, clusters, stream.split("half"));
    for (let i = 0; i < n; i++) if (bag[i]) bags[(pair - from) * words + (i >> 5)]! |= 1 << (i & 31);
    for (let tree = 0; tree < 2; tree++) {
      const own = stream.split("tree", tree);
      const honest = own.split("honesty");
      for (let i = 0; i < n; i++) splitting[i] = bag[i] ? honest.bits() & 1 : 0;
      const first = growCausalTree(data, rules, splitting, scratch, arena, own);
      fillLeaves(data, bag, splitting, arena, first, sums);
    }
  }
  return arena.finish(bags);
}

/** Marks half of the rows, or all rows of half of the clusters. */
function drawHalf(bag: Uint8Array, clusters: Int32Array | undefined, stream: Stream): void {
  bag.fill(0);
  const units = clusters ? clusters.reduce((most, code) => Math.max(most, code + 1), 0) : bag.length;
  const half = units >> 1;
  const chosen = stream.permutation(units).subarray(0, half);
  if (!clusters) {
    for (const row of chosen) bag[row] = 1;
    return;
  }
  const inside = new Uint8Array(units);
  for (const unit of chosen) inside[unit] = 1;
  for (let i = 0; i < bag.length; i++) bag[i] = inside[clusters[i]!]!;
}

class LeafSums {
  values = new Float64Array(5 * 256);

  clear(nodes: number): void {
    if (5 * nodes > this.values.length) this.values = new Float64Array(10 * nodes);
    else this.values.fill(0, 0, 5 * nodes);
  }
}

/** Means of the rows that the tree has not seen; leaves that none of them reach stay empty. */
function fillLeaves(
  { columns, y, w }: ForestData,
  bag: Uint8Array,
  splitting: Uint8Array,
  arena: TreeArena,
  root: number,
  sums: LeafSums,
): void {
  const nodes = arena.nodes - root;
  sums.clear(nodes);
  const { values } = sums;
  for (let i = 0; i < bag.length; i++) {
    if (!bag[i] || splitting[i]) continue;
    const at = 5 * (arena.leafOf(root, columns, i) - root);
    values[at]! += 1;
    values[at + 1]! += y[i]!;
    values[at + 2]! += w[i]!;
    values[at + 3]! += y[i]! * w[i]!;
    values[at + 4]! += w[i]! * w[i]!;
  }
  for (let node = 0; node < nodes; node++) {
    const at = 5 * node;
    const count = values[at]!;
    if (count === 0) continue;
    arena.setLeaf(
      root + node,
      values[at + 1]! / count,
      values[at + 2]! / count,
      values[at + 3]! / count,
      values[at + 4]! / count,
    );
  }
}

/** Some rows to predict with the whole forest. */
export interface PredictTask {
  readonly batches: readonly Trees[];
  readonly columns: readonly Float64Array[];
  readonly from: number;
  readonly to: number;
  /** Leave out the pairs whose half-sample holds the row: these are training rows. */
  readonly outOfBag: boolean;
  readonly trainingRows: number;
  /** Effect and its variance for each row, written from `from` on. */
  readonly effect: Float64Array;
  readonly variance: Float64Array;
}

/** Runs in a worker. */
export function predictRows(task: PredictTask): void {
  const { batches, columns, outOfBag, trainingRows, effect, variance } = task;
  const words = (trainingRows + 31) >> 5;
  const moments = new ForestMoments();
  for (let row = task.from; row < task.to; row++) {
    moments.clear();
    for (const { roots, feature, threshold, child, leaves, bags } of batches) {
      for (let pair = 0; 2 * pair < roots.length; pair++) {
        if (outOfBag && (bags[pair * words + (row >> 5)]! >>> (row & 31)) & 1) continue;
        for (let tree = 0; tree < 2; tree++) {
          let node = roots[2 * pair + tree]!;
          let split = feature[node]!;
          while (split >= 0) {
            const left = child[node]!;
            node = columns[split]![row]! <= threshold[node]! ? left : left + 1;
            split = feature[node]!;
          }
          moments.addTree(leaves, child[node]!);
        }
        moments.endPair();
      }
    }
    const found = moments.effect();
    effect[row] = found;
    variance[row] = moments.variance(found);
  }
}
