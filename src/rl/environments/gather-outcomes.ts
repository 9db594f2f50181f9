import { DataError } from "../../errors.js";
import type { Shape } from "./read-outcomes.js";
import type { RewardReader } from "./read-rewards.js";
import { eachOutcome, type Transitions } from "./read-transitions.js";

export interface SparseOutcomes {
  readonly offsets: Int32Array;
  readonly next: Int32Array;
  readonly probability: Float64Array;
  readonly reward: Float64Array;
}

/** Outcomes of whatever form, sorted by state and action, in the order in which they came. */
export function gatherOutcomes(
  transitions: Transitions,
  rewardOf: RewardReader,
  shape: Shape,
): SparseOutcomes {
  const { actions } = shape;
  const offsets = new Int32Array(shape.states * actions + 1);
  let found = room(1024);
  let count = 0;
  eachOutcome(transitions, shape, (state, action, next, p, own) => {
    const reward = rewardOf(state, action, next) ?? own;
    if (!Number.isFinite(reward)) {
      throw new DataError(
        `the reward of action ${action} in state ${state} must be a finite number; it was ${reward}.`,
      );
    }
    if (count === found.pair.length) found = room(2 * count, found);
    const pair = state * actions + action;
    found.pair[count] = pair;
    found.next[count] = next;
    found.probability[count] = p;
    found.reward[count++] = reward;
    offsets[pair + 1]!++;
  });
  for (let pair = 1; pair < offsets.length; pair++) offsets[pair]! += offsets[pair - 1]!;
  return sorted(found, count, offsets);
}

interface Room {
  readonly pair: Int32Array;
  readonly next: Int32Array;
  readonly probability: Float64Array;
  readonly reward: Float64Array;
}

function room(size: number, old?: Room): Room {
  const fresh = {
    pair: new Int32Array(size),
    next: new Int32Array(size),
    probability: new Float64Array(size),
    reward: new Float64Array(size),
  };
  if (old) {
    fresh.pair.set(old.pair);
    fresh.next.set(old.next);
    fresh.probability.set(old.probability);
    fresh.reward.set(old.reward);
  }
  return fresh;
}

function sorted(found: Room, count: number, offsets: Int32Array): SparseOutcomes {
  const free = offsets.slice();
  const next = new Int32Array(count);
  const [probability, reward] = [new Float64Array(count), new Float64Array(count)];
  for (let k = 0; k < count; k++) {
    const to = free[found.pair[k]!]!++;
    next[to] = found.next[k]!;
    probability[to] = found.probability[k]!;
    reward[to] = found.reward[k]!;
  }
  return { offsets, next, probability, reward };
}
