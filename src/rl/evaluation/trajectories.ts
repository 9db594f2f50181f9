import type { Episodes } from "../../cohort/episodes.js";

/** Values that a direct method gives: Q of each action at each decision, and V of what follows. */
export interface DirectValues {
  /** Decisions × actions. */
  readonly q: Float64Array;
  /** V(observation after each decision), 0 after an end or beyond the horizon. */
  readonly following: Float64Array;
}

export interface TrajectoryInput {
  readonly log: Episodes;
  /** Decisions × actions of the policy that is evaluated. */
  readonly target: Float64Array;
  /** Probability of each action that was taken. */
  readonly behavior: Float64Array;
  readonly direct: DirectValues | undefined;
  readonly discount: number;
  readonly horizon: number;
  /** Whether a finished episode keeps its weight among the others (the absorbing state) or leaves. */
  readonly normalise: "carry" | "alive";
}

/**
 * Sums that every estimator of the importance-sampling family is made of, one row per episode. With ρₜ the cumulative
 * ratio and T the episode's length: 1, ρ_T, ρ_T G, Σγᵗρₜrₜ, V(s₀), the doubly robust value, and for each decision t
 * ρₜ, ρₜrₜ and ρₜ(rₜ − Qₜ + γVₜ₊₁).
 */
export interface TrajectorySums {
  readonly n: number;
  readonly width: number;
  readonly horizon: number;
  readonly rows: Float64Array;
  /** ρ_T of each episode. */
  readonly weights: Float64Array;
  /** Discounted return of each episode. */
  readonly returns: Float64Array;
  /** Largest ratio of a single decision that was seen. */
  readonly largestRatio: number;
}

export const column = {
  one: 0,
  weight: 1,
  weightedReturn: 2,
  perDecision: 3,
  start: 4,
  robust: 5,
  first: 6,
} as const;

export function trajectorySums(input: TrajectoryInput): TrajectorySums {
  const { log, target, behavior, direct, discount, normalise } = input;
  const { count: n, actionCount, offsets } = log;
  const horizon = Math.min(input.horizon, log.horizon);
  const width = column.first + 3 * horizon;
  const rows = new Float64Array(n * width);
  const [weights, returns] = [new Float64Array(n), new Float64Array(n)];
  let largestRatio = 0;
  for (let i = 0; i < n; i++) {
    const row = i * width;
    const ratioAt = row + column.first;
    const rewardAt = ratioAt + horizon;
    const errorAt = rewardAt + horizon;
    const first = offsets[i]!;
    const length = Math.min(offsets[i + 1]! - first, horizon);
    let [rho, factor, total, perDecision, robust] = [1, 1, 0, 0, 0];
    for (let t = 0; t < length; t++) {
      const j = first + t;
      const action = log.actions[j]!;
      const ratio = target[j * actionCount + action]! / behavior[j]!;
      if (ratio > largestRatio) largestRatio = ratio;
      rho *= ratio;
      const reward = log.rewards[j]!;
      total += factor * reward;
      perDecision += factor * rho * reward;
      rows[ratioAt + t] = rho;
      rows[rewardAt + t] = rho * reward;
      if (direct) {
        const follow = t + 1 < horizon ? direct.following[j]! : 0;
        const error = rho * (reward - direct.q[j * actionCount + action]! + discount * follow);
        rows[errorAt + t] = error;
        robust += factor * error;
      }
      factor *= discount;
    }
    if (normalise === "carry") for (let t = length; t < horizon; t++) rows[ratioAt + t] = rho;
    const start = direct ? expected(target, direct.q, first * actionCount, actionCount) : 0;
    rows[row + column.one] = 1;
    rows[row + column.weight] = weights[i] = rho;
    rows[row + column.weightedReturn] = rho * total;
    rows[row + column.perDecision] = perDecision;
    rows[row + column.start] = start;
    rows[row + column.robust] = start + robust;
    returns[i] = total;
  }
  return { n, width, horizon, rows, weights, returns, largestRatio };
}

/** Σₐ π(a) Q(a) of one row. */
export function expected(target: Float64Array, q: Float64Array, from: number, actions: number): number {
  let sum = 0;
  for (let a = from; a < from + actions; a++) if (target[a]! > 0) sum += target[a]! * q[a]!;
  return sum;
}
