import { fileURLToPath } from "node:url";
import {
  type EpisodeRoles,
  type Episodes,
  episodes,
  episodesTable,
  fromD3rlpy,
  fromMinari,
  type MinariEpisode,
  readMinari,
  toD3rlpy,
  toMinari,
} from "txlab/cohort";
import { chemotherapySimulator, recordEpisodes, rollout, sepsisModel, uniformPolicy } from "txlab/rl";
import { beforeAll, describe, expect, it } from "vitest";

const folder = (name: string): string =>
  fileURLToPath(new URL(`../../fixtures/cohort/minari/txlab/${name}-v0`, import.meta.url));

const same = (a: Episodes, b: Episodes): void => {
  for (const name of ["offsets", "actions", "rewards", "times", "lastObserved"] as const) {
    expect(Array.from(a[name])).toEqual(Array.from(b[name]));
  }
  expect(a.endings).toEqual(b.endings);
  expect(a.actionCount).toBe(b.actionCount);
  expect(a.names).toEqual(b.names);
  expect(a.states && Array.from(a.states)).toEqual(b.states && Array.from(b.states));
  expect(a.columns.map((column) => Array.from(column))).toEqual(b.columns.map((c) => Array.from(c)));
  expect(a.behavior && Array.from(a.behavior)).toEqual(b.behavior && Array.from(b.behavior));
};

let discrete: Episodes;
let vectors: Episodes;
beforeAll(async () => {
  discrete = await rollout(sepsisModel(), uniformPolicy(8), { episodes: 40, horizon: 6, seed: 4 });
  vectors = await recordEpisodes(chemotherapySimulator(), uniformPolicy(11), { episodes: 30, seed: 4 });
});

describe("Minari's layout", () => {
  it("is read as Minari itself wrote it, in Arrow", async () => {
    const box = await readMinari(folder("box"), { names: ["x", "y"] });
    expect(Array.from(box.offsets)).toEqual([0, 3, 5, 6]);
    expect(box.endings).toEqual(["terminated", "truncated", "terminated"]);
    expect(Array.from(box.columns[0]!)).toEqual([0, 1.5, 3, 4.5, 0, 1.5, 3, 0, 1.5]);
    expect(Array.from(box.columns[1]!)).toEqual([0, -1, -2, -3, 0, -1, -2, 0, -1].map((x) => x + 0));
    expect(box.actionCount).toBe(3);
    expect(Array.from(box.behavior!)).toEqual([0.25, 0.25, 0.25, 0.25, 0.25, 0.25]);
    const states = await readMinari(folder("discrete"));
    expect(Array.from(states.states!)).toEqual([0, 1, 2, 3, 0, 1, 2, 0, 1]);
    expect(states.stateCount).toBe(6);
    await expect(readMinari(folder("absent"))).rejects.toThrow(/no data\/metadata.json/);
  });

  it("gives back the same log, through JSON too", () => {
    for (const log of [discrete, vectors]) {
      const there = JSON.parse(JSON.stringify(toMinari(log))) as ReturnType<typeof toMinari>;
      const options = { actions: log.actionCount, ...(log.states && { states: log.stateCount }) };
      same(fromMinari(there, { ...options, ...(!log.states && { names: log.names }) }), log);
      expect(there.metadata.total_steps).toBe(log.steps);
      expect(there.episodes[0]!.observations.length).toBe(there.episodes[0]!.actions.length + 1);
    }
  });

  it("keeps terminated, truncated and censored apart; terminated wins over truncated", () => {
    const make = (id: number, terminated: boolean, truncated: boolean): MinariEpisode => ({
      ...{ id, observations: [0, 1], actions: [1], rewards: [1] },
      ...{ terminations: [terminated], truncations: [truncated] },
    });
    const log = fromMinari([
      make(0, true, false),
      make(1, false, true),
      make(2, false, false),
      make(3, true, true),
    ]);
    expect(log.endings).toEqual(["terminated", "truncated", "censored", "terminated"]);
    expect(fromMinari(toMinari(log)).endings).toEqual(log.endings);
  });

  it("refuses what does not fit, by episode, patient and step", () => {
    const good: MinariEpisode = {
      ...{ id: 7, observations: [0, 1, 2], actions: [1, 0], rewards: [0, 1] },
      ...{ terminations: [false, true], truncations: [false, false] },
    };
    const pair = (changed: Partial<MinariEpisode>): (() => Episodes) => {
      return () =>
        fromMinari([
          { ...good, id: 6 },
          { ...good, ...changed },
        ]);
    };
    expect(pair({ observations: [0, 1] })).toThrow(
      /episode 7 has 2 actions and 2 observations; there must be 3/,
    );
    expect(pair({ rewards: [0] })).toThrow(/episode 7 has 2 actions, but 1 rewards/);
    expect(pair({ rewards: [0, Number.NaN] })).toThrow(/reward .* is missing for patient 7, step 1/);
    expect(pair({ terminations: [true, true] })).toThrow(
      /true for patient 7, step 0, but the episode goes on/,
    );
    expect(pair({ actions: [1, -1] })).toThrow(/action .* it is -1 for patient 7, step 1/);
    expect(pair({ infos: { behavior_probability: [0, 1, 1] } })).not.toThrow();
    const known = { behavior_probability: [0, 1, 1] };
    expect(() =>
      fromMinari([
        { ...good, id: 6, infos: known },
        { ...good, infos: { behavior_probability: [0, 1, 0] } },
      ]),
    ).toThrow(/is 0 for the action that was taken by patient 7, step 1/);
    expect(() => fromMinari([good])).toThrow(/single patient, 7/);
  });
});

