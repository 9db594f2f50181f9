import type { Situations, StateMap } from "../../cohort/policy.js";
import { ArgumentError } from "../../errors.js";

/**
 * The discrete states by which something decides: those that `map` makes of the columns, or, without one, those that are
 * there. States that another map made are refused, as their numbers mean something else.
 */
export function situationStates(
  name: string,
  situations: Situations,
  map: StateMap | undefined,
): Int32Array | undefined {
  const { states, stateMap } = situations;
  if (!map) return states;
  if (states && stateMap) {
    assertSameMap(name, map, stateMap);
    return states;
  }
  return map.statesOf(situations);
}

/** Refuses the states that another map made. */
export function assertSameMap(name: string, map: StateMap, other: StateMap): void {
  if (map === other || map.equals(other)) return;
  throw new ArgumentError(
    `${name} is of ${map.name}, and the episodes have the states of other clusters: ${other.name}. Give the episodes as they were before clustering; it makes its own states of their columns.`,
  );
}
