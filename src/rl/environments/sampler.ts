import type { Stream } from "../../stats/random.js";
import type { TabularModel } from "./tabular-model.js";

/**
 * Draws from a model's outcomes by inversion, the likeliest first, with 32 random bits: a probability is met to 2⁻³².
 * Kernels below check nothing and allocate nothing.
 */
export interface Sampler {
  readonly actions: number;
  readonly offsets: Int32Array;
  /** Outcome `at` is drawn when the bits are below `upTo[at]` and not below the one before. */
  readonly upTo: Uint32Array;
  readonly next: Int32Array;
  readonly reward: Float64Array;
  readonly terminal: Uint8Array;
  readonly startStates: Int32Array;
  readonly startUpTo: Uint32Array;
}

export function sampler(model: TabularModel): Sampler {
  const { actions, offsets, probability } = model;
  const order = Int32Array.from(probability, (_, at) => at);
  const upTo = new Uint32Array(order.length);
  for (let pair = 0; pair + 1 < offsets.length; pair++) {
    const part = order.subarray(offsets[pair]!, offsets[pair + 1]!);
    part.sort((a, b) => probability[b]! - probability[a]! || a - b);
    thresholds(part, probability, upTo.subarray(offsets[pair]!, offsets[pair + 1]!));
  }
  const starts = Int32Array.from([...model.start.keys()].filter((s) => model.start[s]! > 0));
  starts.sort((a, b) => model.start[b]! - model.start[a]! || a - b);
  const startUpTo = new Uint32Array(starts.length);
  thresholds(starts, model.start, startUpTo);
  return {
    ...{ actions, offsets, upTo, startStates: starts, startUpTo, terminal: model.terminal },
    next: Int32Array.from(order, (at) => model.next[at]!),
    reward: Float64Array.from(order, (at) => model.reward[at]!),
  };
}

function thresholds(order: Int32Array, probability: Float64Array, out: Uint32Array): void {
  let sum = 0;
  for (let k = 0; k < order.length; k++) {
    sum += probability[order[k]!]!;
    out[k] = Math.min(0xffffffff, Math.round(sum * 4294967296));
  }
}

/** Number of the outcome of action `action` in state `state`. */
export function drawOutcome(s: Sampler, state: number, action: number, bits: number): number {
  const { upTo, offsets } = s;
  const pair = state * s.actions + action;
  const last = offsets[pair + 1]! - 1;
  let at = offsets[pair]!;
  while (at < last && bits >= upTo[at]!) at++;
  return at;
}

export function drawStart(s: Sampler, bits: number): number {
  const { startUpTo, startStates } = s;
  const last = startStates.length - 1;
  let at = 0;
  while (at < last && bits >= startUpTo[at]!) at++;
  return startStates[at]!;
}

/** An action from one row of probabilities, starting at `from`. */
export function drawAction(
  probabilities: Float64Array,
  from: number,
  actions: number,
  stream: Stream,
): number {
  let left = stream.uniform();
  let likely = 0;
  for (let a = 0; a < actions; a++) {
    const p = probabilities[from + a]!;
    if (p === 0) continue;
    likely = a;
    left -= p;
    if (left < 0) break;
  }
  return likely;
}
