import { assertFraction, assertInteger, assertKnownOptions } from "../../assert.js";
import type { Outcome } from "./read-outcomes.js";
import { type TabularModel, tabularModel } from "./tabular-model.js";

export interface GamblersProblemOptions {
  /** Probability of heads, which wins the stake. @default 0.4 */
  readonly heads?: number;
  /** Capital at which the gambler wins. @default 100 */
  readonly goal?: number;
}

/**
 * The gambler's problem (Sutton & Barto 2018, example 4.3): with capital s, action a stakes a + 1, at most what he has
 * and what he lacks; +1 at the goal. The value is the probability of reaching it. Starts at half the goal.
 *
 * @example
 * valueIteration(gamblersProblem(), { discount: 1 }).value // => 0.4: bold play at 50
 */
export function gamblersProblem(options: GamblersProblemOptions = {}): TabularModel {
  assertKnownOptions(options, ["heads", "goal"], "gamblersProblem");
  const { heads = 0.4, goal = 100 } = options;
  assertFraction(heads, "heads");
  assertInteger(goal, "goal", 2);
  const actions = Math.floor(goal / 2);
  const transitions: Outcome[] = [];
  const admissible: number[][] = Array.from({ length: goal + 1 }, () => []);
  for (let state = 1; state < goal; state++) {
    for (let stake = 1; stake <= Math.min(state, goal - state); stake++) {
      const action = stake - 1;
      const won = state + stake;
      admissible[state]!.push(action);
      transitions.push({ state, action, next: won, probability: heads, reward: won === goal ? 1 : 0 });
      transitions.push({ state, action, next: state - stake, probability: 1 - heads, reward: 0 });
    }
  }
  return tabularModel({
    name: `gambler's problem, heads ${heads}`,
    ...{
      states: goal + 1,
      actions,
      transitions,
      admissible,
      terminal: [0, goal],
      start: Math.floor(goal / 2),
    },
  });
}
