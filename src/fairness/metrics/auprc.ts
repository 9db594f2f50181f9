import type { Undefined } from "./measured.js";
import { labelTotals, type Scored, type ScoreResult, scoreOrder } from "./scored.js";

/**
 * Average precision, the area under the precision-recall curve in steps: the mean, over positives, of the share of
 * positives among all scored at least as high. With A(t), B(t) the weight of positives and of everybody scored t or
 * more, a person (y, s) moves it by y (A/B)(s) / π − y·AP/π + (1/π) ∫_{t ≤ s} (y − A/B)(t) / B(t) dA(t), which gives the
 * error.
 */
export function auprc(people: Scored): ScoreResult | Undefined {
  const { y, score, weights } = people;
  const totals = labelTotals(people);
  if (totals.positives === 0) return { undefined: totals.negatives === 0 ? "empty" : "no-positives" };
  const n = y.length;
  const order = scoreOrder(score);
  const at = (k: number): number => (order ? order[k]! : k);
  const weightOf = (i: number): number => (weights ? weights[i]! : 1);
  const whole = totals.positiveWeight + totals.negativeWeight;
  let [positive, all] = [totals.positiveWeight, whole];
  let [value, sumFirst, sumSecond] = [0, 0, 0];
  const parts = new Float64Array(n);
  for (let start = 0; start < n; ) {
    const precision = all > 0 ? positive / all : 0;
    let [tied, tiedPositive, end] = [0, 0, start];
    for (; end < n && score[at(end)] === score[at(start)]; end++) {
      tied += weightOf(at(end));
      tiedPositive += y[at(end)] === 1 ? weightOf(at(end)) : 0;
    }
    value += (tiedPositive / totals.positiveWeight) * precision;
    if (all > 0) {
      sumFirst += tiedPositive / all;
      sumSecond += (tiedPositive * precision) / all;
    }
    for (let k = start; k < end; k++) {
      const i = at(k);
      parts[i] = y[i] === 1 ? precision + sumFirst - sumSecond : -sumSecond;
    }
    positive -= tiedPositive;
    all -= tied;
    start = end;
  }
  const scale = n / totals.positiveWeight;
  const influence = parts.map((part, i) => scale * weightOf(i) * (part - (y[i] === 1 ? value : 0)));
  return { value, influence, degrees: totals.positives - 1, denominator: totals.positives };
}
