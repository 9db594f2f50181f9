import type { TabularModel } from "../environments/tabular-model.js";

/**
 * What backups need of a model: the expected reward of each (state, action), and the outcomes that go on, without
 * those that end the episode.
 */
export interface Bellman {
  readonly states: number;
  readonly actions: number;
  readonly reward: Float64Array;
  readonly offsets: Int32Array;
  readonly next: Int32Array;
  readonly probability: Float64Array;
  /** Whether an action may be taken; none may in a terminal state. */
  readonly allowed: Uint8Array;
  /** 1 for states where a decision is to be made. */
  readonly open: Uint8Array;
}

export function bellman(model: TabularModel): Bellman {
  const { states, actions, terminal } = model;
  const pairs = states * actions;
  const reward = new Float64Array(pairs);
  const offsets = new Int32Array(pairs + 1);
  const next = new Int32Array(model.next.length);
  const probability = new Float64Array(model.next.length);
  let kept = 0;
  for (let pair = 0; pair < pairs; pair++) {
    for (let at = model.offsets[pair]!; at < model.offsets[pair + 1]!; at++) {
      reward[pair]! += model.probability[at]! * model.reward[at]!;
      if (terminal[model.next[at]!]) continue;
      next[kept] = model.next[at]!;
      probability[kept++] = model.probability[at]!;
    }
    offsets[pair + 1] = kept;
  }
  const allowed = Uint8Array.from({ length: pairs }, (_, pair) =>
    terminal[Math.floor(pair / actions)] ? 0 : (model.allowed?.[pair] ?? 1),
  );
  const open = Uint8Array.from(terminal, (ended) => 1 - ended);
  return {
    ...{ states, actions, reward, offsets, allowed, open },
    next: next.subarray(0, kept),
    probability: probability.subarray(0, kept),
  };
}

/** Q(s, a) of one pair, given the values of states. */
export function backup(b: Bellman, pair: number, discount: number, values: Float64Array): number {
  const { next, probability } = b;
  const end = b.offsets[pair + 1]!;
  let sum = 0;
  for (let at = b.offsets[pair]!; at < end; at++) sum += probability[at]! * values[next[at]!]!;
  return b.reward[pair]! + discount * sum;
}

/** Q of all pairs; −∞ where the action is not allowed, 0 in terminal states. */
export function actionValuesOf(b: Bellman, discount: number, values: Float64Array): Float64Array {
  return Float64Array.from(b.allowed, (may, pair) => {
    if (may) return backup(b, pair, discount, values);
    return b.open[Math.floor(pair / b.actions)] ? Number.NEGATIVE_INFINITY : 0;
  });
}

/** The best action of each state, the lowest number among equals (to `tolerance`), and −1 in terminal states. */
export function greedy(b: Bellman, q: Float64Array, tolerance = 1e-10): Int32Array {
  return Int32Array.from(b.open, (open, s) => {
    if (!open) return -1;
    let best = -1;
    for (let a = 0; a < b.actions; a++) {
      const pair = s * b.actions + a;
      if (!b.allowed[pair]) continue;
      const bar = best < 0 ? Number.NEGATIVE_INFINITY : q[s * b.actions + best]!;
      if (best < 0 || q[pair]! > bar + tolerance * Math.max(1, Math.abs(bar))) best = a;
    }
    return best;
  });
}
