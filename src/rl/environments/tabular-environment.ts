import { assertKnownOptions } from "../../assert.js";
import type { Environment } from "../../cohort/environment.js";
import { drawOutcome, drawStart, sampler } from "./sampler.js";
import { simulated } from "./simulated.js";
import { discreteSpace } from "./spaces.js";
import type { TabularModel } from "./tabular-model.js";

/**
 * A tabular model as an environment to step through, in Gymnasium's form; it ends on arrival in a terminal state. For
 * many copies at once see `lanes`, for logs `rollout`.
 *
 * @example
 * tabularEnvironment(randomWalk()).reset({ seed: 7 }).observation // => 3, the middle
 */
export function tabularEnvironment(
  model: TabularModel,
  options: { readonly actionNames?: readonly string[] } = {},
): Environment<number, number> {
  assertKnownOptions(options, ["actionNames"], "tabularEnvironment");
  const draw = sampler(model);
  const { actions, allowed } = model;
  return simulated<number, number, number>({
    id: model.name,
    observationSpace: discreteSpace(model.states),
    actionSpace: discreteSpace(actions, options.actionNames),
    start: (stream) => drawStart(draw, stream.bits()),
    move: (state, action, stream) => {
      const outcome = drawOutcome(draw, state, action, stream.bits());
      const next = draw.next[outcome]!;
      return { state: next, reward: draw.reward[outcome]!, terminated: draw.terminal[next] === 1 };
    },
    observe: (state) => state,
    mask: (state) =>
      allowed ? allowed.slice(state * actions, (state + 1) * actions) : new Uint8Array(actions).fill(1),
  });
}
