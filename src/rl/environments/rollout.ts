import { assertInteger, assertKnownOptions } from "../../assert.js";
import { type Ending, type Episodes, logged } from "../../cohort/episodes.js";
import type { Policy, Situations } from "../../cohort/policy.js";
import { ArgumentError } from "../../errors.js";
import { randomStream, type Stream } from "../../stats/random.js";
import { type Work, work } from "../../work.js";
import { isTabular } from "../planning/tabular-policy.js";
import { drawAction, drawOutcome, drawStart, type Sampler, sampler } from "./sampler.js";
import type { StateView } from "./state-view.js";
import type { TabularModel } from "./tabular-model.js";

export interface RolloutOptions {
  /** @default 1,000 */
  readonly episodes?: number;
  /** Decisions after which an episode is truncated. @default 20 */
  readonly horizon?: number;
  /** What the log records of the states; the policy sees the states themselves and all columns. @default everything */
  readonly view?: StateView;
  /** @default 1 */
  readonly seed?: number;
}

/**
 * Simulates episodes of a policy in a model, with the probability of each action that was taken. Each episode draws
 * from its own stream, so that the first hundred of a thousand are the hundred of a smaller run.
 */
export async function rollout(
  model: TabularModel,
  policy: Policy,
  options: RolloutOptions = {},
): Promise<Episodes> {
  assertKnownOptions(options, ["episodes", "horizon", "view", "seed"], "rollout");
  const { episodes = 1000, horizon = 20, seed = 1, view } = options;
  assertInteger(episodes, "episodes", 2);
  assertInteger(horizon, "horizon", 1);
  if (policy.actionCount !== model.actions) {
    throw new ArgumentError(
      `${policy.name} has ${policy.actionCount} actions; ${model.name} has ${model.actions}.`,
    );
  }
  if (view && view.states.length !== model.states) {
    throw new ArgumentError(`view is of ${view.states.length} states; ${model.name} has ${model.states}.`);
  }
  const root = randomStream(seed).split("episode");
  const streams = Array.from({ length: episodes }, (_, i) => root.split(i));
  const paths = emptyPaths(episodes, horizon);
  await work(`simulating ${policy.name}`, horizon, (task) =>
    simulate(sampler(model), policy, view, streams, paths, task),
  );
  return logged(compact(paths, model, view, { seed, policy: policy.name, model: model.name }));
}

interface Paths {
  readonly episodes: number;
  readonly horizon: number;
  /** Observations, horizon + 1 per episode; the others horizon per episode. */
  readonly states: Int32Array;
  readonly actions: Int32Array;
  readonly rewards: Float64Array;
  readonly behavior: Float64Array;
  readonly lengths: Int32Array;
  readonly ended: Uint8Array;
}

function emptyPaths(episodes: number, horizon: number): Paths {
  const size = episodes * horizon;
  return {
    ...{ episodes, horizon },
    states: new Int32Array(size + episodes),
    actions: new Int32Array(size),
    rewards: new Float64Array(size),
    behavior: new Float64Array(size),
    lengths: new Int32Array(episodes),
    ended: new Uint8Array(episodes),
  };
}

/** All episodes a decision at a time, so that a policy is asked once per decision. */
async function simulate(
  draw: Sampler,
  policy: Policy,
  view: StateView | undefined,
  streams: readonly Stream[],
  paths: Paths,
  { report, check }: Work,
): Promise<void> {
  const { episodes, horizon } = paths;
  const ofModel = isTabular(policy) && !policy.stateMap;
  let alive = Int32Array.from({ length: episodes }, (_, i) => i);
  for (const i of alive) paths.states[i * (horizon + 1)] = drawStart(draw, streams[i]!.bits());
  for (let t = 0; t < horizon && alive.length > 0; t++) {
    check();
    const states = Int32Array.from(alive, (i) => paths.states[i * (horizon + 1) + t]!);
    const probabilities = policy.probabilities(seen(states, t, ofModel ? undefined : view));
    alive.forEach((i, row) => {
      const stream = streams[i]!;
      const action = drawAction(probabilities, row * draw.actions, draw.actions, stream);
      const outcome = drawOutcome(draw, states[row]!, action, stream.bits());
      const at = i * horizon + t;
      paths.actions[at] = action;
      paths.behavior[at] = probabilities[row * draw.actions + action]!;
      paths.rewards[at] = draw.reward[outcome]!;
      paths.states[i * (horizon + 1) + t + 1] = draw.next[outcome]!;
      paths.lengths[i] = t + 1;
      paths.ended[i] = draw.terminal[draw.next[outcome]!]!;
    });
    alive = alive.filter((i) => paths.ended[i] === 0);
    report(t + 1);
  }
}

function seen(states: Int32Array, time: number, view: StateView | undefined): Situations {
  return {
    rows: states.length,
    states,
    columns: (view?.columns ?? []).map((column) => Float64Array.from(states, (s) => column[s]!)),
    names: view?.names ?? [],
    times: new Int32Array(states.length).fill(time),
  };
}

function compact(
  paths: Paths,
  model: TabularModel,
  view: StateView | undefined,
  frame: object,
): Parameters<typeof logged>[0] {
  const { episodes, horizon, lengths } = paths;
  const offsets = new Int32Array(episodes + 1);
  lengths.forEach((length, i) => {
    offsets[i + 1] = offsets[i]! + length;
  });
  const steps = offsets[episodes]!;
  const full = new Int32Array(steps + episodes);
  const times = new Float64Array(steps + episodes);
  const actions = new Int32Array(steps);
  const [rewards, behavior] = [new Float64Array(steps), new Float64Array(steps)];
  for (let i = 0; i < episodes; i++) {
    const [to, from, length] = [offsets[i]!, i * horizon, lengths[i]!];
    full.set(paths.states.subarray(from + i, from + i + length + 1), to + i);
    for (let t = 0; t <= length; t++) times[to + i + t] = t;
    actions.set(paths.actions.subarray(from, from + length), to);
    rewards.set(paths.rewards.subarray(from, from + length), to);
    behavior.set(paths.behavior.subarray(from, from + length), to);
  }
  const ids = Int32Array.from({ length: episodes }, (_, i) => i);
  return {
    ...{ offsets, patients: ids, patientIds: Array.from(ids), units: { frame, ids }, times },
    states: view ? full.map((s) => view.states[s]!) : full,
    stateCount: view?.stateCount ?? model.states,
    columns: (view?.columns ?? []).map((column) => Float64Array.from(full, (s) => column[s]!)),
    names: view?.names ?? [],
    ...{ actions, actionCount: model.actions, rewards, behavior },
    endings: Array.from(paths.ended, (ended): Ending => (ended ? "terminated" : "truncated")),
    lastObserved: new Uint8Array(episodes).fill(1),
  };
}
