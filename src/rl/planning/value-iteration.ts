import type { TabularModel } from "../environments/tabular-model.js";
import { actionValuesOf, type Bellman, backup, bellman, greedy } from "./bellman.js";
import {
  checkPlanning,
  errorBound,
  type HorizonOptions,
  notSettled,
  planningOptions,
  settled,
} from "./options.js";
import { type Solution, solution } from "./solution.js";
import { tabularPolicy } from "./tabular-policy.js";

/**
 * The optimal policy by value iteration: V(s) ← maxₐ Σ p (r + γ V(s′)) (Sutton & Barto, section 4.4), sweeping in
 * place. With a horizon, by backward induction: the policy depends on the number of the decision.
 *
 * Only allowed actions compete; among equals the lowest number wins. Stops when no value can be further than
 * `tolerance` from the optimum.
 *
 * @example
 * valueIteration(sepsisModel(), { discount: 0.99 }).value // => 0.743701
 */
export function valueIteration(model: TabularModel, options: HorizonOptions): Solution {
  const { discount, tolerance, maxRounds } = checkPlanning(
    options,
    [...planningOptions, "horizon"],
    "valueIteration",
  );
  const b = bellman(model);
  if (options.horizon !== undefined) return backwardInduction(model, b, discount, options.horizon);
  const values = new Float64Array(b.states);
  for (let rounds = 1; ; rounds++) {
    const { change, size } = sweep(b, discount, values);
    if (settled(discount, change, size, tolerance)) {
      return solution(model, b, {
        method: "value iteration",
        ...{ discount, values, rounds },
        bound: errorBound(discount, change),
      });
    }
    if (rounds === maxRounds) notSettled("value iteration", rounds, change, discount);
  }
}

function sweep(b: Bellman, discount: number, values: Float64Array): { change: number; size: number } {
  const { states, actions, open, allowed, offsets, reward, next, probability } = b;
  let [change, size] = [0, 0];
  for (let s = 0; s < states; s++) {
    if (open[s] === 0) continue;
    let best = Number.NEGATIVE_INFINITY;
    for (let pair = s * actions; pair < (s + 1) * actions; pair++) {
      if (allowed[pair] === 0) continue;
      let sum = 0;
      const end = offsets[pair + 1]!;
      for (let at = offsets[pair]!; at < end; at++) sum += probability[at]! * values[next[at]!]!;
      const q = reward[pair]! + discount * sum;
      if (q > best) best = q;
    }
    change = Math.max(change, Math.abs(best - values[s]!));
    size = Math.max(size, Math.abs(best));
    values[s] = best;
  }
  return { change, size };
}

function backwardInduction(model: TabularModel, b: Bellman, discount: number, horizon: number): Solution {
  const { states, actions } = b;
  const table = new Float64Array(horizon * states * actions);
  let following: Float64Array = new Float64Array(states);
  let values: Float64Array = new Float64Array(states);
  for (let t = horizon - 1; t >= 0; t--) {
    following = values;
    const choices = greedy(b, actionValuesOf(b, discount, following));
    values = new Float64Array(states);
    for (let s = 0; s < states; s++) {
      if (choices[s]! < 0) continue;
      const pair = s * actions + choices[s]!;
      values[s] = backup(b, pair, discount, following);
      table[t * states * actions + pair] = 1;
    }
  }
  const policy = tabularPolicy({
    name: `optimal for ${model.name} in ${horizon} decisions`,
    ...{ stateCount: states, actionCount: actions, table },
  });
  const found = {
    method: "backward induction",
    discount,
    horizon,
    values,
    rounds: horizon,
    bound: 0,
    policy,
  };
  return { ...solution(model, b, found), actionValues: actionValuesOf(b, discount, following) };
}
