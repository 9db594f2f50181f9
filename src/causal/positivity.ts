import { formatNumber, formatPercent } from "../plot/format.js";
import type { ResultWarning } from "../stats/estimate.js";

/** What one group's weights leave of it. */
export interface GroupWeights {
  readonly group: "treated" | "untreated";
  readonly n: number;
  /** (Σw)² / Σw². */
  readonly effectiveSize: number;
  readonly largest: number;
  /** Share of the group's weight that one row carries. */
  readonly largestShare: number;
}

/** Both groups of a 0/1 treatment, the treated first. */
export function groupWeights(
  weights: Float64Array,
  treatment: Float64Array,
): readonly [GroupWeights, GroupWeights] {
  return [oneGroup(weights, treatment, 1), oneGroup(weights, treatment, 0)];
}

function oneGroup(weights: Float64Array, treatment: Float64Array, group: 0 | 1): GroupWeights {
  let [n, sum, squares, largest] = [0, 0, 0, 0];
  for (let i = 0; i < weights.length; i++) {
    if (treatment[i] !== group) continue;
    const w = weights[i]!;
    n++;
    sum += w;
    squares += w * w;
    largest = Math.max(largest, w);
  }
  return {
    group: group === 1 ? "treated" : "untreated",
    n,
    effectiveSize: (sum * sum) / squares,
    largest,
    largestShare: largest / sum,
  };
}

const fewestEffective = 50;
const largestShareAllowed = 0.05;

/**
 * A warning for each group whose weights leave too little of it for this estimand: an effective sample size below
 * 50, or one row with more than 5% of the weight, and in either case less than half of the group.
 *
 * Judged by the weights of the estimand, so that a small propensity, which is harmless to an ATT, is not held against it.
 */
export function overlapWarnings(estimand: string, groups: readonly GroupWeights[]): ResultWarning[] {
  return groups
    .filter((each) => each.effectiveSize < each.n / 2)
    .filter((each) => each.effectiveSize < fewestEffective || each.largestShare > largestShareAllowed)
    .map((each) => ({
      code: "weak-overlap",
      message: `weak overlap for the ${estimand}: the ${formatNumber(each.n, 0)} ${each.group} count as ${formatNumber(each.effectiveSize, 1)}, and one row carries ${formatPercent(each.largestShare)} of their weight. Do not rely on this estimate alone; look at overlap(), another estimand, or trimming.`,
    }));
}
