import { policyIteration, tabularModel, valueIteration } from "txlab/rl";
import { describe, expect, it } from "vitest";

// Values that the documentation of pymdptoolbox 4.0b3 prints for its own examples.
describe("the examples of pymdptoolbox", () => {
  const [forest, wait, cut] = [
    { states: 3, actions: 2, start: 0 },
    [
      [0.1, 0.9, 0],
      [0.1, 0, 0.9],
      [0.1, 0, 0.9],
    ],
    [
      [1, 0, 0],
      [1, 0, 0],
      [1, 0, 0],
    ],
  ];
  const model = tabularModel({
    ...forest,
    transitions: [wait, cut],
    rewards: [
      [0, 0],
      [0, 1],
      [4, 2],
    ],
  });

  it("forest: the values of its policy iteration, and of three decisions", () => {
    const published = [26.244, 29.484, 33.484];
    policyIteration(model, { discount: 0.9 }).values.forEach((value, s) => {
      expect(value).toBeCloseTo(published[s]!, 8);
    });
    const soon = valueIteration(model, { discount: 0.9, horizon: 3 }).values;
    expect([...soon.subarray(0, 3)].map((value) => Number(value.toFixed(4)))).toEqual([
      2.6973, 5.9373, 9.9373,
    ]);
  });

  it("small, with as many states as actions, once it is said which comes first; refused before", () => {
    const small = { states: 2, actions: 2, start: 0 };
    const transitions = [
      [
        [0.5, 0.5],
        [0.8, 0.2],
      ],
      [
        [0, 1],
        [0.1, 0.9],
      ],
    ];
    const rewards = [
      [5, -1],
      [10, 2],
    ];
    expect(() => tabularModel({ ...small, transitions, rewards })).toThrow(
      /say order: "state" or order: "action"/,
    );
    const found = valueIteration(tabularModel({ ...small, transitions, rewards, order: "action" }), {
      discount: 0.9,
    });
    expect(found.values[0]).toBeCloseTo(42.441860465, 7);
    expect(found.values[1]).toBeCloseTo(36.046511628, 7);
  });
});

// Gymnasium 1.4, P[state][action] = [(probability, next, reward, done), …]; values by NumPy on its arrays.
describe("FrozenLake, whose outcomes say that they end the episode", () => {
  const map = ["SFFF", "FHFH", "FFFH", "HFFG"].join("");
  const step = (s: number, a: number): number => {
    const [row, column] = [Math.floor(s / 4), s % 4];
    if (a === 0) return 4 * row + Math.max(0, column - 1);
    if (a === 1) return 4 * Math.min(3, row + 1) + column;
    return a === 2 ? 4 * row + Math.min(3, column + 1) : 4 * Math.max(0, row - 1) + column;
  };
  const end = 16;
  const rows = Array.from({ length: 64 }, (_, pair) => [Math.floor(pair / 4), pair % 4] as const).flatMap(
    ([s, a]) =>
      "GH".includes(map[s]!)
        ? [[s, a, end, 1, 0]]
        : [3, 0, 1].map((turn) => {
            const next = step(s, (a + turn) % 4);
            return [s, a, "GH".includes(map[next]!) ? end : next, 1 / 3, map[next] === "G" ? 1 : 0];
          }),
  );

  it.each([
    [0.99, 0.5420259319988],
    [0.9, 0.0688909048883],
  ])("has its value with discount %d", (discount, value) => {
    const lake = tabularModel({ states: 17, actions: 4, transitions: rows, terminal: [end], start: 0 });
    expect(valueIteration(lake, { discount }).value).toBeCloseTo(value, 9);
  });
});