describe("d3rlpy's layout", () => {
  it("gives back the same decisions and endings, and says what is lost", () => {
    for (const log of [discrete, vectors]) {
      const there = toD3rlpy(log);
      expect(there.lost).toEqual({ lastObservations: log.count, censored: 0, behaviorProbabilities: true });
      expect(there.terminals.length).toBe(log.steps);
      const options = { actions: log.actionCount, ...(log.states && { states: log.stateCount }) };
      const back = fromD3rlpy(there, { ...options, ...(!log.states && { names: log.names }) });
      expect(back.endings).toEqual(log.endings);
      expect(Array.from(back.rewards)).toEqual(Array.from(log.rewards));
      expect(back.decisions.states).toEqual(log.decisions.states);
      expect(back.decisions.columns).toEqual(log.decisions.columns);
      expect(back.lastObserved.every((seen) => seen === 0)).toBe(true);
    }
  });

  it("keeps steps after the last flag as a censored episode, and refuses two ends at once", () => {
    const arrays = { observations: [0, 1, 0, 1, 1], actions: [1, 0, 1, 0, 0], rewards: [0, 1, 0, 1, 1] };
    const log = fromD3rlpy({ ...arrays, terminals: [0, 1, 0, 0, 0] });
    expect(log.endings).toEqual(["terminated", "censored"]);
    expect(toD3rlpy(log).lost.censored).toBe(1);
    expect(() => fromD3rlpy({ ...arrays, terminals: [0, 1, 0, 0, 1], timeouts: [0, 1, 0, 0, 0] })).toThrow(
      /step 1 \(episode 0, its step 1\) is terminal and a timeout at once/,
    );
    expect(() =>
      fromD3rlpy({
        ...arrays,
        actions: [
          [1, 2],
          [0, 1],
          [1, 1],
          [0, 0],
          [0, 0],
        ],
        terminals: [0, 1, 0, 0, 1],
      }),
    ).toThrow(/one number for each step; it was a vector of 2 at step 0/);
  });

  it("cannot become Minari's without the last observation, unless it is repeated", () => {
    const log = fromD3rlpy(toD3rlpy(discrete), { actions: 8, states: 1440 });
    expect(() => toMinari(log)).toThrow(
      /nothing was observed after the last action of episode 0.*unobserved: "repeat"/,
    );
    const repeated = toMinari(log, { unobserved: "repeat" }).episodes[0]!.observations;
    expect(repeated[repeated.length - 1]).toBe(repeated[repeated.length - 2]);
  });
});

describe("a long table", () => {
  it("of a log is read back as the same log", () => {
    for (const log of [discrete, vectors]) {
      const roles: EpisodeRoles = {
        ...{ id: "episode", patient: "patient", time: "time", state: log.states ? "state" : log.names },
        ...{ action: "action", reward: "reward", terminated: "terminated", truncated: "truncated" },
        ...{ behaviorProbability: "behaviorProbability", clock: "episode", actions: log.actionCount },
        ...(log.states && { states: log.stateCount }),
      };
      same(episodes(episodesTable(log), roles), log);
    }
  });
});
