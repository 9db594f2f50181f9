import type { Counts } from "../metrics/counts.js";

/** What one threshold does in one group. */
export interface ThresholdPoint {
  readonly threshold: number;
  readonly counts: Counts;
  readonly rates: { readonly selected: number; readonly tpr: number; readonly fpr: number };
}

/** The points of a group's ROC curve: thresholds in falling order, from nobody selected to everybody. */
export function thresholdPoints(y: Float64Array, score: Float64Array, members: Int32Array): ThresholdPoint[] {
  const order = Int32Array.from(members).sort((a, b) => score[b]! - score[a]!);
  const positives = members.reduce((sum, i) => sum + y[i]!, 0);
  const negatives = members.length - positives;
  const point = (threshold: number, tp: number, fp: number): ThresholdPoint => ({
    threshold,
    counts: { tp, fp, fn: positives - tp, tn: negatives - fp },
    rates: { selected: (tp + fp) / members.length, tpr: tp / positives, fpr: fp / negatives },
  });
  const points = [point(Number.POSITIVE_INFINITY, 0, 0)];
  let [tp, fp] = [0, 0];
  order.forEach((i, k) => {
    if (y[i] === 1) tp++;
    else fp++;
    const next = order[k + 1];
    if (next === undefined || score[next] !== score[i]) points.push(point(score[i]!, tp, fp));
  });
  return points;
}
