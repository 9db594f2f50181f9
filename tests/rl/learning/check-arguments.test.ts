import { table } from "arquero";
import { type Episodes, episodes } from "txlab/cohort";
import { extraTrees } from "txlab/models";
import {
  behaviorPolicy,
  clusterStates,
  confoundingBounds,
  evaluatePolicies,
  fittedQEvaluation,
  fittedQIteration,
  ope,
  selectPolicy,
  spibb,
  tabularPolicy,
  uniformPolicy,
} from "txlab/rl";
import { describe, expect, it } from "vitest";

const rows = table({
  id: [1, 1, 2, 2, 3],
  t: [0, 1, 0, 1, 0],
  s: [0, 1, 0, 1, 1],
  a: [0, 1, 1, 0, 1],
  r: [0, 1, 0, 1, 0],
  end: [0, 1, 0, 1, 1],
});
const log = episodes(rows, { id: "id", time: "t", state: "s", action: "a", reward: "r", terminated: "end" });
const random = uniformPolicy(2);
const any = <T>(value: unknown): T => value as T;
const swapped = /log must be episodes.*a policy, as if two arguments were swapped/;

describe("arguments that are something else", () => {
  it("are named where a table, a promise or a policy stands for episodes", async () => {
    for (const learn of [fittedQIteration, spibb, behaviorPolicy, clusterStates]) {
      await expect(learn(any<Episodes>(rows))).rejects.toThrow(
        /log must be episodes.*a table; make episodes of it/,
      );
      await expect(learn(any<Episodes>(Promise.resolve(log)))).rejects.toThrow(
        /a promise; write await before it/,
      );
      await expect(learn(any<Episodes>(undefined))).rejects.toThrow(/log must be episodes.*undefined/);
    }
    await expect(ope(any(random), any(log))).rejects.toThrow(swapped);
    await expect(fittedQEvaluation(any(random), any(log), { discount: 1 })).rejects.toThrow(swapped);
    await expect(selectPolicy({ random }, any(random), log)).rejects.toThrow(/select must be episodes/);
    expect(() => confoundingBounds(any(random), any(log))).toThrow(swapped);
  });

  it("are named where candidates are no policies, or a policy was not awaited", async () => {
    await expect(evaluatePolicies(any(log), any({ random }))).rejects.toThrow(/log must be episodes/);
    await expect(evaluatePolicies(any(random), log)).rejects.toThrow(/policies by their names/);
    await expect(evaluatePolicies(any([random]), log)).rejects.toThrow(/policies by their names/);
    await expect(evaluatePolicies(any({ safe: spibb(log) }), log)).rejects.toThrow(
      /candidates.safe must be a policy; it was a promise; write await/,
    );
    await expect(ope(log, random, { behavior: any(behaviorPolicy(log)) })).rejects.toThrow(
      /behavior must be a policy/,
    );
  });

  it("are named where a learner's function was not called, or a policy is of other states", async () => {
    await expect(fittedQIteration(log, { learner: any(extraTrees) })).rejects.toThrow(
      /extraTrees\(\); it was a function; call it/,
    );
    const other = tabularPolicy({
      name: "other",
      stateCount: 5,
      actionCount: 2,
      table: new Float64Array(10).fill(0.5),
    });
    const states = /other is of 5 states; the episodes have 2/;
    await expect(ope(log, other)).rejects.toThrow(states);
    await expect(spibb(log, { baseline: other })).rejects.toThrow(states);
  });

  it("are refused before any work: discount, horizon, and rows of probabilities that are too few", async () => {
    await expect(evaluatePolicies({ other: random }, log, { discount: 2 })).rejects.toThrow(
      /discount must lie in \(0, 1\]/,
    );
    await expect(evaluatePolicies({ other: random }, log, { horizon: 0 })).rejects.toThrow(
      /horizon must be an integer/,
    );
    const short = { ...random, probabilities: () => new Float64Array(3) };
    await expect(ope(log, short)).rejects.toThrow(/2 numbers for each of 5 decisions; there were 3/);
  });
});

it("carers are estimated by as many folds as there are patients where these are fewer than five", async () => {
  expect((await behaviorPolicy(log)).outOfFold.length).toBe(10);
});
