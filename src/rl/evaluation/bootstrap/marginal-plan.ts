import type { UnitDraws } from "../../../numeric/unit-draws.js";

/**
 * Decisions in order of time, for marginalized importance sampling: those numbered t lie at starts[t] … starts[t + 1] −
 * 1. States are numbered anew at each time, so that the sums of one time lie together.
 */
export interface MarginalPlan {
  readonly kind: "marginal";
  readonly width: 1;
  readonly starts: Int32Array;
  /** How many states occur at each time. */
  readonly states: Int32Array;
  readonly episode: Int32Array;
  readonly state: Int32Array;
  /** State at the next decision, −1 where none follows. */
  readonly next: Int32Array;
  /** π(a | s) / μ(a | s) of the action that was taken. */
  readonly ratio: Float64Array;
  readonly reward: Float64Array;
  readonly discount: number;
  /** The most states at any time. */
  readonly most: number;
}

/** Scratch of {@link marginalValue}: sums of two times. */
export interface MarginalScratch {
  readonly mass: Float64Array;
  readonly following: Float64Array;
  readonly counts: Float64Array;
}

export function marginalScratch({ most }: MarginalPlan): MarginalScratch {
  return {
    mass: new Float64Array(most),
    following: new Float64Array(most),
    counts: new Float64Array(most),
  };
}

/**
 * V = Σₜ γᵗ Σₛ dₜ(s) r̂ₜ(s) with d₀ the shares of first states and dₜ₊₁(s′) = Σᵢ cᵢ (dₜ(sᵢ) / nₜ(sᵢ)) ρᵢ 1{s′ᵢ = s′}, where
 * episode i counts `times[i]` times. `weigh` sees dₜ(s) / nₜ(s) of each decision.
 */
export function marginalValue(
  plan: MarginalPlan,
  times: Float64Array,
  scratch: MarginalScratch,
  weigh?: (row: number, share: number) => void,
): number {
  const { starts, states, episode, state, next, ratio, reward, discount } = plan;
  const { mass, following, counts } = scratch;
  let total = 0;
  for (let i = 0; i < times.length; i++) total += times[i]!;
  for (let row = 0; row < starts[1]!; row++) mass[state[row]!] = 0;
  for (let row = 0; row < starts[1]!; row++) mass[state[row]!]! += times[episode[row]!]! / total;
  let [value, factor] = [0, 1];
  for (let t = 0; t + 1 < starts.length; t++) {
    const [from, to] = [starts[t]!, starts[t + 1]!];
    counts.fill(0, 0, states[t]!);
    following.fill(0, 0, states[t + 1] ?? 0);
    for (let row = from; row < to; row++) counts[state[row]!]! += times[episode[row]!]!;
    let earned = 0;
    for (let row = from; row < to; row++) {
      const drawn = times[episode[row]!]!;
      if (drawn === 0) continue;
      const s = state[row]!;
      const share = mass[s]! / counts[s]!;
      weigh?.(row, share);
      const weight = share * ratio[row]!;
      earned += drawn * weight * reward[row]!;
      if (next[row]! >= 0) following[next[row]!]! += drawn * weight;
    }
    value += factor * earned;
    factor *= discount;
    mass.set(following);
  }
  return value;
}

export function marginalReplicates(
  plan: MarginalPlan,
  draws: UnitDraws,
  count: number,
  patientOf: Int32Array,
): Float64Array {
  const scratch = marginalScratch(plan);
  const times = new Float64Array(patientOf.length);
  const values = new Float64Array(count);
  for (let r = 0; r < count; r++) {
    const counts = draws.counts(r);
    for (let i = 0; i < times.length; i++) times[i] = counts[patientOf[i]!]!;
    values[r] = marginalValue(plan, times, scratch);
  }
  return values;
}
