import type { Episodes } from "../../cohort/episodes.js";
import { sharedColumn } from "../../numeric/columns.js";

/** Values that a direct method gives. */
export interface DirectValues {
  /** Q of each decision's action. */
  readonly taken: Float64Array;
  /** V at each decision. */
  readonly values: Float64Array;
  /** V of what was observed after each episode's last decision, 0 after an end. */
  readonly last: Float64Array;
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
  /** Above this ratio of one decision the switched estimate trusts Q alone. @default ∞ */
  readonly switchAt?: number | undefined;
}

/**
 * Sums that every estimator of the importance-sampling family is made of, one row per episode. With ρₜ the cumulative
 * ratio and T the episode's length: 1, ρ_T, ρ_T G, Σγᵗρₜrₜ, V(s₀), the doubly robust value, the same with its
 * corrections switched off where a ratio is too large, and for each decision t ρₜ, ρₜrₜ and ρₜ(rₜ − Qₜ + γVₜ₊₁).
 */
export interface TrajectorySums {
  readonly n: number;
  readonly width: number;
  readonly horizon: number;
  /** Column after column, n numbers each, in shared memory. */
  readonly columns: Float64Array;
  /** ρ_T of each episode. */
  readonly weights: Float64Array;
  /** Decisions of each episode until it ended or its weight became 0; later columns repeat its weight or are 0. */
  readonly reach: Int32Array;
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
  switched: 6,
  first: 7,
} as const;

export function trajectorySums(input: TrajectoryInput): TrajectorySums {
  const { log, target, behavior, direct, discount, switchAt = Number.POSITIVE_INFINITY } = input;
  const { count: n, actionCount, actions, offsets, rewards } = log;
  const horizon = Math.min(input.horizon, log.horizon);
  const width = column.first + (direct ? 3 : 2) * horizon;
  const columns = sharedColumn(n * width);
  const [weights, returns, reach] = [new Float64Array(n), new Float64Array(n), new Int32Array(n)];
  const [ratioAt, rewardAt] = [column.first * n, (column.first + horizon) * n];
  const errorAt = rewardAt + horizon * n;
  let largestRatio = 0;
  for (let i = 0; i < n; i++) {
    const first = offsets[i]!;
    const length = Math.min(offsets[i + 1]! - first, horizon);
    let rho = 1;
    let trusted = 1;
    let factor = 1;
    let total = 0;
    let perDecision = 0;
    let robust = 0;
    let switched = 0;
    for (let t = 0; t < length; t++) {
      const j = first + t;
      const ratio = target[j * actionCount + actions[j]!]! / behavior[j]!;
      if (ratio > largestRatio) largestRatio = ratio;
      rho *= ratio;
      if (rho !== 0) reach[i] = t + 1;
      trusted *= ratio > switchAt ? 0 : ratio;
      const reward = rewards[j]!;
      total += factor * reward;
      perDecision += factor * rho * reward;
      columns[ratioAt + t * n + i] = rho;
      columns[rewardAt + t * n + i] = rho * reward;
      if (direct) {
        const following = j + 1 < offsets[i + 1]! ? direct.values[j + 1]! : direct.last[i]!;
        const error = reward - direct.taken[j]! + (t + 1 < horizon ? discount * following : 0);
        columns[errorAt + t * n + i] = rho * error;
        robust += factor * rho * error;
        switched += factor * trusted * error;
      }
      factor *= discount;
    }
    if (input.normalise === "carry")
      for (let t = length; t < horizon; t++) columns[ratioAt + t * n + i] = rho;
    const start = direct ? direct.values[first]! : 0;
    columns[column.one * n + i] = 1;
    columns[column.weight * n + i] = weights[i] = rho;
    columns[column.weightedReturn * n + i] = rho * total;
    columns[column.perDecision * n + i] = perDecision;
    columns[column.start * n + i] = start;
    columns[column.robust * n + i] = start + robust;
    columns[column.switched * n + i] = start + switched;
    returns[i] = total;
  }
  return { n, width, horizon, columns, weights, reach, returns, largestRatio };
}
