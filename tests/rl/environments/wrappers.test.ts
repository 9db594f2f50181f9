import type { Environment } from "txlab/cohort";
import {
  boxSpace,
  discreteSpace,
  fromGymJs,
  type GymJsEnvironment,
  glucoseSimulator,
  hivSimulator,
  partialObservation,
  projectStates,
  randomWalk,
  rollout,
  sepsisModel,
  sepsisSimulator,
  sepsisView,
  tabularEnvironment,
  timeLimit,
  toGymJs,
  uniformPolicy,
} from "txlab/rl";
import { randomStream } from "txlab/stats";
import { describe, expect, it } from "vitest";

/** Walks to the right until the end, as gym-js 0.2's interface asks: snake case, four-tuples, tensors. */
class Corridor implements GymJsEnvironment {
  readonly action_space = { shape: [2], sample: () => 1 };
  readonly observation_space = { shape: [1], sample: () => tensor([0]) };
  readonly reward_range = [0, 1];
  private at = 0;
  private age = 0;
  seeded: number[] = [];
  step(action: number): readonly [{ dataSync(): Float32Array }, number, boolean, object] {
    this.at = Math.max(0, this.at + (action === 1 ? 1 : -1));
    const [end, late] = [this.at === 3, ++this.age === 5];
    return [
      tensor([this.at]),
      end ? 1 : 0,
      end || late,
      late && !end ? { "TimeLimit.truncated": true } : { age: this.age },
    ];
  }
  reset(): { dataSync(): Float32Array } {
    [this.at, this.age] = [0, 0];
    return tensor([0]);
  }
  render(): void {}
  close(): void {}
  seed(seed: number): void {
    this.seeded.push(seed);
  }
}

const tensor = (values: number[]): { dataSync(): Float32Array } => ({
  dataSync: () => Float32Array.from(values),
});

function walk(environment: Environment<number | Float64Array, number>, actions: readonly number[], seed = 3) {
  environment.reset({ seed });
  return actions.map((action) => environment.step(action));
}

describe("adapters to and from gym-js", () => {
  it("bring an environment of gym-js into Gymnasium's form", () => {
    const inner = new Corridor();
    const environment = fromGymJs(inner, { id: "corridor" });
    expect(environment.actionSpace.contains(1)).toBe(true);
    expect(environment.actionSpace.contains(2)).toBe(false);
    const steps = walk(environment, [1, 1, 1], 9);
    expect(inner.seeded).toEqual([9]);
    expect(steps.map(({ observation }) => Array.from(observation as Float64Array))).toEqual([[1], [2], [3]]);
    expect(steps[2]).toMatchObject({ reward: 1, terminated: true, truncated: false, info: { age: 3 } });
    const late = walk(environment, [0, 0, 0, 0, 0]);
    expect(late[4]).toMatchObject({ terminated: false, truncated: true });
    expect(() => fromGymJs({} as never)).toThrow(/has no step\(\)/);
  });

  it("give gym-js's four-tuple, with the limit told in info", () => {
    const env = toGymJs(timeLimit(tabularEnvironment(randomWalk({ states: 99 })), 4));
    env.seed(5);
    const first = env.reset();
    expect(first).toBe(50);
    const steps = Array.from({ length: 4 }, () => env.step(0));
    expect(steps.map(([, , done]) => done)).toEqual([false, false, false, true]);
    expect(steps[3]![3]).toEqual({ "TimeLimit.truncated": true });
    expect(env.action_space.shape).toEqual([1]);
    expect(env.action_space.sample()).toBe(0);
    env.render();
    env.close();
  });

  it("come back the same through both, with the user's tensors", () => {
    const there = toGymJs(hivSimulator({ horizon: 2 }), { tensor });
    const back = fromGymJs(there);
    const [a, b] = [walk(back, [3, 0]), walk(hivSimulator({ horizon: 2 }), [3, 0])];
    a.forEach((step, k) => {
      expect(step.reward).toBe(b[k]!.reward);
      expect([step.terminated, step.truncated]).toEqual([b[k]!.terminated, b[k]!.truncated]);
      (b[k]!.observation as Float64Array).forEach((x, j) => {
        expect((step.observation as Float64Array)[j]).toBe(Math.fround(x));
      });
    });
  });
});

describe("wrappers", () => {
  it("a time limit truncates, and leaves an end in the last step an end", () => {
    const environment = timeLimit(tabularEnvironment(randomWalk({ states: 1 })), 1);
    expect(walk(environment, [0])[0]).toMatchObject({ terminated: true, truncated: false });
    const longer = timeLimit(tabularEnvironment(randomWalk({ states: 9 })), 2);
    expect(walk(longer, [0, 0])[1]).toMatchObject({ terminated: false, truncated: true });
    expect(() => longer.step(0)).toThrow(/call reset\(\) first/);
  });

  it("a projection shows what the view shows of the same states", () => {
    const view = sepsisView({ hide: ["diabetic", "glucose"] });
    const whole = timeLimit(tabularEnvironment(sepsisModel()), 20);
    const seen = projectStates(timeLimit(tabularEnvironment(sepsisModel()), 20), view);
    const [a, b] = [walk(whole, [7, 7], 2), walk(seen, [7, 7], 2)];
    b.forEach((step, k) => {
      expect(step.observation).toBe(view.states[a[k]!.observation as number]);
    });
    expect(String(seen.observationSpace)).toBe("Discrete(144)");
    expect(sepsisSimulator().observationSpace.contains(720)).toBe(false);
  });

  it("a partial observation keeps the named entries", () => {
    const seen = partialObservation(glucoseSimulator(), ["minutes", "glucose"]);
    expect(Array.from(seen.reset({ seed: 1 }).observation)).toEqual([360, 81]);
    expect(() => partialObservation(glucoseSimulator(), ["glucos"])).toThrow(/Did you mean "glucose"/);
  });

  it("the sepsis simulator steps as its exact model says", async () => {
    const environment = sepsisSimulator({ hide: [] });
    const policy = uniformPolicy(8);
    const log = await rollout(sepsisModel(), policy, { episodes: 4000, seed: 1 });
    const mean = log.rewards.reduce((a, b) => a + b) / log.count;
    const stream = randomStream(8);
    let total = 0;
    for (let i = 0; i < 4000; i++) {
      environment.reset(i === 0 ? { seed: 8 } : {});
      for (;;) {
        const { reward, terminated, truncated } = environment.step(stream.integer(8));
        total += reward;
        if (terminated || truncated) break;
      }
    }
    // Two means of 4,000 returns whose variance is at most 0.4.
    expect(Math.abs(total / 4000 - mean)).toBeLessThan(5 * Math.sqrt(0.8 / 4000));
  });
});

describe("spaces", () => {
  it("contain what they sample, and nothing else", () => {
    const box = boxSpace({ a: [0, 1], b: [0, Number.POSITIVE_INFINITY], c: [-Infinity, Infinity] });
    const stream = randomStream(1);
    for (let k = 0; k < 100; k++) expect(box.contains(box.sample(stream))).toBe(true);
    expect(box.contains(Float64Array.of(2, 1, 0))).toBe(false);
    expect(box.contains([0.5, 1, 0])).toBe(false);
    expect(box.contains(Float64Array.of(Number.NaN, 1, 0))).toBe(false);
    expect(discreteSpace(3).contains(1.5)).toBe(false);
    expect(() => boxSpace({ a: [1, 0] })).toThrow(/must rise/);
  });
});
