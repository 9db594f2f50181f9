import type { Episodes } from "../../cohort/episodes.js";
import type { Policy } from "../../cohort/policy.js";

/** What must be said of a policy that makes its states of the episodes' columns. */
export function ownStates(name: string, { stateMap }: Policy, log: Episodes): string[] {
  return stateMap && !log.stateMap ? [`${name} decides by ${stateMap.name}`] : [];
}
