/** How a group's people fall, by label and prediction; people, sums of weights, or sums of squared weights. */
export interface Counts {
  readonly tp: number;
  readonly fp: number;
  readonly fn: number;
  readonly tn: number;
}

export const noCounts: Counts = { tp: 0, fp: 0, fn: 0, tn: 0 };

/** Σ weights · counts, cell by cell. */
export function innerCounts(a: Counts, b: Counts): number {
  return a.tp * b.tp + a.fp * b.fp + a.fn * b.fn + a.tn * b.tn;
}

export function totalCount(counts: Counts): number {
  return counts.tp + counts.fp + counts.fn + counts.tn;
}
