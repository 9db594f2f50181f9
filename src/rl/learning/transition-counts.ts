import type { Episodes } from "../../cohort/episodes.js";
import { DataError } from "../../errors.js";

/** What a log says of each (state, action). The state numbered `stateCount` is the end. */
export interface TransitionCounts {
  readonly states: number;
  readonly actions: number;
  /** Times that each action was taken in each state. */
  readonly visits: Float64Array;
  /** Mean reward of each (state, action); 0 where there is none. */
  readonly reward: Float64Array;
  /** Outcomes of each pair: sparse lists of the next state and how often. */
  readonly outcomes: readonly ReadonlyMap<number, number>[];
  /** Episodes that begin in each state. */
  readonly starts: Float64Array;
  /** Last decisions of episodes that were cut off and whose next state is unknown: not counted as outcomes. */
  readonly lost: number;
}

/** Counts transitions of discrete states. An episode that terminated goes to the end; one that was cut off does not. */
export function transitionCounts(log: Episodes): TransitionCounts {
  const { states, stateCount, actionCount, offsets } = log;
  if (!states)
    throw new DataError(
      "these episodes have no discrete states; cluster them first: (await clusterStates(log)).assign(log).",
    );
  const pairs = stateCount * actionCount;
  const visits = new Float64Array(pairs);
  const reward = new Float64Array(pairs);
  const outcomes = Array.from({ length: pairs }, () => new Map<number, number>());
  const starts = new Float64Array(stateCount);
  let lost = 0;
  for (let i = 0; i < log.count; i++) {
    starts[states[offsets[i]! + i]!]!++;
    const last = offsets[i + 1]! - 1;
    for (let j = offsets[i]!; j <= last; j++) {
      const ends = j === last && log.endings[i] === "terminated";
      const next = ends ? stateCount : states[j + i + 1]!;
      if (next < 0) {
        lost++;
        continue;
      }
      const pair = states[j + i]! * actionCount + log.actions[j]!;
      visits[pair]!++;
      reward[pair]! += log.rewards[j]!;
      const found = outcomes[pair]!;
      found.set(next, (found.get(next) ?? 0) + 1);
    }
  }
  for (let pair = 0; pair < pairs; pair++) if (visits[pair]! > 0) reward[pair]! /= visits[pair]!;
  return { states: stateCount, actions: actionCount, visits, reward, outcomes, starts, lost };
}
