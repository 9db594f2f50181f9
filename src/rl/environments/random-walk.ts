import { assertInteger, assertKnownOptions } from "../../assert.js";
import { ArgumentError } from "../../errors.js";
import type { Outcome } from "./read-outcomes.js";
import { type TabularModel, tabularModel } from "./tabular-model.js";

/**
 * The random walk of Sutton & Barto (2018), example 6.2: from the middle of a row of states (5 there, 1,000 in example
 * 9.1 without its jumps), a step to either side with probability ½ until an end is reached; +1 on the right, 0 on the left. One
 * action. States 0 and n + 1 are the ends, and state k is worth k / (n + 1).
 *
 * @example
 * policyValue(randomWalk(), uniformPolicy(1), { discount: 1 }).value // => 0.5
 */
export function randomWalk(options: { readonly states?: number } = {}): TabularModel {
  assertKnownOptions(options, ["states"], "randomWalk");
  const { states: n = 5 } = options;
  assertInteger(n, "states", 1);
  if (n % 2 === 0) throw new ArgumentError(`states must be odd, so that there is a middle; it was ${n}.`);
  const transitions: Outcome[] = [];
  for (let state = 1; state <= n; state++) {
    for (const next of [state - 1, state + 1]) {
      transitions.push({ state, action: 0, next, probability: 0.5, reward: next === n + 1 ? 1 : 0 });
    }
  }
  return tabularModel({
    name: `random walk of ${n} states`,
    ...{ states: n + 2, actions: 1, transitions, terminal: [0, n + 1], start: (n + 1) / 2 },
  });
}
