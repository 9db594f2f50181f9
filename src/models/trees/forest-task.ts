import { randomStream } from "../../stats/random.js";
import { drawBag, type Sampling, splitHonestly } from "./bag.js";
import { type GrowOptions, TreeGrower } from "./grow-tree.js";
import { eachRowBlock } from "./row-blocks.js";
import type { TreeData } from "./split-search.js";
import { leafOf, type Tree } from "./tree.js";

/** Trees `from … to − 1` of a forest. */
export interface ForestTask {
  readonly data: TreeData;
  readonly weights: Float64Array | undefined;
  readonly grow: GrowOptions;
  readonly sampling: Sampling;
  readonly from: number;
  readonly to: number;
}

/** Runs in a worker. A tree is a function of the seed and its own number. */
export function growTrees({ data, weights, grow, sampling, from, to }: ForestTask): Tree[] {
  const grower = new TreeGrower(data, grow);
  const bag = new Float64Array(data.y.length);
  const trees: Tree[] = [];
  for (let tree = from; tree < to; tree++) {
    const stream = randomStream(sampling.seed).split("tree", tree);
    drawBag(sampling, tree, bag);
    if (weights) for (let i = 0; i < bag.length; i++) bag[i]! *= weights[i]!;
    if (!sampling.honest) {
      trees.push(grower.grow(bag, stream));
      continue;
    }
    const { structure, estimation } = splitHonestly(bag, tree, sampling.seed);
    trees.push(reestimate(grower.grow(structure, stream), data, estimation));
  }
  return trees;
}

/** The tree with the weighted means of other rows; a node that none of them reaches predicts as its parent. */
export function reestimate(tree: Tree, data: TreeData, weights: Float64Array): Tree {
  const size = tree.value.length;
  const [sums, total] = [new Float64Array(size), new Float64Array(size)];
  const p = data.columns.length;
  eachRowBlock(data.columns, data.y.length, (x, start, count) => {
    for (let i = 0; i < count; i++) {
      const weight = weights[start + i]!;
      if (weight === 0) continue;
      const leaf = leafOf(tree, x, i * p);
      sums[leaf]! += weight * data.y[start + i]!;
      total[leaf]! += weight;
    }
  });
  // Children come after their parent.
  for (let node = size - 1; node >= 0; node--) {
    const child = tree.child[node]!;
    if (child === 0) continue;
    sums[node] = sums[child]! + sums[child + 1]!;
    total[node] = total[child]! + total[child + 1]!;
  }
  const value = new Float64Array(size);
  value[0] = total[0]! > 0 ? sums[0]! / total[0]! : 0;
  for (let node = 0; node < size; node++) {
    const child = tree.child[node]!;
    if (child === 0) continue;
    for (const each of [child, child + 1]) {
      value[each] = total[each]! > 0 ? sums[each]! / total[each]! : value[node]!;
    }
  }
  return { ...tree, value };
}

/** Sums over the trees whose bag a row of `start … end − 1` is not in. */
export interface OutOfBagTask {
  readonly trees: readonly Tree[];
  readonly columns: readonly Float64Array[];
  readonly sampling: Sampling;
  readonly start: number;
  readonly end: number;
}

export interface OutOfBagSums {
  readonly sums: Float64Array;
  readonly trees: Int32Array;
}

/** Runs in a worker. */
export function sumOutOfBag({ trees, columns, sampling, start, end }: OutOfBagTask): OutOfBagSums {
  const [sums, counts] = [new Float64Array(end - start), new Int32Array(end - start)];
  const bag = new Float64Array(columns[0]!.length);
  const part = columns.map((column) => column.subarray(start, end));
  const p = columns.length;
  trees.forEach((tree, number) => {
    drawBag(sampling, number, bag);
    eachRowBlock(part, end - start, (x, from, count) => {
      for (let i = 0; i < count; i++) {
        if (bag[start + from + i]! > 0) continue;
        sums[from + i]! += tree.value[leafOf(tree, x, i * p)]!;
        counts[from + i]!++;
      }
    });
  });
  return { sums, trees: counts };
}
