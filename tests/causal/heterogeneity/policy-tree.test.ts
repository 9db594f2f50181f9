import { table } from "arquero";
import { type Cate, drLearner, policyTree } from "txlab/causal";
import { causalStudy } from "txlab/cohort";
import { randomStream } from "txlab/stats";
import { beforeAll, describe, expect, it } from "vitest";

/** The treatment helps (by 1) only where x₁ > 0 and x₂ > 0, and harms (by 1) elsewhere. */
async function corner(n: number, seed: number): Promise<Cate> {
  const stream = randomStream(seed);
  const rows = Array.from({ length: n }, () => {
    const [x1, x2, x3] = [stream.normal(), stream.normal(), stream.normal()];
    const a = stream.bernoulli(0.5);
    return { x1, x2, x3, a, y: x3 + a * (x1 > 0 && x2 > 0 ? 1 : -1) + 0.5 * stream.normal() };
  });
  const column = (name: "x1" | "x2" | "x3" | "a" | "y"): number[] => rows.map((row) => row[name]);
  const data = table({
    x1: column("x1"),
    x2: column("x2"),
    x3: column("x3"),
    a: column("a"),
    y: column("y"),
  });
  return drLearner(causalStudy(data, { treatment: "a", outcome: "y", confounders: ["x1", "x2", "x3"] }));
}

describe("policyTree", () => {
  let cate: Cate;
  beforeAll(async () => {
    cate = await corner(2000, 1);
  });

  it("finds the corner in which to treat, and values rules on rows they were not learned from", async () => {
    const tree = await policyTree(cate);
    const grid = table({ x1: [-1, -1, 1, 1], x2: [-1, 1, -1, 1], x3: [0, 0, 0, 0] });
    expect([...tree.decide(grid)]).toEqual([0, 0, 0, 1]);
    expect(Math.abs(tree.treated - 0.25)).toBeLessThan(0.06);
    // Treating exactly the corner gains E[1(corner)] = 0.25.
    expect(Math.abs(tree.value.value - 0.25)).toBeLessThan(3.3 * tree.value.standardError);
    expect(tree.value.interval().low).toBeGreaterThan(0.1);
    expect(String(tree)).toMatch(/x[12] ≤/);
  });

  it("is the best of all trees on the grid, found by trying each", async () => {
    const small = { ...cate, study: cate.study } as Cate;
    const tree = await policyTree(small, { depth: 1, terms: ["x1", "x2"], thresholds: 7, minRows: 1 });
    const total = (node: typeof tree.root): number =>
      "column" in node ? total(node.low) + total(node.high) : node.gain;
    let best = Math.max(
      0,
      cate.scores.reduce((sum, s) => sum + s, 0),
    );
    for (const column of cate.study.design.columns.slice(0, 2)) {
      const sorted = Float64Array.from(column).sort();
      for (let k = 1; k <= 7; k++) {
        const cut = sorted[Math.floor((k / 8) * sorted.length)]!;
        const side = (low: boolean): number =>
          cate.scores.reduce((sum, s, i) => sum + (column[i]! <= cut === low ? s : 0), 0);
        best = Math.max(best, Math.max(0, side(true)) + Math.max(0, side(false)));
      }
    }
    expect(total(tree.root)).toBeCloseTo(best, 8);
  });

  it("turns around where more of the outcome is bad, and treats nobody where treating costs too much", async () => {
    const grid = table({ x1: [1], x2: [1], x3: [0] });
    expect([...(await policyTree(cate, { outcome: "bad" })).decide(grid)]).toEqual([0]);
    const dear = await policyTree(cate, { cost: 5 });
    expect(dear.treated).toBe(0);
    expect(dear.value.value).toBe(0);
  });

  it("refuses depths that it does not search", async () => {
    await expect(policyTree(cate, { depth: 3 as 2 })).rejects.toThrow(/depth must be 1 or 2/);
  });
});
