import { assertInteger, didYouMean } from "../../assert.js";
import type { Environment } from "../../cohort/environment.js";
import { ArgumentError } from "../../errors.js";
import { shown } from "./simulated.js";
import { type BoxSpace, boxSpace, discreteSpace } from "./spaces.js";
import type { StateView } from "./state-view.js";

/**
 * The environment, stopped after `steps` decisions: `truncated` is true in the last of them unless the process ended
 * there by itself. A value beyond remains; the process did not end.
 *
 * @example
 * timeLimit(sepsis, 20)
 */
export function timeLimit<Observation, Action>(
  environment: Environment<Observation, Action>,
  steps: number,
): Environment<Observation, Action> {
  assertInteger(steps, "steps", 1);
  let taken = 0;
  let stopped = true;
  return shown({
    ...environment,
    id: `${environment.id}, ${steps} steps`,
    reset(options) {
      taken = 0;
      stopped = false;
      return environment.reset(options);
    },
    step(action) {
      if (stopped)
        throw new ArgumentError(`${environment.id}: the episode has ended or not begun; call reset() first.`);
      const result = environment.step(action);
      taken++;
      const truncated = !result.terminated && (result.truncated || taken >= steps);
      stopped = result.terminated || truncated;
      return { ...result, truncated };
    },
  });
}

/** The environment as an observer sees it who cannot tell some states apart. */
export function projectStates<Action>(
  environment: Environment<number, Action>,
  view: StateView,
): Environment<number, Action> {
  const see = (state: number): number => view.states[state]!;
  return observed(environment, discreteSpace(view.stateCount), see);
}

/**
 * The environment with only the named entries of its observations, in that order: what is not recorded stays hidden, and
 * decisions by the rest are those of a partially observed process.
 */
export function partialObservation<Action>(
  environment: Environment<Float64Array, Action>,
  names: readonly string[],
): Environment<Float64Array, Action> {
  const space = environment.observationSpace as BoxSpace;
  const at = names.map((name) => {
    const found = space.names.indexOf(name);
    if (found < 0) {
      throw new ArgumentError(
        `${environment.id} observes no "${name}"; it observes ${space.names.join(", ")}.${didYouMean(name, space.names)}`,
      );
    }
    return found;
  });
  const bounds = Object.fromEntries(
    names.map((name, k) => [name, [space.low[at[k]!]!, space.high[at[k]!]!] as const]),
  );
  return observed(environment, boxSpace(bounds), (whole) => Float64Array.from(at, (j) => whole[j]!));
}

function observed<From, To, Action>(
  environment: Environment<From, Action>,
  observationSpace: Environment<To, Action>["observationSpace"],
  see: (observation: From) => To,
): Environment<To, Action> {
  return shown({
    ...environment,
    observationSpace,
    reset(options) {
      const { observation, info } = environment.reset(options);
      return { observation: see(observation), info };
    },
    step(action) {
      const result = environment.step(action);
      return { ...result, observation: see(result.observation) };
    },
  });
}
