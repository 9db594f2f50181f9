import { decisionTree, modelFromJson } from "txlab/models";
import { describe, expect, it } from "vitest";
import { known } from "./tree-and-network.js";
import { ensembleCases, features, parts } from "./tree-ensembles.js";

const caseOf = (name: string) => parts(ensembleCases.find((each) => each.name === name)!);
const apart = (found: ArrayLike<number>, expected: ArrayLike<number>): number =>
  Array.from(found).reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0);

describe("decisionTree", () => {
  it.each(known.trees)("prunes as scikit-learn does at alpha $alpha on $data", async (tree) => {
    const { x, y, test } = caseOf(tree.data);
    const weights = tree.weighted ? y.map((_, i) => 1 + (i % 3)) : undefined;
    const model = await decisionTree({ costComplexity: tree.alpha }).fit(x, y, { weights });
    expect(model.leafCount).toBe(tree.leaves);
    expect(apart(model.importances, tree.importances)).toBeLessThan(1e-9);
    expect(apart(model.predict(test), tree.predictions)).toBeLessThan(1e-9);
    expect(modelFromJson(JSON.stringify(model)).predict(test)).toEqual(model.predict(test));
  });

  it("gives the tree of some cost where it may have only so many leaves", async () => {
    const { x, y, test } = caseOf("friedman1");
    const { alpha, leaves, predictions } = known.trees[0]!;
    const model = await decisionTree({ maxLeaves: leaves }).fit(x, y);
    expect(model.leafCount).toBe(leaves);
    expect(apart(model.predict(test), predictions)).toBeLessThan(1e-9);
    const fewer = await decisionTree({ maxLeaves: 3, costComplexity: alpha }).fit(x, y);
    expect(fewer.leafCount).toBeLessThanOrEqual(3);
    expect((await decisionTree({ maxLeaves: 1 }).fit(x, y)).leafCount).toBe(1);
  });

  it("keeps splits that gain only together, and ends where none gains", async () => {
    const corners = features([
      [0, 0, 1, 1, 1],
      [0, 1, 0, 1, 1],
    ]);
    const exclusive = await decisionTree({ minLeaf: 1 }).fit(corners, Float64Array.of(0, 1, 1, 0, 0));
    expect([...exclusive.predict(corners)]).toEqual([0, 1, 1, 0, 0]);
    expect((await decisionTree({ minLeaf: 1 }).fit(corners, new Float64Array(5))).leafCount).toBe(1);
  });

  it("prints its rules", async () => {
    const model = await decisionTree({ minLeaf: 1 }).fit(
      features([[1, 2, 3, 4]]),
      Float64Array.of(0, 0, 5, 5),
    );
    expect(String(model)).toMatch(
      /2 leaves[\s\S]*all rows +2\.50 +100\.0%\n· x0 ≤ 2\.50 +0\n· x0 > 2\.50 +5/,
    );
  });

  it("refuses options that no tree can have", () => {
    expect(() => decisionTree({ costComplexity: -1 })).toThrow(/costComplexity/);
    expect(() => decisionTree({ maxLeaves: 0 })).toThrow(/maxLeaves/);
  });
});
