import { policyValue, tabularModel, uniformPolicy, valueIteration } from "txlab/rl";
import { describe, expect, it } from "vitest";

// Two states and an end: action 0 stays (reward 0), action 1 ends with reward 1 or moves back.
const dense = [
  [
    [1, 0, 0],
    [0, 0.5, 0.5],
  ],
  [
    [0, 1, 0],
    [1, 0, 0],
  ],
  [
    [0, 0, 1],
    [0, 0, 1],
  ],
];
const base = { states: 3, actions: 2, terminal: [2], start: 0 };

describe("tabularModel", () => {
  it("is the same from nested, flat and sparse arrays", () => {
    const sparse = dense.flatMap((byAction, state) =>
      byAction.flatMap((row, action) =>
        row.map((probability, next) => ({ state, action, next, probability })),
      ),
    );
    const rewards = [0, 0, 1];
    const models = [dense, Float64Array.from(dense.flat(2)), sparse].map((transitions) =>
      tabularModel({ ...base, transitions, rewards, rewardOn: "arrival" }),
    );
    for (const model of models) {
      expect([...model.next]).toEqual([...models[0]!.next]);
      // V(0) = 0.5 · 1 + 0.5 γ V(1), V(1) = γ V(0).
      expect(valueIteration(model, { discount: 0.9 }).value).toBeCloseTo(0.5 / (1 - 0.5 * 0.81), 9);
    }
  });

  it("takes rewards per state on leaving, per pair and per outcome", () => {
    const leaving = tabularModel({ ...base, transitions: dense, rewards: [2, 0, 0], rewardOn: "departure" });
    expect(policyValue(leaving, uniformPolicy(2), { discount: 0.5, horizon: 1 }).value).toBe(2);
    const pairs = tabularModel({ ...base, transitions: dense, rewards: [1, 3, 0, 0, 0, 0] });
    expect(policyValue(pairs, uniformPolicy(2), { discount: 0.5, horizon: 1 }).value).toBe(2);
    const perOutcome = new Float64Array(18);
    perOutcome[1 * 3 + 2] = 4;
    const each = tabularModel({ ...base, transitions: dense, rewards: perOutcome });
    expect(policyValue(each, uniformPolicy(2), { discount: 0.5, horizon: 1 }).value).toBe(1);
  });

  it("never plans an action that is not allowed", () => {
    const model = tabularModel({
      ...base,
      transitions: dense,
      rewards: [0, 0, 1],
      rewardOn: "arrival",
      allowed: [1, 0, 1, 1, 1, 1],
    });
    const found = valueIteration(model, { discount: 0.9 });
    expect(found.value).toBe(0);
    expect([...found.policy.table.slice(0, 2)]).toEqual([1, 0]);
    expect(found.actionValues[1]).toBe(Number.NEGATIVE_INFINITY);
    expect(() => policyValue(model, uniformPolicy(2), { discount: 0.9 })).toThrow(
      /action 1 in state 0.*not allowed/,
    );
  });

  it("breaks ties by the lowest action", () => {
    const same = [
      [
        [0, 0, 1],
        [0, 0, 1],
      ],
      [
        [0, 0, 1],
        [0, 0, 1],
      ],
      [
        [0, 0, 1],
        [0, 0, 1],
      ],
    ];
    const found = valueIteration(
      tabularModel({ ...base, transitions: same, rewards: [0, 0, 1], rewardOn: "arrival" }),
      { discount: 0.9 },
    );
    expect([...found.policy.table.slice(0, 4)]).toEqual([1, 0, 1, 0]);
  });

  it.each([
    [
      "probabilities that do not add up",
      { transitions: [0.5, 0, 0, ...dense.flat(2).slice(3)] },
      /action 0 in state 0 add up to 0.5/,
    ],
    ["a reward per state without its time", { rewards: [0, 0, 1] }, /rewardOn/],
    ["a wrong number of rewards", { rewards: [1, 2] }, /it had 2/],
    ["a start that does not add up", { start: [0.5, 0, 0] }, /add up to 0.5/],
    ["an unknown terminal state", { terminal: [3] }, /one of 0 … 2/],
    ["an infinite reward", { rewards: [Number.NaN, 0, 0, 0, 0, 0] }, /finite number; it was NaN/],
  ])("refuses %s", (_, changed, message) => {
    expect(() => tabularModel({ ...base, transitions: dense, ...changed } as never)).toThrow(message);
  });

  it("says when values cannot settle without discount", () => {
    const model = tabularModel({ ...base, transitions: dense, rewards: [1, 1, 0, 0, 0, 0] });
    expect(() => valueIteration(model, { discount: 1, maxRounds: 500 })).toThrow(
      /discount below 1 or a horizon/,
    );
  });
});
