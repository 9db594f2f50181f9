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
 * place. Between sweeps over all actions, some only follow the actions that were best (Puterman & Shin 1978): they are
 * cheap, and the last sweep, over all actions, is the one that decides. With a horizon, by backward induction: the
 * policy depends on the number of the decision.
 *
 * Only allowed actions compete; among equals the lowest number wins. Stops when no value can be further than
 * `tolerance` from the optimum. Throws a ConvergenceError where values do not settle.
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
  const sweeps = sweeper(b, discount);
  for (let rounds = 1; ; rounds++) {
    const { change, size } = sweeps.overAll();
    if (settled(discount, change, size, tolerance)) {
      return solution(model, b, {
        method: "value iteration",
        ...{ discount, values: sweeps.values, rounds },
        bound: errorBound(discount, change),
      });
    }
    if (rounds >= maxRounds) notSettled("value iteration", rounds, change, discount);
    for (let k = 0; k < followed && rounds < maxRounds - 1; k++, rounds++) {
      if (sweeps.overBest() <= change / 30) break;
    }
  }
}

/** Sweeps that follow the best actions, at most, between two over all actions. */
const followed = 30;

interface Sweeper {
  readonly values: Float64Array;
  /** Sets each value to that of its best action. */
  overAll(): { readonly change: number; readonly size: number };
  /** Sets each value to that of the action that was best; the largest change. */
  overBest(): number;
}

/** Sweeps over the open states only, in place. */
function sweeper(b: Bellman, discount: number): Sweeper {
  const { actions, allowed, offsets, reward, next, probability } = b;
  const states = Int32Array.from([...b.open.keys()].filter((s) => b.open[s]));
  const values = new Float64Array(b.states);
  const best = new Int32Array(b.states);
  const value = (pair: number): number => {
    const end = offsets[pair + 1]!;
    let sum = 0;
    for (let at = offsets[pair]!; at < end; at++) sum += probability[at]! * values[next[at]!]!;
    return reward[pair]! + discount * sum;
  };
  return {
    values,
    overAll() {
      let [change, size] = [0, 0];
      for (let k = 0; k < states.length; k++) {
        const s = states[k]!;
        let top = Number.NEGATIVE_INFINITY;
        for (let pair = s * actions; pair < (s + 1) * actions; pair++) {
          if (allowed[pair] === 0) continue;
          const q = value(pair);
          if (q > top) {
            top = q;
            best[s] = pair;
          }
        }
        change = Math.max(change, Math.abs(top - values[s]!));
        size = Math.max(size, Math.abs(top));
        values[s] = top;
      }
      return { change, size };
    },
    overBest() {
      let change = 0;
      for (let k = 0; k < states.length; k++) {
        const s = states[k]!;
        const found = value(best[s]!);
        change = Math.max(change, Math.abs(found - values[s]!));
        values[s] = found;
      }
      return change;
    },
  };
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
