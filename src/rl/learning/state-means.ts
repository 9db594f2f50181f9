import type { Episodes } from "../../cohort/episodes.js";
import type { Situations, StateMap } from "../../cohort/policy.js";
import { DataError } from "../../errors.js";
import { situationStates } from "../planning/situation-states.js";

/**
 * The regression of `targets` on (state, action): the mean of each pair over its decisions of known outcome. An action
 * that was never taken in a state counts as what the state's actions did together; a state that was never left, as 0.
 */
export function stateMeans(
  { states, stateCount, stateMap, actionCount: actions, actions: taken, decisions }: Episodes,
  known: Uint8Array,
  targets: Float64Array,
): { values(situations: Situations): Float64Array } {
  if (!states) throw new DataError("these episodes have no discrete states; give a learner.");
  const at = decisions.states!;
  const [table, visits] = [new Float64Array(stateCount * actions), new Float64Array(stateCount * actions)];
  const steps = taken.length;
  for (let j = 0; j < steps; j++) {
    if (!known[j]) continue;
    const pair = at[j]! * actions + taken[j]!;
    table[pair]! += targets[j]!;
    visits[pair]!++;
  }
  for (let from = 0; from < table.length; from += actions) {
    let [sum, count] = [0, 0];
    for (let pair = from; pair < from + actions; pair++) {
      sum += table[pair]!;
      count += visits[pair]!;
    }
    if (count === 0) continue;
    for (let pair = from; pair < from + actions; pair++)
      table[pair] = visits[pair]! > 0 ? table[pair]! / visits[pair]! : sum / count;
  }
  return { values: (situations) => valuesAt(table, situations, actions, stateMap) };
}

/** The rows of a table of states × actions that situations are in; 0 where a state is not known. `map` makes states of columns. */
export function valuesAt(
  table: Float64Array,
  situations: Situations,
  actions: number,
  map: StateMap | undefined,
): Float64Array {
  const states = situationStates("these values", situations, map);
  const { rows } = situations;
  if (!states) throw new DataError("these values are of discrete states, and these episodes have none.");
  const out = new Float64Array(rows * actions);
  for (let row = 0; row < rows; row++) {
    const s = states[row]!;
    if (s >= 0) out.set(table.subarray(s * actions, (s + 1) * actions), row * actions);
  }
  return out;
}
