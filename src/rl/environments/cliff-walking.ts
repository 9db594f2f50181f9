import { moved } from "./gridworld.js";
import type { Outcome } from "./read-outcomes.js";
import { type TabularModel, tabularModel } from "./tabular-model.js";

/**
 * Cliff walking (Sutton & Barto 2018, example 6.6): 4 × 12 cells, from the bottom left corner to the bottom right one,
 * −1 a move; the cells between them are a cliff, which costs 100 and leads back to the start. Moves up (0), right (1),
 * down (2), left (3).
 *
 * @example
 * valueIteration(cliffWalking(), { discount: 1 }).value // => −13
 */
export function cliffWalking(): TabularModel {
  const [rows, columns, start, goal] = [4, 12, 36, 47];
  const transitions: Outcome[] = [];
  for (let state = 0; state <= start; state++) {
    for (let action = 0; action < 4; action++) {
      const to = moved(state, action, rows, columns);
      const falls = to > start && to < goal;
      transitions.push({
        state,
        action,
        next: falls ? start : to,
        probability: 1,
        reward: falls ? -100 : -1,
      });
    }
  }
  const cliff = Array.from({ length: goal - start - 1 }, (_, k) => start + 1 + k);
  return tabularModel({
    name: "cliff walking",
    ...{ states: rows * columns, actions: 4, transitions, terminal: [...cliff, goal], start },
  });
}
