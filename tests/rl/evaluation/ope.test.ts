import { table } from "arquero";
import { type ActionValues, episodes } from "txlab/cohort";
import { constantPolicy, ope, returnBounds } from "txlab/rl";
import { describe, expect, it } from "vitest";
import { goldenBehavior, goldenDiscount, goldenEpisodes, goldenPolicy, goldenValues } from "./golden.js";

const log = goldenEpisodes();
const common = { discount: goldenDiscount, actionValues: goldenValues };

describe("off-policy evaluation of four episodes computed elsewhere", () => {
  it.each([
    ["is", {}, 3.0938],
    ["wis", {}, 1.494589371981],
    ["pdis", {}, 2.3978],
    ["pdwis", {}, 1.180802675585],
    ["pdwis", { normalise: "alive" }, 1.451740890688],
    ["dm", {}, 1.8],
    ["dr", {}, 0.45427],
    ["wdr", {}, 0.787841248606],
    ["wdr", { normalise: "alive" }, 0.623282591093],
  ] as const)("gives %s %o its value", async (estimator, further, expected) => {
    const found = await ope(log, goldenPolicy, { ...common, estimator, ...further });
    expect(Math.abs(found.value - expected)).toBeLessThan(1e-11);
    const known = await ope(log, goldenPolicy, {
      ...common,
      estimator,
      ...further,
      behavior: goldenBehavior,
    });
    expect(known.value).toBeCloseTo(found.value, 14);
  });

  it("gives the return under the log's own policy, and its effective sample size", async () => {
    const own = await ope(log, goldenBehavior, { ...common, estimator: "is" });
    expect(own.value).toBeCloseTo(0.7325, 12);
    const { support } = await ope(log, goldenPolicy, common);
    expect(support.effectiveSize).toBeCloseTo(2.279565888174, 11);
    expect(support.largestShare).toBeCloseTo(0.608695652174, 11);
    expect(support.matching).toBe(4);
  });

  it("gives bounds that were computed elsewhere", () => {
    const values = [13.2048, 0.18, 0.5904, -1.6];
    const range = [-2, 14] as const;
    expect(returnBounds(values, { kind: "t", side: "lower" }).low).toBeCloseTo(-4.916321146433, 10);
    const both = returnBounds(values, { kind: "t" });
    expect(both.low).toBeCloseTo(-7.738262770402, 10);
    expect(both.high).toBeCloseTo(13.925862770402, 10);
    expect(returnBounds(values, { kind: "hoeffding", side: "lower", range }).low).toBeCloseTo(
      -6.697187322723,
      10,
    );
    expect(returnBounds(values, { kind: "bernstein", side: "lower", range }).low).toBeCloseTo(
      -52.05737032229,
      10,
    );
  });

  it("puts Student's t around the estimate", async () => {
    const found = await ope(log, goldenPolicy, { ...common, estimator: "is", interval: "t" });
    expect(found.interval().low).toBeCloseTo(-7.738262770402, 9);
    expect(found.interval().high).toBeCloseTo(13.925862770402, 9);
  });
});

describe("values of actions", () => {
  const byState: ActionValues = {
    ...{ name: "1 + state", actionCount: 2 },
    values: ({ states }) => Float64Array.from([...states!].flatMap((s) => [1 + s, 1 + s])),
  };
  const cut = episodes(
    table({
      ...{ id: [1, 1, 2, 2], t: [0, 1, 0, 1], s: [0, 3, 0, 1], a: [0, null, 1, 0], r: [1, null, 0, 2] },
      ...{ end: [0, null, 0, 1], cut: [1, null, 0, 0], p: [0.5, null, 0.5, 0.5] },
    }),
    {
      ...{ id: "id", time: "t", state: "s", action: "a", reward: "r", terminated: "end", truncated: "cut" },
      ...{ behaviorProbability: "p", actions: 2 },
    },
  );
  const even = constantPolicy("even", [0.5, 0.5]);

  it("count beyond an end that a limit made, and not beyond the process's own: (1 + 4γ + 1) / 2", async () => {
    const found = await ope(cut, even, { estimator: "dr", discount: 0.5, actionValues: byState });
    expect(found.value).toBeCloseTo(2, 14);
  });

  it.each([
    [0, /half known is NaN at patient 1, step 0, action 0; it must be a finite number/],
    [3, /half known gives NaN to what follows patient 1, step 0; it must be a finite number/],
  ])("are refused where they are needed and not known", async (unknown, message) => {
    const actionValues: ActionValues = {
      ...{ name: "half known", actionCount: 2 },
      values: (asked) => byState.values(asked).map((q) => (q === 1 + unknown ? Number.NaN : q)),
    };
    await expect(ope(cut, even, { estimator: "dr", actionValues })).rejects.toThrow(message);
  });
});
