import { assertInteger, assertKnownOptions, show } from "../../assert.js";
import type { Environment, Space } from "../../cohort/environment.js";
import { ArgumentError } from "../../errors.js";
import { displayable } from "../../plot/display.js";
import { randomStream, type Stream } from "../../stats/random.js";

/** What a process does, apart from seeds, spaces and the order of calls. */
export interface Dynamics<State, Observation, Action> {
  readonly id: string;
  readonly observationSpace: Space<Observation>;
  readonly actionSpace: Space<Action>;
  start(stream: Stream): State;
  move(
    state: State,
    action: Action,
    stream: Stream,
  ): {
    readonly state: State;
    readonly reward: number;
    readonly terminated: boolean;
    readonly info?: Readonly<Record<string, unknown>>;
  };
  observe(state: State): Observation;
  mask?(state: State): Uint8Array;
}

/**
 * An environment in Gymnasium's form from the dynamics of a process: the seed is given at reset, without one the
 * randomness continues (from seed 0 at first); a step before reset, after the end, or with an action outside the
 * space is an error.
 */
export function simulated<State, Observation, Action>(
  dynamics: Dynamics<State, Observation, Action>,
): Environment<Observation, Action> {
  const { id, observationSpace, actionSpace } = dynamics;
  let stream = randomStream(0).split(id);
  let state: State | undefined;
  const current = (): State => {
    if (state === undefined)
      throw new ArgumentError(`${id}: the episode has ended or not begun; call reset() first.`);
    return state;
  };
  const environment: Environment<Observation, Action> = {
    ...{ id, observationSpace, actionSpace },
    reset(options = {}) {
      assertKnownOptions(options, ["seed", "options"], "reset");
      if (options.seed !== undefined) {
        assertInteger(options.seed, "seed", 0);
        stream = randomStream(options.seed).split(id);
      }
      const fresh = dynamics.start(stream);
      state = fresh;
      return { observation: dynamics.observe(fresh), info: {} };
    },
    step(action) {
      const now = current();
      if (!actionSpace.contains(action)) {
        throw new ArgumentError(`${id}: the action must lie in ${actionSpace}; it was ${show(action)}.`);
      }
      const { state: next, reward, terminated, info = {} } = dynamics.move(now, action, stream);
      state = terminated ? undefined : next;
      return { observation: dynamics.observe(next), reward, terminated, truncated: false, info };
    },
  };
  if (dynamics.mask) environment.actionMask = () => dynamics.mask!(current());
  return shown(environment);
}

/** An environment that says what it is. */
export function shown<Observation, Action>(
  environment: Environment<Observation, Action>,
): Environment<Observation, Action> {
  const { id, observationSpace, actionSpace } = environment;
  return displayable(environment, {
    text: () => `${id}: observations ${observationSpace}, actions ${actionSpace}`,
  });
}
