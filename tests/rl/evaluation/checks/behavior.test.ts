import { table } from "arquero";
import { episodes } from "txlab/cohort";
import { behaviorPolicy, constantPolicy, ope, rollout, sepsisView } from "txlab/rl";
import { describe, expect, it } from "vitest";
import { bandit, carersPolicy, log, model, tilt } from "./logs.js";

describe("check 2, calibration of the behaviour", () => {
  it("fires when probabilities cannot follow what carers did", async () => {
    const x = Array.from({ length: 600 }, (_, i) => ((i * 37) % 100) / 50 - 1);
    // Action 1 at both ends of x: a line cannot say so.
    const a = x.map((value) => (Math.abs(value) > 0.5 ? 1 : 0));
    const column = (value: number): number[] => x.map(() => value);
    const bent = episodes(
      table({ id: x.map((_, i) => i), t: column(0), x, a, r: column(0), end: column(1) }),
      { id: "id", time: "t", state: ["x"], action: "a", reward: "r", terminated: "end" },
    );
    const found = await behaviorPolicy(bent);
    expect(found.warnings.map(({ code }) => code)).toEqual(["behavior-calibration"]);
  });

  it("is silent for frequencies of discrete states, and gives probabilities of others' patients", async () => {
    const other = log.select([0, 1, 2]);
    const found = await behaviorPolicy(log);
    expect(found.warnings).toEqual([]);
    expect(found.calibration.expectedError).toBeLessThan(0.03);
    expect(found.fittedTo(log)).toBe(found.outOfFold);
    expect(found.fittedTo(other)).toBeUndefined();
  });
});

describe("an action that no learning patient shows", () => {
  const n = 400;
  const rows = Array.from({ length: n }, (_, i) => i);
  const logOf = (action: (i: number) => number) =>
    episodes(
      table({
        id: rows,
        t: rows.map(() => 0),
        x: rows.map((i) => Math.sin(i)),
        a: rows.map(action),
        r: rows.map(() => 1),
        end: rows.map(() => 1),
      }),
      { id: "id", time: "t", state: ["x"], action: "a", actions: 3, reward: "r", terminated: "end" },
    );
  const learned = logOf((i) => i % 2);

  it("is as rare as half a decision among all of them, unless nothing is added", async () => {
    const carers = await behaviorPolicy(learned);
    const found = carers.probabilities(learned.decisions);
    expect(found[2]).toBeCloseTo(0.5 / (n + 0.5), 5);
    expect(found[0]! + found[1]! + found[2]!).toBeCloseTo(1, 12);
    const bare = await behaviorPolicy(learned, { smoothing: 0 });
    expect(bare.probabilities(learned.decisions)[2]).toBe(0);
  });

  it("can have been taken by others", async () => {
    const others = logOf((i) => (i === 7 ? 2 : i % 2));
    const carers = await behaviorPolicy(learned);
    const found = await ope(others, constantPolicy("halves", [0.5, 0.5, 0]), {
      behavior: carers,
      estimator: "wis",
    });
    expect(Number.isFinite(found.value)).toBe(true);
  });
});

describe("what happened", () => {
  it("cannot have been impossible: patient, step and action are named", async () => {
    const never = constantPolicy("never", [1, 0]);
    await expect(ope(bandit(600, 0.5), tilt(0.6), { behavior: never })).rejects.toThrow(
      /probability 0.*300 of 600 decisions.*patient 0, step 0, action 1/,
    );
  });

  it("may leave a policy without any episode", async () => {
    const ones = bandit(200, 1 - 1e-9, { a: new Array(200).fill(1), p: new Array(200).fill(1) });
    await expect(ope(ones, tilt(0), {})).rejects.toThrow(/no episode follows tilt/);
  });

  it("is of hidden states too: a view hides them, and its states are fewer", async () => {
    const seen = await rollout(model, carersPolicy, {
      episodes: 50,
      view: sepsisView({ hide: ["diabetic", "glucose"] }),
    });
    expect(seen.stateCount).toBe(144);
    expect(seen.names).not.toContain("glucose");
  });
});
