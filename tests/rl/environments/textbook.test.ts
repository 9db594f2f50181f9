import {
  cliffWalking,
  gamblersProblem,
  gridworld,
  policyValue,
  randomWalk,
  tabularPolicy,
  uniformPolicy,
  valueIteration,
} from "txlab/rl";
import { describe, expect, it } from "vitest";

// Values printed in Sutton & Barto (2018), Reinforcement Learning: An Introduction.
describe("small models of the textbook", () => {
  it("gridworld has the random policy's values of figure 4.1", () => {
    const { values } = policyValue(gridworld(), uniformPolicy(4), { discount: 1 });
    const printed = [0, -14, -20, -22, -14, -18, -20, -20, -20, -20, -18, -14, -22, -20, -14, 0];
    printed.forEach((v, s) => {
      expect(values[s]).toBeCloseTo(v, 8);
    });
  });

  it("cliff walking is best at −13 along the edge, and −17 along the far wall", () => {
    const model = cliffWalking();
    expect(valueIteration(model, { discount: 1 }).value).toBe(-13);
    const table = new Float64Array(48 * 4);
    for (let s = 0; s < 48; s++) {
      const [row, column] = [Math.floor(s / 12), s % 12];
      table[s * 4 + (column === 11 ? 2 : row === 0 ? 1 : 0)] = 1;
    }
    const safe = tabularPolicy({ name: "far from the cliff", stateCount: 48, actionCount: 4, table });
    expect(policyValue(model, safe, { discount: 1 }).value).toBe(-17);
    const down = Float64Array.from(table);
    down.set([0, 1, 0, 0], 36 * 4);
    const fallen = tabularPolicy({ name: "falls", stateCount: 48, actionCount: 4, table: down });
    expect(policyValue(model, fallen, { discount: 0.5 }).value).toBeCloseTo(-200, 6);
  });

  it("the random walk is worth k / (n + 1) in state k", () => {
    for (const n of [5, 19]) {
      const { values } = policyValue(randomWalk({ states: n }), uniformPolicy(1), { discount: 1 });
      for (let k = 1; k <= n; k++) expect(values[k]).toBeCloseTo(k / (n + 1), 9);
    }
    expect(() => randomWalk({ states: 4 })).toThrow(/must be odd/);
  });

  it("the gambler plays boldly at a quarter, a half and three quarters", () => {
    const { values, policy } = valueIteration(gamblersProblem(), { discount: 1 });
    expect(values[25]).toBeCloseTo(0.16, 12);
    expect(values[50]).toBeCloseTo(0.4, 12);
    expect(values[75]).toBeCloseTo(0.64, 12);
    expect(policy.table[50 * 50 + 49]).toBe(1);
    // With a favourable coin timid play wins: 1 − (q/p)^s over 1 − (q/p)^100 (gambler's ruin).
    const timid = valueIteration(gamblersProblem({ heads: 0.55 }), { discount: 1 });
    expect(timid.values[50]).toBeCloseTo((1 - (0.45 / 0.55) ** 50) / (1 - (0.45 / 0.55) ** 100), 9);
  });
});
