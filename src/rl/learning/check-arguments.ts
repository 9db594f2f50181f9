import { show } from "../../assert.js";
import type { Episodes } from "../../cohort/episodes.js";
import type { Policy } from "../../cohort/policy.js";
import { ArgumentError } from "../../errors.js";
import type { Learner } from "../../models/learner.js";
import { assertSameMap } from "../planning/situation-states.js";
import { isTabular } from "../planning/tabular-policy.js";
import type { StateClusters } from "./cluster-states.js";

/** Refuses what is no log: a promise of one, a table, a policy in its place. */
export function assertEpisodes(log: unknown, name: string): asserts log is Episodes {
  const found = log as Partial<Episodes> | null | undefined;
  if (typeof found?.asSource === "function") return;
  throw new ArgumentError(
    `${name} must be episodes, such as episodes(table, { … }) makes; it was ${kindOf(log)}.`,
  );
}

/** Refuses what is no policy: a promise of one, episodes in its place, a name. */
export function assertPolicy(policy: unknown, name: string): asserts policy is Policy {
  const found = policy as Partial<Policy> | null | undefined;
  if (typeof found?.probabilities === "function") return;
  throw new ArgumentError(`${name} must be a policy; it was ${kindOf(policy)}.`);
}

/** Refuses what was made of no clusters, such as a promise of them. */
export function assertStates(states: unknown): asserts states is StateClusters {
  const found = states as Partial<StateClusters> | null;
  if (typeof found?.assign === "function") return;
  throw new ArgumentError(
    `states must be clusters, such as await clusterStates(log) makes; it was ${kindOf(states)}.`,
  );
}

/**
 * Refuses the table of another number of states than the episodes have, and a policy that carries other clusters than those of
 * the episodes. Without states of clusters in the episodes, it makes its own.
 */
export function assertSameStates(policy: Policy, log: Episodes): void {
  if (!log.states) return;
  if (policy.stateMap) {
    if (log.stateMap) assertSameMap(policy.name, policy.stateMap, log.stateMap);
    return;
  }
  if (!isTabular(policy) || policy.stateCount === log.stateCount) return;
  throw new ArgumentError(
    `${policy.name} is of ${policy.stateCount} states; the episodes have ${log.stateCount}. Take a policy of the same states.`,
  );
}

/** Refuses what is no learner, such as the function that makes one. */
export function assertLearner(learner: unknown): asserts learner is Learner | undefined {
  if (learner === undefined) return;
  const found = learner as Partial<Learner> | null;
  if (typeof found?.fit === "function") return;
  throw new ArgumentError(`learner must be a learner, such as extraTrees(); it was ${kindOf(learner)}.`);
}

function kindOf(value: unknown): string {
  const found = value as { then?: unknown; asSource?: unknown; probabilities?: unknown; numRows?: unknown };
  if (typeof value === "function") return "a function; call it";
  if (typeof value !== "object" || value === null) return show(value);
  if (typeof found.then === "function") return "a promise; write await before it";
  if (typeof found.asSource === "function") return "episodes, as if two arguments were swapped";
  if (typeof found.probabilities === "function") return "a policy, as if two arguments were swapped";
  if (typeof found.numRows === "function") return "a table; make episodes of it first";
  return show(value);
}
