import type { Episodes } from "../../cohort/episodes.js";
import { DataError } from "../../errors.js";
import { type MarginalPlan, marginalScratch, marginalValue } from "./bootstrap/marginal-plan.js";

export interface MarginalEstimate {
  readonly value: number;
  readonly influence: Float64Array;
  /** Weights of the episodes at the decision where they are least even; those that ended share what ended. */
  readonly weights: Float64Array;
  readonly plan: MarginalPlan;
}

export interface MarginalInput {
  readonly log: Episodes;
  readonly target: Float64Array;
  /** Probability of each action that was taken. */
  readonly behavior: Float64Array;
  readonly discount: number;
  readonly horizon: number;
}

/**
 * Marginalized importance sampling (Xie, Ma & Wang 2019): V = Σₜ γᵗ Σₛ d̂ₜ(s) r̂ₜ(s), with d̂₀ the shares of first
 * states, d̂ₜ₊₁(s′) = Σₛ d̂ₜ(s) P̂ₜ(s′ | s), and P̂ₜ(s′ | s), r̂ₜ(s) the means of ρ 1{sₜ₊₁ = s′} and ρr over the episodes
 * that are in s at t, ρ being the ratio of that decision alone. What has ended, or is not recorded further, earns nothing.
 */
export function marginalEstimate(input: MarginalInput): MarginalEstimate {
  const plan = marginalPlan(input);
  const n = input.log.count;
  const share = new Float64Array(plan.state.length);
  const value = marginalValue(plan, new Float64Array(n).fill(1), marginalScratch(plan), (row, each) => {
    share[row] = n * each;
  });
  return {
    ...{ value, plan },
    influence: influenceValues(plan, share, value, n),
    weights: leastEven(plan, share, n),
  };
}

function marginalPlan({ log, target, behavior, discount, horizon }: MarginalInput): MarginalPlan {
  if (!log.states) {
    throw new DataError(
      "marginalized importance sampling needs discrete states; these episodes have columns of numbers. Give (await clusterStates(learn)).assign(test), or other states by withStates().",
    );
  }
  const last = Math.min(horizon, log.horizon);
  const { starts, decision, episode } = byTime(log, last);
  const steps = decision.length;
  const coded = codeStates(log, starts, decision);
  const [next, ratio, reward] = [new Int32Array(steps), new Float64Array(steps), new Float64Array(steps)];
  const at = new Int32Array(log.steps).fill(-1);
  for (let row = 0; row < steps; row++) at[decision[row]!] = row;
  for (let row = 0; row < steps; row++) {
    const j = decision[row]!;
    const following = j + 1 < log.offsets[episode[row]! + 1]! ? at[j + 1]! : -1;
    next[row] = following < 0 ? -1 : coded.state[following]!;
    ratio[row] = target[j * log.actionCount + log.actions[j]!]! / behavior[j]!;
    reward[row] = log.rewards[j]!;
  }
  const most = Math.max(...coded.states);
  return {
    ...{ kind: "marginal", width: 1, starts, discount, most, episode, next, ratio, reward },
    ...coded,
  };
}

/** The first `last` decisions of all episodes, in order of their number in the episode. */
function byTime(
  { offsets, count }: Episodes,
  last: number,
): { starts: Int32Array; decision: Int32Array; episode: Int32Array } {
  const starts = new Int32Array(last + 1);
  for (let i = 0; i < count; i++) {
    const length = Math.min(last, offsets[i + 1]! - offsets[i]!);
    for (let t = 0; t < length; t++) starts[t + 1]!++;
  }
  for (let t = 0; t < last; t++) starts[t + 1]! += starts[t]!;
  const [decision, episode] = [new Int32Array(starts[last]!), new Int32Array(starts[last]!)];
  const place = starts.slice();
  for (let i = 0; i < count; i++) {
    const length = Math.min(last, offsets[i + 1]! - offsets[i]!);
    for (let t = 0; t < length; t++) {
      const row = place[t]!++;
      decision[row] = offsets[i]! + t;
      episode[row] = i;
    }
  }
  return { starts, decision, episode };
}

/** States numbered 0, 1, … anew at each time, and how many there are then. */
function codeStates(
  log: Episodes,
  starts: Int32Array,
  decision: Int32Array,
): { state: Int32Array; states: Int32Array } {
  const now = log.decisions.states!;
  const code = new Int32Array(log.stateCount);
  const state = new Int32Array(decision.length);
  const states = new Int32Array(starts.length - 1);
  for (let t = 0; t < states.length; t++) {
    code.fill(-1);
    for (let row = starts[t]!; row < starts[t + 1]!; row++) {
      const s = now[decision[row]!]!;
      if (code[s]! < 0) code[s] = states[t]!++;
      state[row] = code[s]!;
    }
  }
  return { state, states };
}

/**
 * φᵢ = U₀(s₀) − V + Σₜ γᵗ (n d̂ₜ(s) / nₜ(s)) (ρ (r + γUₜ₊₁(s′)) − Uₜ(s)), with Uₜ(s) the mean of ρ (r + γUₜ₊₁(s′)) over the
 * episodes that are in s at t.
 */
function influenceValues(
  { starts, states, episode, state, next, ratio, reward, discount }: MarginalPlan,
  share: Float64Array,
  value: number,
  n: number,
): Float64Array {
  const influence = new Float64Array(n).fill(-value);
  let following = new Float64Array(0);
  for (let t = starts.length - 2; t >= 0; t--) {
    const [own, counts] = [new Float64Array(states[t]!), new Float64Array(states[t]!)];
    const backup = (row: number): number =>
      ratio[row]! * (reward[row]! + (next[row]! >= 0 ? discount * following[next[row]!]! : 0));
    for (let row = starts[t]!; row < starts[t + 1]!; row++) {
      own[state[row]!]! += backup(row);
      counts[state[row]!]!++;
    }
    for (let s = 0; s < own.length; s++) own[s]! /= counts[s]!;
    for (let row = starts[t]!; row < starts[t + 1]!; row++) {
      const s = state[row]!;
      influence[episode[row]!]! += discount ** t * share[row]! * (backup(row) - own[s]!);
      if (t === 0) influence[episode[row]!]! += own[s]!;
    }
    following = own;
  }
  return influence;
}

/** n dₜ ρ of all episodes at the time t where their effective size is smallest; whoever has ended has the mean of what ended. */
function leastEven(
  { starts, episode, next, ratio }: MarginalPlan,
  share: Float64Array,
  n: number,
): Float64Array {
  const weights = new Float64Array(n);
  const ended = new Uint8Array(n);
  let least = { size: Number.POSITIVE_INFINITY, weights };
  let [mass, count] = [0, 0];
  for (let t = 0; t + 1 < starts.length; t++) {
    for (let i = 0; i < n; i++) if (ended[i]) weights[i] = mass / count;
    for (let row = starts[t]!; row < starts[t + 1]!; row++) {
      const i = episode[row]!;
      weights[i] = share[row]! * ratio[row]!;
      if (next[row]! >= 0) continue;
      ended[i] = 1;
      mass += weights[i]!;
      count++;
    }
    const size = effectiveSize(weights);
    if (size < least.size) least = { size, weights: weights.slice() };
  }
  return least.weights;
}

function effectiveSize(weights: Float64Array): number {
  let [sum, squares] = [0, 0];
  for (const w of weights) {
    sum += w;
    squares += w * w;
  }
  return squares > 0 ? (sum * sum) / squares : 0;
}
