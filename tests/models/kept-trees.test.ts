import { extraTrees, randomForest } from "txlab/models";
import { randomStream } from "txlab/stats";
import { describe, expect, it } from "vitest";

const stream = randomStream(3);
const n = 600;
const names = ["a", "b", "c"];
const x = {
  rows: n,
  names,
  columns: names.map(() => Float64Array.from({ length: n }, () => stream.normal())),
};
const first = Float64Array.from({ length: n }, (_, i) => x.columns[0]![i]! + stream.normal());
const second = Float64Array.from({ length: n }, (_, i) => 5 + x.columns[1]![i]! ** 2 + stream.normal());
const weights = Float64Array.from({ length: n }, (_, i) => i % 3);
const at = { rows: 50, names, columns: x.columns.map((column) => column.slice(0, 50).map((v) => v + 0.1)) };

interface Nodes {
  readonly feature: readonly number[];
  readonly threshold: readonly number[];
  readonly child: readonly number[];
}

/** Means of y in the leaf that row `i` of `there` falls into, tree by tree, written out. */
function byHand(
  trees: readonly Nodes[],
  y: Float64Array,
  w: Float64Array,
  there: typeof x,
  i: number,
): number {
  const leaf = (tree: Nodes, of: typeof x, row: number): number => {
    let node = 0;
    while (tree.feature[node]! >= 0) {
      const left = of.columns[tree.feature[node]!]![row]! <= tree.threshold[node]!;
      node = tree.child[node]! + (left ? 0 : 1);
    }
    return node;
  };
  let mean = 0;
  for (const tree of trees) {
    const own = leaf(tree, there, i);
    let [sum, total] = [0, 0];
    for (let row = 0; row < n; row++) {
      if (leaf(tree, x, row) !== own) continue;
      sum += w[row]! * y[row]!;
      total += w[row]!;
    }
    mean += sum / total / trees.length;
  }
  return mean;
}

describe("a forest whose splits are kept", () => {
  it.each([
    ["equal", undefined],
    ["unequal", weights],
  ] as const)("predicts means of other outcomes in the same leaves, with %s weights", async (_, given) => {
    const model = await extraTrees({ trees: 5 }).fit(x, first, { weights: given, stream: randomStream(1) });
    const kept = model.keep!(at);
    const { trees } = model.toJSON() as { trees: Nodes[] };
    const [predicted, whole] = [kept.predict(second), kept.model(second).predict(at)];
    for (let i = 0; i < 10; i++) {
      const expected = byHand(trees, second, given ?? new Float64Array(n).fill(1), at, i);
      expect(Math.abs(predicted[i]! - expected)).toBeLessThan(1e-10);
      expect(Math.abs(whole[i]! - expected)).toBeLessThan(1e-10);
    }
  });

  it("is the forest itself with its own outcomes, bootstrap samples included", async () => {
    for (const learner of [extraTrees({ trees: 8 }), randomForest({ trees: 8 })]) {
      const model = await learner.fit(x, first, { stream: randomStream(2) });
      const again = model.keep!(at).predict(first);
      model.predict(at).forEach((value, i) => {
        expect(Math.abs(value - again[i]!)).toBeLessThan(1e-10);
      });
    }
  });

  it("takes an outcome for each training row, and is not there for honest trees", async () => {
    const model = await extraTrees({ trees: 2 }).fit(x, first, { stream: randomStream(2) });
    expect(() => model.keep!(at).predict(second.slice(1))).toThrow(
      /each of the 600 training rows; it held 599/,
    );
    expect((await randomForest({ trees: 4, honest: true }).fit(x, first)).keep).toBeUndefined();
  });
});
