import type { Episodes } from "../../cohort/episodes.js";
import type { Policy, Situations } from "../../cohort/policy.js";
import { mostCommonAction, seenActions, takenInStates } from "./learned-policy.js";
import { valuesAt } from "./state-means.js";

/** What a learner may choose from, row by row. */
export interface Competing {
  /** Rows × actions, 1 where an action competes. */
  readonly may: Uint8Array;
  /** What carers do most there: taken where no action competes. */
  readonly usual: Int32Array;
}

/** Says which actions compete in situations. */
export interface Contest {
  at(situations: Situations): Competing;
  /** States × actions, 1 where an action was taken often enough; undefined where states are not discrete. */
  readonly mask: Uint8Array | undefined;
}

export interface ContestRules {
  /** Times that an action must have been taken in a discrete state. */
  readonly atLeast: number;
  /** Probability that carers must give to it. */
  readonly rarest: number;
  /** Whose probabilities those are; without it, frequencies in discrete states. */
  readonly behavior: Policy | undefined;
}

export function contest(log: Episodes, { atLeast, rarest, behavior }: ContestRules): Contest {
  const { actionCount: actions } = log;
  const taken = log.states && takenInStates(log);
  const common = mostCommonAction(log);
  const at = (situations: Situations): Competing => {
    const seen = taken && valuesAt(taken, situations, actions, log.stateMap);
    const likely = behavior?.probabilities(situations) ?? seen!;
    const may = new Uint8Array(likely.length);
    const usual = new Int32Array(situations.rows).fill(common);
    for (let row = 0; row < situations.rows; row++) {
      const from = row * actions;
      let [total, most] = [0, from];
      for (let at = from; at < from + actions; at++) {
        total += likely[at]!;
        if (likely[at]! > likely[most]!) most = at;
      }
      if (total === 0) continue;
      usual[row] = most - from;
      for (let at = from; at < from + actions; at++) {
        if (likely[at]! >= rarest * total && (!seen || seen[at]! >= atLeast)) may[at] = 1;
      }
    }
    return { may, usual };
  };
  return { at, mask: taken && seenActions(taken, atLeast) };
}

/** The best competing action of each row, the lowest of equals; the usual one where none competes. */
export function bestActions(q: Float64Array, { may, usual }: Competing): Int32Array {
  const actions = q.length / usual.length;
  return usual.map((common, row) => {
    let best = -1;
    for (let at = row * actions; at < (row + 1) * actions; at++) {
      if (may[at] && (best < 0 || q[at]! > q[best]! + 1e-10)) best = at;
    }
    return best < 0 ? common : best - row * actions;
  });
}
