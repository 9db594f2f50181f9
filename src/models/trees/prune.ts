import { type Tree, TreeBuilder } from "./tree.js";

/**
 * The smallest subtree with the same root that minimizes Σ (squared error) + cost · (leaves) (Breiman, Friedman, Olshen
 * & Stone 1984, theorem 3.10): bottom up, a node ends the tree where the splits below it gain no more than they cost.
 */
export function pruneTree(tree: Tree, cost: number): Tree {
  return rebuild(tree, keptSplits(tree, cost).kept);
}

/** The largest tree of that kind, over all costs of at least `cost`, that has at most `leaves` leaves. */
export function pruneToLeaves(tree: Tree, cost: number, leaves: number): Tree {
  let low = cost;
  let found = keptSplits(tree, low);
  if (found.leaves <= leaves) return rebuild(tree, found.kept);
  let high = Math.max(
    2 * cost,
    tree.gain.reduce((sum, each) => sum + each, 0),
  );
  found = keptSplits(tree, high);
  for (;;) {
    const middle = low / 2 + high / 2;
    if (middle <= low || middle >= high) return rebuild(tree, found.kept);
    const between = keptSplits(tree, middle);
    if (between.leaves > leaves) low = middle;
    else {
      high = middle;
      found = between;
      if (between.leaves === leaves) return rebuild(tree, found.kept);
    }
  }
}

export function countLeaves(tree: Tree): number {
  return (tree.feature.length + 1) / 2;
}

function keptSplits({ child, gain }: Tree, cost: number): { kept: Uint8Array; leaves: number } {
  const size = child.length;
  const kept = new Uint8Array(size);
  const gains = new Float64Array(size);
  const leaves = new Int32Array(size).fill(1);
  // Children come after their parent.
  for (let node = size - 1; node >= 0; node--) {
    const left = child[node]!;
    if (left === 0) continue;
    const below = gain[node]! + gains[left]! + gains[left + 1]!;
    const count = leaves[left]! + leaves[left + 1]!;
    if (below <= cost * (count - 1)) continue;
    kept[node] = 1;
    gains[node] = below;
    leaves[node] = count;
  }
  return { kept, leaves: leaves[0]! };
}

function rebuild(tree: Tree, kept: Uint8Array): Tree {
  const builder = new TreeBuilder();
  const stack = [{ from: 0, to: builder.leaf(tree.value[0]!) }];
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { from, to } = next;
    if (kept[from] === 0) continue;
    const old = tree.child[from]!;
    const at = { feature: tree.feature[from]!, threshold: tree.threshold[from]!, gain: tree.gain[from]! };
    const child = builder.split(to, at, tree.value[old]!, tree.value[old + 1]!);
    stack.push({ from: old + 1, to: child + 1 }, { from: old, to: child });
  }
  return builder.finish();
}
