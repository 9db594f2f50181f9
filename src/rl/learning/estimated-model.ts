import { assertFinite, assertInteger, assertKnownOptions, assertOneOf } from "../../assert.js";
import type { Episodes } from "../../cohort/episodes.js";
import type { Outcome } from "../environments/read-outcomes.js";
import { type TabularModel, tabularModel } from "../environments/tabular-model.js";
import { type TransitionCounts, transitionCounts } from "./transition-counts.js";

export interface EstimatedModelOptions {
  /** How often an action must have been taken in a state to be known there. @default 1 */
  readonly atLeast?: number;
  /**
   * What an action does where it is not known. `"mask"`: it may not be taken. `"pool"`: what the state's actions did
   * together. A number: the episode ends with that reward, as Oberst & Sontag's learner assumes −1 (death).
   * @default "mask"
   */
  readonly unseen?: "mask" | "pool" | number;
}

/**
 * The decision process that a log of discrete states shows: relative frequencies of what followed, and mean rewards.
 * One state more than the log's: the end. A state in which nothing was decided ends the episode.
 */
export function estimatedModel(log: Episodes, options: EstimatedModelOptions = {}): TabularModel {
  return modelOfCounts(transitionCounts(log), options);
}

export function modelOfCounts(counts: TransitionCounts, options: EstimatedModelOptions = {}): TabularModel {
  assertKnownOptions(options, ["atLeast", "unseen"], "estimatedModel");
  const { atLeast = 1, unseen = "mask" } = options;
  assertInteger(atLeast, "atLeast", 1);
  if (typeof unseen === "number") assertFinite(unseen, "unseen");
  else assertOneOf(unseen, "unseen", ["mask", "pool"]);
  const { states, actions, visits } = counts;
  const end = states;
  const transitions: Outcome[] = [];
  const terminal = [end];
  const allowed = new Uint8Array((states + 1) * actions).fill(1);
  for (let state = 0; state < states; state++) {
    const known = knownActions(visits, state, actions, atLeast);
    if (known.length === 0 && typeof unseen !== "number") {
      terminal.push(state);
      continue;
    }
    for (let action = 0; action < actions; action++) {
      const pair = state * actions + action;
      if (known.includes(action)) transitions.push(...frequencies(counts, state, action, [pair]));
      else if (typeof unseen === "number") {
        transitions.push({ state, action, next: end, probability: 1, reward: unseen });
      } else if (unseen === "mask") allowed[pair] = 0;
      else
        transitions.push(
          ...frequencies(
            counts,
            state,
            action,
            known.map((a) => state * actions + a),
          ),
        );
    }
  }
  const episodes = counts.starts.reduce((sum, count) => sum + count, 0);
  return tabularModel({
    name: "model estimated from the log",
    ...{ states: states + 1, actions, transitions, terminal, allowed },
    start: [...counts.starts.map((count) => count / episodes), 0],
  });
}

function knownActions(visits: Float64Array, state: number, actions: number, atLeast: number): number[] {
  const all = Array.from({ length: actions }, (_, a) => a);
  return all.filter((a) => visits[state * actions + a]! >= atLeast);
}

function frequencies(
  { visits, reward, outcomes }: TransitionCounts,
  state: number,
  action: number,
  pairs: readonly number[],
): Outcome[] {
  const total = pairs.reduce((sum, pair) => sum + visits[pair]!, 0);
  const pooled = pairs.reduce((sum, pair) => sum + visits[pair]! * reward[pair]!, 0) / total;
  const next = new Map<number, number>();
  for (const pair of pairs) {
    for (const [to, count] of outcomes[pair]!) next.set(to, (next.get(to) ?? 0) + count);
  }
  return [...next]
    .sort(([a], [b]) => a - b)
    .map(([to, count]) => ({ state, action, next: to, probability: count / total, reward: pooled }));
}
