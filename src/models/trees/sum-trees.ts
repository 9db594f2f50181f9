import { boostingKernels, sharedMemory } from "../../numeric/wasm/boosting-kernels.js";
import { eachRowBlock, rowBlock } from "./row-blocks.js";
import { leafOf, type Tree } from "./tree.js";

/** Rows × trees from which on a kernel is worth its start. */
const worthKernel = 1_000_000;

/** Adds each tree's prediction of each row to `out`. */
export function addTrees(trees: readonly Tree[], columns: readonly Float64Array[], out: Float64Array): void {
  const p = columns.length;
  if (p > 0 && out.length * trees.length >= worthKernel) {
    addByKernel(trees, columns, out);
    return;
  }
  eachRowBlock(columns, out.length, (x, start, count) => {
    for (const tree of trees) {
      const { value } = tree;
      for (let i = 0; i < count; i++) out[start + i]! += value[leafOf(tree, x, i * p)]!;
    }
  });
}

/** The same, to the bit, in WebAssembly. */
function addByKernel(trees: readonly Tree[], columns: readonly Float64Array[], out: Float64Array): void {
  const p = columns.length;
  const size = trees.reduce((sum, { value }) => sum + value.length, 0);
  const bytes = 24 * size + 8 * trees.length + 8 * rowBlock * (p + 1);
  const { memory, start: nodes } = sharedMemory(bytes);
  const values = nodes + 16 * size;
  const x = values + 8 * size;
  const sums = x + 8 * rowBlock * p;
  const roots = sums + 8 * rowBlock;
  writeTrees(trees, memory.buffer, { nodes, values, roots });
  const kernels = boostingKernels(memory);
  const rows = new Float64Array(memory.buffer, x, rowBlock * p);
  const found = new Float64Array(memory.buffer, sums, rowBlock);
  eachRowBlock(columns, out.length, (block, start, count) => {
    rows.set(block);
    found.set(out.subarray(start, start + count));
    kernels.addLeaves(nodes, values, roots, trees.length, x, 8 * p, 4 * Math.ceil(count / 4), sums);
    out.set(found.subarray(0, count), start);
  });
}

function writeTrees(
  trees: readonly Tree[],
  buffer: SharedArrayBuffer,
  at: { readonly nodes: number; readonly values: number; readonly roots: number },
): void {
  const [reals, integers] = [new Float64Array(buffer), new Int32Array(buffer)];
  let first = 0;
  for (const [number, { feature, threshold, child, missingLeft, value }] of trees.entries()) {
    integers[at.roots / 4 + number] = first;
    reals.set(value, at.values / 8 + first);
    for (let node = 0; node < value.length; node++) {
      const leaf = feature[node]! < 0;
      const to = at.nodes + 16 * (first + node);
      reals[to / 8] = leaf ? Number.POSITIVE_INFINITY : threshold[node]!;
      integers[to / 4 + 2] = leaf ? 1 : 2 * feature[node]! + missingLeft[node]!;
      integers[to / 4 + 3] = first + (leaf ? node : child[node]!);
    }
    first += value.length;
  }
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
