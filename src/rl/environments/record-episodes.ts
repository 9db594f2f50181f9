import { assertInteger, assertKnownOptions } from "../../assert.js";
import type { Environment } from "../../cohort/environment.js";
import { type Ending, type Episodes, logged } from "../../cohort/episodes.js";
import type { Policy } from "../../cohort/policy.js";
import { ArgumentError } from "../../errors.js";
import { randomStream } from "../../stats/random.js";
import { work } from "../../work.js";
import { drawAction } from "./sampler.js";
import type { BoxSpace, DiscreteSpace } from "./spaces.js";

export interface RecordEpisodesOptions {
  /** @default 100 */
  readonly episodes?: number;
  /** Decisions after which an episode is truncated, if the environment does not stop it before. @default 1,000 */
  readonly horizon?: number;
  /** @default 1 */
  readonly seed?: number;
}

/**
 * Steps through an environment with a policy and logs it: T + 1 observations, how each episode ended, and the
 * probability of each action that was taken. Discrete observations become states, vectors become columns. Episode i
 * resets the environment with a seed of its own, drawn from `seed`. For tabular models `rollout` is faster.
 *
 * @example
 * await recordEpisodes(hivSimulator(), uniformPolicy(4), { episodes: 30, seed: 7 })
 */
export async function recordEpisodes(
  environment: Environment<number | Float64Array, number>,
  policy: Policy,
  options: RecordEpisodesOptions = {},
): Promise<Episodes> {
  assertKnownOptions(options, ["episodes", "horizon", "seed"], "recordEpisodes");
  const { episodes = 100, horizon = 1000, seed = 1 } = options;
  assertInteger(episodes, "episodes", 2);
  assertInteger(horizon, "horizon", 1);
  const { n: actionCount } = environment.actionSpace as DiscreteSpace;
  if (policy.actionCount !== actionCount) {
    throw new ArgumentError(
      `${policy.name} has ${policy.actionCount} actions; ${environment.id} has ${actionCount ?? "no discrete ones"}.`,
    );
  }
  const log = emptyLog(environment);
  await work(`recording ${policy.name}`, episodes, async ({ report, check }) => {
    for (let i = 0; i < episodes; i++) {
      check();
      recordOne(environment, policy, horizon, randomStream(seed).split("episode", i), log);
      report(i + 1);
    }
  });
  return logged(arraysOf(log, actionCount, { seed, policy: policy.name, environment: environment.id }));
}

interface Log {
  readonly names: readonly string[];
  readonly stateCount: number;
  readonly offsets: number[];
  readonly states: number[];
  readonly columns: number[][];
  readonly times: number[];
  readonly actions: number[];
  readonly rewards: number[];
  readonly behavior: number[];
  readonly endings: Ending[];
}

function emptyLog({ observationSpace }: Environment<number | Float64Array, number>): Log {
  const names = observationSpace.kind === "box" ? (observationSpace as unknown as BoxSpace).names : [];
  const stateCount =
    observationSpace.kind === "discrete" ? (observationSpace as unknown as DiscreteSpace).n : 0;
  const lists = { states: [], times: [], actions: [], rewards: [], behavior: [], endings: [] };
  return { names, stateCount, offsets: [0], columns: names.map(() => []), ...lists };
}

function recordOne(
  environment: Environment<number | Float64Array, number>,
  policy: Policy,
  horizon: number,
  stream: ReturnType<typeof randomStream>,
  log: Log,
): void {
  const see = (observation: number | Float64Array, time: number): void => {
    log.times.push(time);
    if (typeof observation === "number") log.states.push(observation);
    else log.columns.forEach((column, j) => void column.push(observation[j]!));
  };
  let { observation } = environment.reset({ seed: stream.bits() });
  for (let t = 0; ; t++) {
    see(observation, t);
    const vector = typeof observation === "number" ? undefined : observation;
    const probabilities = policy.probabilities({
      rows: 1,
      states: vector ? undefined : Int32Array.of(observation as number),
      columns: log.names.map((_, j) => Float64Array.of(vector![j]!)),
      names: log.names,
      times: Int32Array.of(t),
    });
    const action = drawAction(probabilities, 0, policy.actionCount, stream);
    const result = environment.step(action);
    log.actions.push(action);
    log.behavior.push(probabilities[action]!);
    log.rewards.push(result.reward);
    observation = result.observation;
    if (!result.terminated && !result.truncated && t + 1 < horizon) continue;
    see(observation, t + 1);
    log.endings.push(result.terminated ? "terminated" : "truncated");
    log.offsets.push(log.actions.length);
    return;
  }
}

function arraysOf(log: Log, actionCount: number, frame: object): Parameters<typeof logged>[0] {
  const count = log.endings.length;
  const ids = Int32Array.from({ length: count }, (_, i) => i);
  return {
    ...{
      offsets: Int32Array.from(log.offsets),
      patients: ids,
      patientIds: Array.from(ids),
      units: { frame, ids },
    },
    states: log.stateCount > 0 ? Int32Array.from(log.states) : undefined,
    stateCount: log.stateCount,
    columns: log.columns.map((column) => Float64Array.from(column)),
    ...{ names: log.names, times: Float64Array.from(log.times), actionCount },
    actions: Int32Array.from(log.actions),
    rewards: Float64Array.from(log.rewards),
    behavior: Float64Array.from(log.behavior),
    endings: log.endings,
    lastObserved: new Uint8Array(count).fill(1),
  };
}
