import { eachRowBlock } from "./row-blocks.js";
import { leafOf, type Tree } from "./tree.js";

/** Adds each tree's prediction of each row to `out`. */
export function addTrees(trees: readonly Tree[], columns: readonly Float64Array[], out: Float64Array): void {
  const p = columns.length;
  eachRowBlock(columns, out.length, (x, start, count) => {
    for (const tree of trees) {
      const { value } = tree;
      for (let i = 0; i < count; i++) out[start + i]! += value[leafOf(tree, x, i * p)]!;
    }
  });
}

/** Total gain of the splits on each of `p` columns, as shares of 1; all 0 where nothing was split. */
export function gainShares(trees: readonly Tree[], p: number): Float64Array {
  const gains = new Float64Array(p);
  for (const { feature, gain } of trees) {
    for (let node = 0; node < feature.length; node++) {
      if (feature[node]! >= 0) gains[feature[node]!]! += gain[node]!;
    }
  }
  const total = gains.reduce((sum, each) => sum + each, 0);
  return total > 0 ? gains.map((each) => each / total) : gains;
}
