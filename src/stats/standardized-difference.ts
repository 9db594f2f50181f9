/** Mean and sample variance of a column in one group. */
export interface Moments {
  readonly mean: number;
  readonly variance: number;
}

export interface GroupMoments {
  readonly treated: Moments;
  readonly control: Moments;
}

/** Weighted means, and variances with the weights' n − 1 form (Σw in place of n), of the two groups of a 0/1 column. */
export function groupMoments(
  column: Float64Array,
  treatment: Float64Array,
  weights?: Float64Array,
): GroupMoments {
  return {
    treated: momentsOf(column, treatment, 1, weights),
    control: momentsOf(column, treatment, 0, weights),
  };
}

/**
 * Difference of the means in `moments` over the pooled standard deviation √((s₁² + s₀²) / 2) of `reference`, which
 * should be the unweighted groups, so that weighting never changes the denominator (Stuart 2010, section 4.1). Where
 * the reference does not vary the difference is 0 when the means agree and infinite otherwise.
 */
export function standardizedDifference(moments: GroupMoments, reference: GroupMoments): number {
  const difference = moments.treated.mean - moments.control.mean;
  const deviation = Math.sqrt((reference.treated.variance + reference.control.variance) / 2);
  if (difference === 0) return 0;
  return difference / deviation;
}

/** Weighted mean of a column over the rows of one group. */
export function weightedMeanOf(
  column: Float64Array,
  groups: Float64Array,
  group: number,
  weights: Float64Array,
): number {
  return momentsOf(column, groups, group, weights).mean;
}

/** Unweighted sample variance of a column over the rows of one group. */
export function groupVariance(column: Float64Array, groups: Float64Array, group: number): number {
  return momentsOf(column, groups, group).variance;
}

function momentsOf(
  column: Float64Array,
  treatment: Float64Array,
  group: number,
  weights?: Float64Array,
): Moments {
  let [total, squares, sum, count] = [0, 0, 0, 0];
  for (let i = 0; i < column.length; i++) {
    if (treatment[i] !== group) continue;
    const w = weights ? weights[i]! : 1;
    total += w;
    squares += w * w;
    sum += w * column[i]!;
    count++;
  }
  const mean = sum / total;
  let square = 0;
  for (let i = 0; i < column.length; i++) {
    if (treatment[i] === group) square += (weights ? weights[i]! : 1) * (column[i]! - mean) ** 2;
  }
  const variance = count > 1 ? square / (total - squares / total) : Number.NaN;
  return { mean, variance };
}
