import { table } from "arquero";
import { type Episodes, episodes } from "txlab/cohort";
import { describe, expect, it } from "vitest";

const columns = {
  stay: ["a", "a", "a", "b", "b", "c", "c", "c"],
  patient: [1, 1, 1, 2, 2, 1, 1, 1],
  hour: [0, 4, 8, 0, 4, 12, 16, 20],
  state: [0, 2, 1, 1, 0, 2, 2, 0],
  dose: [1, 0, null, 0, 1, 2, 0, null],
  reward: [0, -1, null, 0.5, 1, 0, 0, null],
  died: [0, 1, null, 0, 0, 0, 0, null],
  stopped: [0, 0, null, 0, 0, 0, 1, null],
  p: [0.5, 0.25, null, 1, 0.5, 0.2, 0.3, null],
};
const roles = {
  ...{ id: "stay", patient: "patient", time: "hour", state: "state", action: "dose", reward: "reward" },
  ...{ terminated: "died", truncated: "stopped", behaviorProbability: "p" },
};
const read = (changed: object = {}, further: object = {}): Episodes =>
  episodes(table({ ...columns, ...changed }), { ...roles, ...further });

describe("episodes", () => {
  it("keep T decisions, T + 1 observations, and three kinds of endings apart", () => {
    const log = read();
    expect([...log.offsets]).toEqual([0, 2, 4, 6]);
    expect([...log.states!]).toEqual([0, 2, 1, 1, 0, -1, 2, 2, 0]);
    expect([...log.actions]).toEqual([1, 0, 0, 1, 2, 0]);
    expect([...log.rewards]).toEqual([0, -1, 0.5, 1, 0, 0]);
    expect(log.endings).toEqual(["terminated", "censored", "truncated"]);
    expect([...log.lastObserved]).toEqual([1, 0, 1]);
    expect([...log.decisions.states!]).toEqual([0, 2, 1, 0, 2, 2]);
    expect([...log.following.states!]).toEqual([2, 1, 0, -1, 2, 0]);
    expect([log.count, log.patientCount, log.steps, log.horizon, log.actionCount]).toEqual([3, 2, 6, 2, 3]);
  });

  it("do not depend on the order of rows within episodes", () => {
    const order = [2, 0, 1, 4, 3, 7, 6, 5];
    const shuffled = Object.fromEntries(
      Object.entries(columns).map(([name, values]) => [name, order.map((i) => values[i]!)]),
    );
    expect([...read(shuffled).states!]).toEqual([...read().states!]);
  });

  it("take numbers in several columns, and refuse a missing one with patient and step", () => {
    const log = read({}, { state: ["state", "hour"] });
    expect(log.states).toBeUndefined();
    expect([...log.decisions.columns[1]!]).toEqual([0, 4, 0, 4, 12, 16]);
    const gap = { state: [0, Number.NaN, 1, 1, 0, 2, 2, 0] };
    expect(() => read(gap, { state: ["state"] })).toThrow(/missing for patient 1 \(episode "a"\), step 1/);
  });

  it.each([
    [
      "overlapping episodes of a patient",
      { hour: [0, 4, 8, 0, 4, 4, 8, 12] },
      {},
      /"a" and "c" overlap.*patient 1.*step 0/,
    ],
    ["a gap in time", { hour: [0, 4, 12, 0, 4, 12, 16, 20] }, {}, /gap in time after patient 1.*step 1/],
    ["two rows of one time", { hour: [0, 0, 4, 0, 4, 12, 16, 20] }, {}, /two rows have time 0 for patient 1/],
    [
      "an action outside the space",
      {},
      { actions: 2 },
      /one of 0 … 1; it is 2 for patient 1 \(episode "c"\), step 0/,
    ],
    [
      "an action that is missing within",
      { dose: [null, 0, null, 0, 1, 2, 0, null] },
      {},
      /missing for patient 1.*step 0/,
    ],
    [
      "probability 0 of what was done",
      { p: [0.5, 0, null, 1, 0.5, 0.2, 0.3, null] },
      {},
      /is 0 for the action.*patient 1.*step 1/,
    ],
    [
      "a probability above 1",
      { p: [0.5, 1.5, null, 1, 0.5, 0.2, 0.3, null] },
      {},
      /\(0, 1\]; it is 1.5 for patient 1/,
    ],
    [
      "a reward that is NaN",
      { reward: [0, Number.NaN, null, 0.5, 1, 0, 0, null] },
      {},
      /reward "reward" is missing for patient 1.*step 1/,
    ],
    [
      "a decision after the end",
      { died: [1, 1, null, 0, 0, 0, 0, null] },
      {},
      /"died" is true for patient 1.*step 0, but/,
    ],
    ["a state outside the space", {}, { states: 2 }, /one of 0 … 1; it is 2 for patient 1.*step 1/],
    [
      "a single patient",
      { patient: [1, 1, 1, 1, 1, 1, 1, 1], hour: [0, 4, 8, 30, 34, 12, 16, 20] },
      {},
      /single patient, 1/,
    ],
    ["an unknown role", {}, { rewrad: "x" }, /no option "rewrad"/],
    ["an unknown column", {}, { time: "hours" }, /Did you mean "hour"/],
  ])("refuse %s", (_, changed, further, message) => {
    expect(() => read(changed, further)).toThrow(message);
  });

  it("let time start again in each episode when it is said", () => {
    const hour = [0, 4, 8, 0, 4, 0, 4, 8];
    expect(() => read({ hour })).toThrow(/clock: "episode"/);
    expect(read({ hour }, { clock: "episode" }).count).toBe(3);
  });

  it("split by patient, never within one", () => {
    const n = 300;
    const ids = Array.from({ length: n }, (_, i) => i);
    const log = episodes(
      table({
        id: ids,
        patient: ids.map((i) => i % 100),
        t: ids,
        s: ids.map(() => 0),
        a: ids.map(() => 0),
        r: ids.map(() => 0),
        end: ids.map(() => true),
      }),
      { id: "id", patient: "patient", time: "t", state: "s", action: "a", reward: "r", terminated: "end" },
    );
    const { learn, select, test } = log.split({ learn: 0.6, select: 0.2, test: 0.2 }, { seed: 4 });
    expect([learn.patientCount, select.patientCount, test.patientCount]).toEqual([60, 20, 20]);
    expect(learn.count + select.count + test.count).toBe(n);
    const [a, b, c] = [learn, select, test].map((part) => part.asSource().patients);
    for (const id of a!) expect(b!.has(id) || c!.has(id)).toBe(false);
    for (const id of b!) expect(c!.has(id)).toBe(false);
    expect(() => log.split({ learn: 0.8, test: 0.4 })).toThrow(/add up to at most 1/);
  });
});
