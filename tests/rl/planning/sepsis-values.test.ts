import type { Policy } from "txlab/cohort";
import {
  constantPolicy,
  linearProgramCheck,
  modifiedPolicyIteration,
  policyIteration,
  policyValue,
  sepsisModel,
  soften,
  type TabularModel,
  uniformPolicy,
  valueIteration,
} from "txlab/rl";
import { describe, expect, it } from "vitest";

// Exact values of the simulator of Oberst & Sontag (2019), computed from its factored kernels without sampling; the
// last is also published by Tang & Wiens (2021), 0.6775418119368786.
const published = {
  icml2019: {
    ...{ support: 9.3957, uniform: -0.75881, death: 0.812366, discharge: 0.053556, untreated: -0.809242 },
    ...{ physician: 0.413048, softPhysician: 0.311819, optimum: 0.429745, softOptimum: 0.316984 },
    ...{ infinite: 0.475636, uniformInfinite: -0.8095526114 },
  },
  v2: {
    ...{ support: 9.6259, uniform: -0.716435, death: 0.784962, discharge: 0.068527, untreated: -0.759113 },
    ...{ physician: 0.521836, softPhysician: 0.433425, optimum: 0.561363, softOptimum: 0.463823 },
    ...{ infinite: 0.743701, uniformInfinite: -0.7667713805 },
  },
};

const always = (action: number): Policy =>
  constantPolicy(
    `always ${action}`,
    Array.from({ length: 8 }, (_, a) => Number(a === action)),
  );

/** Published to six decimals. */
const sixDigits = (actual: number, expected: number): void =>
  expect(Math.abs(actual - expected)).toBeLessThan(1e-6);

describe.each(["icml2019", "v2"] as const)("the sepsis simulator, %s", (version) => {
  const expected = published[version];
  const model = sepsisModel({ version });
  const continuing = sepsisModel({ version, terminating: false });
  const limited = (policy: Policy): number => policyValue(model, policy, { discount: 1, horizon: 20 }).value;

  it("has the support, the terminal states and the start of the original", () => {
    const supports = Array.from(
      { length: 1440 * 8 },
      (_, k) => continuing.offsets[k + 1]! - continuing.offsets[k]!,
    );
    expect(supports.reduce((a, b) => a + b) / supports.length).toBeCloseTo(expected.support, 4);
    expect(Math.max(...supports)).toBe(54);
    expect(model.terminal.reduce((a, b) => a + b)).toBe(2 * 417);
    expect(model.start.filter((p) => p > 0).length).toBe(2 * 37);
    sixDigits(
      model.start.slice(720).reduce((a, b) => a + b),
      0.1897289586,
    );
  });

  it("gives random, absent and full treatment their exact values over 20 decisions", () => {
    sixDigits(limited(uniformPolicy(8)), expected.uniform);
    sixDigits(limited(always(0)), expected.untreated);
    sixDigits(limited(always(7)), -0.127738);
    const discharged = { ...model, reward: model.reward.map((r) => Math.max(0, r)) };
    const survival = policyValue(discharged, uniformPolicy(8), { discount: 1, horizon: 20 }).value;
    sixDigits(survival, expected.discharge);
    sixDigits(survival - limited(uniformPolicy(8)), expected.death);
  });

  it("gives the published physician, planned as if nothing ended, its exact value, hard and soft", () => {
    const { policy } = policyIteration(continuing, { discount: 0.99 });
    sixDigits(limited(policy), expected.physician);
    sixDigits(limited(soften(policy, 0.05)), expected.softPhysician);
  });

  it("gives the optimum its exact value by three roads that linear programming confirms", () => {
    const solutions = [valueIteration, policyIteration, modifiedPolicyIteration].map((solve) =>
      solve(model, { discount: 0.99 }),
    );
    for (const found of solutions) {
      sixDigits(found.value, expected.infinite);
      sixDigits(limited(found.policy), expected.optimum);
      sixDigits(limited(soften(found.policy, 0.05)), expected.softOptimum);
      const check = linearProgramCheck(model, found, { discount: 0.99 });
      expect(check.primalViolation).toBeLessThan(1e-9);
      expect(Math.abs(check.gap)).toBeLessThan(1e-9);
    }
    const uniform = policyValue(model, uniformPolicy(8), { discount: 0.99 });
    expect(uniform.value).toBeCloseTo(expected.uniformInfinite, 9);
  });
});

describe("the corrected sepsis simulator", () => {
  const model = sepsisModel();
  const { values } = valueIteration(model, { discount: 0.99 });
  const sum = (from: number): number => values.slice(from, from + 720).reduce((a, b) => a + b);

  it("has the optimal value that Tang & Wiens publish, to nine digits", () => {
    sixDigits(sum(0), 219.09448959);
    sixDigits(sum(720), 160.46632962);
    const start = (0.99 * (0.8 * sum(0) + 0.2 * sum(720))) / 303;
    expect(Math.abs(start / 0.6775418119368786 - 1)).toBeLessThan(1e-9);
  });

  it("has the optimal values of single states, without and with diabetes", () => {
    const states = [336, 696, 136];
    [0.85187396, 0.83096382, 0.76421585].forEach((v, j) => {
      sixDigits(values[states[j]!]!, v);
    });
    [0.75384051, 0.45245554, 0].forEach((v, j) => {
      sixDigits(values[720 + states[j]!]!, v);
    });
  });

  it("has the probabilities and rewards of single transitions", () => {
    const all = sepsisModel({ terminating: false });
    const look = (
      of: TabularModel,
      state: number,
      action: number,
    ): { stay: number; reward: number; support: number } => {
      const [from, to] = [of.offsets[state * 8 + action]!, of.offsets[state * 8 + action + 1]!];
      let [stay, reward] = [0, 0];
      for (let at = from; at < to; at++) {
        if (of.next[at] === state) stay += of.probability[at]!;
        reward += of.probability[at]! * of.reward[at]!;
      }
      return { stay, reward, support: to - from };
    };
    const [normal, original] = [
      look(all, 376, 0),
      look(sepsisModel({ version: "icml2019", terminating: false }), 376, 0),
    ];
    expect([normal.stay, normal.reward, normal.support]).toEqual([
      expect.closeTo(0.4608, 4),
      expect.closeTo(0.4432, 4),
      54,
    ]);
    expect([original.stay, original.support]).toEqual([expect.closeTo(0.4608, 4), 36]);
    expect([look(all, 720 + 504, 7).reward, look(all, 720 + 504, 7).support]).toEqual([
      expect.closeTo(-0.4, 12),
      24,
    ]);
    expect([look(all, 703, 0).reward, look(all, 703, 0).support]).toEqual([expect.closeTo(-0.254, 12), 12]);
  });
});
