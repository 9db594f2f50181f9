import { drawBag, type Sampling } from "./bag.js";
import { eachRowBlock } from "./row-blocks.js";
import { leafOf, type Tree } from "./tree.js";

/** The rows that trees were grown on: their columns, and their weights where these are not all 1. */
export interface TreeRows {
  readonly columns: readonly Float64Array[];
  readonly rows: number;
  readonly weights: Float64Array | undefined;
  readonly sampling: Sampling;
}

/** Trees whose splits stay while the outcomes of their rows change. */
export interface KeptTrees {
  /** The mean over the trees at each row of `at`. */
  predict(y: Float64Array): Float64Array;
  /** The trees with the means of `y` in their leaves. */
  trees(y: Float64Array): readonly Tree[];
}

/**
 * Leaves hold weighted means of y, so that predictions are linear in it once the splits stay. Which leaf each row falls
 * into is found once, for the training rows and for those of `at`: 2 or 4 bytes for each row and tree.
 */
export function keptTrees(trees: readonly Tree[], own: TreeRows, at: readonly Float64Array[]): KeptTrees {
  const wanted = at[0]?.length ?? 0;
  const places = leavesOf(trees, own.columns, own.rows);
  const found = leavesOf(trees, at, wanted);
  const even = own.sampling.kind === "all" && !own.weights;
  const weights = trees.map((_, k) => (even ? undefined : bagOf(own, k)));
  const totals = trees.map((tree, k) => sumsOf(tree, places[k]!, undefined, weights[k]));
  const means = (y: Float64Array, k: number): Float64Array => {
    const total = totals[k]!;
    return sumsOf(trees[k]!, places[k]!, y, weights[k]).map((sum, node) =>
      total[node]! > 0 ? sum / total[node]! : 0,
    );
  };
  return {
    predict(y) {
      const sum = new Float64Array(wanted);
      for (let k = 0; k < trees.length; k++) {
        const [value, leaves] = [means(y, k), found[k]!];
        for (let i = 0; i < wanted; i++) sum[i]! += value[leaves[i]!]!;
      }
      return sum.map((total) => total / trees.length);
    },
    trees: (y) => trees.map((tree, k) => ({ ...tree, value: means(y, k) })),
  };
}

type Leaves = Uint16Array | Uint32Array;

/** The leaf of each row, tree by tree. */
function leavesOf(trees: readonly Tree[], columns: readonly Float64Array[], rows: number): Leaves[] {
  const p = columns.length;
  const all = trees.map(({ value }) =>
    value.length <= 65536 ? new Uint16Array(rows) : new Uint32Array(rows),
  );
  eachRowBlock(columns, rows, (x, start, count) => {
    for (const [k, tree] of trees.entries()) {
      const leaves = all[k]!;
      for (let i = 0; i < count; i++) leaves[start + i] = leafOf(tree, x, i * p);
    }
  });
  return all;
}

/** What each row counts in a tree. */
function bagOf({ rows, sampling, weights }: TreeRows, tree: number): Float64Array {
  const bag = new Float64Array(rows);
  drawBag(sampling, tree, bag);
  if (weights) for (let i = 0; i < bag.length; i++) bag[i]! *= weights[i]!;
  return bag;
}

/** Sums of w·y in every node, those of inner nodes included; of w where there is no y, and of y where all w are 1. */
function sumsOf(
  { child }: Tree,
  leaves: Leaves,
  y: Float64Array | undefined,
  weights: Float64Array | undefined,
): Float64Array {
  const sums = new Float64Array(child.length);
  if (y && weights) for (let i = 0; i < y.length; i++) sums[leaves[i]!]! += weights[i]! * y[i]!;
  else if (y) for (let i = 0; i < y.length; i++) sums[leaves[i]!]! += y[i]!;
  else for (let i = 0; i < leaves.length; i++) sums[leaves[i]!]! += weights ? weights[i]! : 1;
  // Children come after their parent.
  for (let node = child.length - 1; node >= 0; node--) {
    const at = child[node]!;
    if (at > 0) sums[node] = sums[at]! + sums[at + 1]!;
  }
  return sums;
}
