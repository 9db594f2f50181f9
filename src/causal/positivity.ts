import { formatNumber, formatPercent } from "../plot/format.js";
import type { ResultWarning } from "../stats/estimate.js";

/** What one group's weights leave of it. */
export interface GroupWeights {
  /** "treated", "untreated", the level of a treatment, or "rows". */
  readonly group: string;
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
  return [
    weightsLeft("treated", weights, (i) => treatment[i] === 1),
    weightsLeft("untreated", weights, (i) => treatment[i] === 0),
  ];
}

/** All rows, where there are no groups. */
export function wholeWeights(weights: Float64Array): GroupWeights {
  return weightsLeft("rows", weights, () => true);
}

/** Each level of a treatment of several. */
export function levelWeights(
  weights: Float64Array,
  treatment: Float64Array,
  levels: readonly string[],
): readonly GroupWeights[] {
  return levels.map((level, k) => weightsLeft(level, weights, (i) => treatment[i] === k));
}

function weightsLeft(group: string, weights: Float64Array, inside: (row: number) => boolean): GroupWeights {
  let [n, sum, squares, largest] = [0, 0, 0, 0];
  for (let i = 0; i < weights.length; i++) {
    if (!inside(i)) continue;
    const w = weights[i]!;
    n++;
    sum += w;
    squares += w * w;
    largest = Math.max(largest, w);
  }
  return {
    group,
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
