import { table } from "arquero";
import { type ActionValues, type Episodes, episodes, type Policy } from "txlab/cohort";
import fixture from "../../fixtures/rl/estimators.json" with { type: "json" };

export interface FixtureLog {
  readonly horizon: number;
  readonly behavior: number[][];
  readonly target: number[][];
  /** By decision, state and action. */
  readonly q: number[][][];
  /** State, action and reward of each decision. */
  readonly episodes: number[][][];
  readonly switchAt: number;
}

export const { discount, bandit, sequential } = fixture;

/** A log of the fixture, its policy, and its given values of actions. */
export function fixtureLog(from: FixtureLog): { log: Episodes; policy: Policy; actionValues: ActionValues } {
  const rows = from.episodes.flatMap((steps, id) =>
    steps.map(([s, a, r], t) => ({
      id,
      t,
      s,
      a,
      r,
      end: t === steps.length - 1,
      p: from.behavior[s!]![a!]!,
    })),
  );
  const column = (name: keyof (typeof rows)[0]): unknown[] => rows.map((row) => row[name]);
  const columns = { id: column("id"), t: column("t"), s: column("s"), a: column("a"), r: column("r") };
  const log = episodes(table({ ...columns, end: column("end"), p: column("p") }), {
    ...{ id: "id", time: "t", state: "s", action: "a", reward: "r", terminated: "end" },
    behaviorProbability: "p",
  });
  const policy: Policy = {
    name: "target",
    actionCount: 2,
    probabilities: ({ states }) => Float64Array.from([...states!].flatMap((s) => from.target[s] ?? [0, 0])),
  };
  const actionValues: ActionValues = {
    name: "given Q",
    actionCount: 2,
    values: ({ states, times }) =>
      Float64Array.from([...states!].flatMap((s, row) => from.q[times[row]!]?.[s] ?? [0, 0])),
  };
  return { log, policy, actionValues };
}
