import type { Undefined } from "./measured.js";
import { labelTotals, type Scored, type ScoreResult, scoreOrder } from "./scored.js";

/**
 * Area under the ROC curve: the chance that a positive's score lies above a negative's, ties counting half. The error
 * is DeLong's (DeLong, DeLong & Clarke-Pearson 1988, Biometrics 44:837), from the placements of each person among those
 * of the other label; O(n log n).
 */
export function auroc(people: Scored): ScoreResult | Undefined {
  const { y, weights } = people;
  const totals = labelTotals(people);
  if (totals.positives + totals.negatives === 0) return { undefined: "empty" };
  if (totals.positives === 0) return { undefined: "no-positives" };
  if (totals.negatives === 0) return { undefined: "no-negatives" };
  const placements = placementValues(people, totals.positiveWeight, totals.negativeWeight);
  let value = 0;
  for (let i = 0; i < y.length; i++) {
    if (y[i] === 1) value += ((weights ? weights[i]! : 1) * placements[i]!) / totals.positiveWeight;
  }
  const n = y.length;
  const influence = placements;
  let [fromPositives, fromNegatives] = [0, 0];
  for (let i = 0; i < n; i++) {
    const weight = weights ? weights[i]! : 1;
    const share = weight / (y[i] === 1 ? totals.positiveWeight : totals.negativeWeight);
    const part = share * (placements[i]! - value);
    if (y[i] === 1) fromPositives += part * part;
    else fromNegatives += part * part;
    influence[i] = n * part;
  }
  const { positives, negatives } = totals;
  const denominator = Math.min(positives, negatives);
  if (denominator < 2) return { value, noInfluence: "one person alone has a label", denominator };
  fromPositives *= positives / (positives - 1);
  fromNegatives *= negatives / (negatives - 1);
  const total = fromPositives + fromNegatives;
  return {
    value,
    influence,
    standardError: Math.sqrt(total),
    degrees: total ** 2 / (fromPositives ** 2 / (positives - 1) + fromNegatives ** 2 / (negatives - 1)),
    denominator,
  };
}

/** For each positive the share of negatives below its score, for each negative the share of positives above. */
function placementValues({ y, score, weights }: Scored, positive: number, negative: number): Float64Array {
  const order = scoreOrder(score);
  const at = (k: number): number => (order ? order[k]! : k);
  const placements = new Float64Array(y.length);
  let [above, below] = [positive, 0];
  for (let start = 0; start < y.length; ) {
    let end = start;
    let [tiedPositive, tiedNegative] = [0, 0];
    for (; end < y.length && score[at(end)] === score[at(start)]; end++) {
      const i = at(end);
      if (y[i] === 1) tiedPositive += weights ? weights[i]! : 1;
      else tiedNegative += weights ? weights[i]! : 1;
    }
    above -= tiedPositive;
    for (let k = start; k < end; k++) {
      const i = at(k);
      placements[i] =
        y[i] === 1 ? (below + tiedNegative / 2) / negative : (above + tiedPositive / 2) / positive;
    }
    below += tiedNegative;
    start = end;
  }
  return placements;
}
