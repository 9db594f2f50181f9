import { assertFinite } from "../../assert.js";
import type { Environment, Space } from "../../cohort/environment.js";
import { ArgumentError } from "../../errors.js";
import type { Stream } from "../../stats/random.js";
import { randomStream } from "../../stats/random.js";
import { shown } from "./simulated.js";
import { boxSpace, type DiscreteSpace, discreteSpace } from "./spaces.js";

/** A space of gym-js 0.2: its shape, and samples. */
export interface GymJsSpace {
  readonly shape: readonly number[];
  sample(): unknown;
}

/** An environment of gym-js 0.2, by its published interface. */
export interface GymJsEnvironment {
  readonly action_space: GymJsSpace;
  readonly observation_space: GymJsSpace;
  readonly reward_range?: unknown;
  step(action: number): readonly [observation: unknown, reward: number, done: boolean, info: object];
  reset(): unknown;
  render?(): void;
  close?(): void;
  seed?(seed: number): void;
}

/** What `toGymJs` gives: everything that gym-js asks of an environment. */
export type AdaptedEnvironment = Required<GymJsEnvironment>;

/**
 * An environment in gym-js's form: `step` gives [observation, reward, done, info] with done = terminated or truncated,
 * and `info["TimeLimit.truncated"]` true where a limit stopped it. `seed(n)` counts at the next reset; `render` and
 * `close` do nothing. Observations are numbers or arrays; `tensor` makes of them what the user's library wants.
 *
 * @example
 * toGymJs(sepsisSimulator(), { tensor: (values) => tf.tensor1d(values) })
 */
export function toGymJs<Observation extends number | Float64Array>(
  environment: Environment<Observation, number>,
  options: { readonly tensor?: (values: number[]) => unknown } = {},
): AdaptedEnvironment {
  const { tensor } = options;
  let seed: number | undefined;
  const give = (observation: Observation): unknown => {
    if (tensor) return tensor(typeof observation === "number" ? [observation] : Array.from(observation));
    return typeof observation === "number" ? observation : Array.from(observation);
  };
  const stream = randomStream(0).split("gym-js samples");
  return {
    action_space: gymSpace(environment.actionSpace, stream),
    observation_space: gymSpace(environment.observationSpace, stream),
    reward_range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    reset() {
      const { observation } = environment.reset(seed === undefined ? {} : { seed });
      seed = undefined;
      return give(observation);
    },
    step(action) {
      const { observation, reward, terminated, truncated, info } = environment.step(action);
      const told = truncated ? { ...info, "TimeLimit.truncated": true } : info;
      return [give(observation), reward, terminated || truncated, told];
    },
    seed(next) {
      seed = next;
    },
    render() {},
    close() {},
  };
}

function gymSpace(space: Space<number | Float64Array>, stream: Stream): GymJsSpace {
  const sample = (): unknown => {
    const drawn = space.sample(stream);
    return typeof drawn === "number" ? drawn : Array.from(drawn);
  };
  if ("n" in space) return { shape: [(space as DiscreteSpace).n], sample };
  const { low } = space as unknown as { low: Float64Array };
  return { shape: [low.length], sample };
}

/**
 * An environment of gym-js in Gymnasium's form. Observations may be numbers, arrays, or anything with `dataSync()`, such
 * as a tensor; done is truncated where `info["TimeLimit.truncated"]` is true, else terminated. A seed is passed on by
 * `seed()`, which most of gym-js's environments ignore.
 */
export function fromGymJs(
  environment: GymJsEnvironment,
  options: { readonly id?: string } = {},
): Environment<Float64Array, number> {
  const { id = "gym-js environment" } = options;
  for (const name of ["step", "reset"] as const) {
    if (typeof environment[name] !== "function")
      throw new ArgumentError(`fromGymJs needs an environment with step() and reset(); it has no ${name}().`);
  }
  const actions = environment.action_space?.shape?.[0];
  if (!Number.isInteger(actions)) {
    throw new ArgumentError(`${id} must have a discrete action_space; its shape was ${String(actions)}.`);
  }
  const width = numbers(environment.reset(), id).length;
  const any = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;
  const names = Array.from({ length: width }, (_, j) => `x${j}`);
  return shown({
    id,
    observationSpace: boxSpace(Object.fromEntries(names.map((name) => [name, any]))),
    actionSpace: discreteSpace(actions!),
    reset(asked = {}) {
      if (asked.seed !== undefined) environment.seed?.(asked.seed);
      return { observation: numbers(environment.reset(), id), info: {} };
    },
    step(action) {
      const [observation, reward, done, info] = environment.step(action);
      assertFinite(reward, `the reward of ${id}`);
      const truncated = done && (info as Record<string, unknown>)["TimeLimit.truncated"] === true;
      const told = { ...info } as Record<string, unknown>;
      return {
        observation: numbers(observation, id),
        reward,
        terminated: done && !truncated,
        truncated,
        info: told,
      };
    },
  });
}

function numbers(observation: unknown, id: string): Float64Array {
  const raw =
    typeof observation === "object" && observation !== null && "dataSync" in observation
      ? (observation as { dataSync(): ArrayLike<number> }).dataSync()
      : observation;
  const values = typeof raw === "number" ? [raw] : raw;
  if (!Array.isArray(values) && !ArrayBuffer.isView(values)) {
    throw new ArgumentError(`${id} gave an observation that is neither a number nor an array nor a tensor.`);
  }
  return Float64Array.from(
    Array.isArray(values) ? (values.flat(9) as number[]) : (values as unknown as number[]),
  );
}
