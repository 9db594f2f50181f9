import type { Undefined } from "./measured.js";
import { type Scored, type ScoreMetric, scoreOrder } from "./scored.js";

/** People whose scores lie together: how many, their mean score and their observed rate. */
export interface CalibrationBin {
  readonly low: number;
  readonly high: number;
  readonly n: number;
  readonly weight: number;
  readonly meanScore: number;
  readonly observed: number;
}

/**
 * Bins of about equal weight, with equal scores kept together. Where scores take no more than `bins` values, each value
 * is a bin.
 */
export function calibrationBins(people: Scored, bins = 10): CalibrationBin[] {
  const { y, score, weights } = people;
  const order = scoreOrder(score);
  const at = (k: number): number => (order ? order[k]! : k);
  const weightOf = (i: number): number => (weights ? weights[i]! : 1);
  const n = y.length;
  let [distinct, total] = [0, 0];
  for (let k = 0; k < n; k++) {
    if (k === 0 || score[at(k)] !== score[at(k - 1)]) distinct++;
    total += weightOf(at(k));
  }
  const found: CalibrationBin[] = [];
  let [people_, weight, sumScore, sumY, low, passed] = [0, 0, 0, 0, 0, 0];
  for (let k = 0; k < n; k++) {
    const i = at(k);
    if (people_ === 0) low = score[i]!;
    people_++;
    weight += weightOf(i);
    sumScore += weightOf(i) * score[i]!;
    sumY += weightOf(i) * y[i]!;
    const tied = k + 1 < n && score[at(k + 1)] === score[i];
    const full = distinct <= bins || passed + weight >= (total * (found.length + 1)) / bins - 1e-9 * total;
    if ((tied || !full) && k + 1 < n) continue;
    if (weight > 0)
      found.push({
        low,
        high: score[i]!,
        n: people_,
        weight,
        meanScore: sumScore / weight,
        observed: sumY / weight,
      });
    passed += weight;
    [people_, weight, sumScore, sumY] = [0, 0, 0, 0];
  }
  return found;
}

/**
 * Expected calibration error: mean distance of observed rate from mean score over ten bins. It is biased upwards in
 * small groups (chance alone moves bins off the diagonal), so it has no interval and its gaps no p-value.
 */
export const expectedCalibrationError: ScoreMetric = (people) => {
  const bins = calibrationBins(people);
  const total = bins.reduce((sum, bin) => sum + bin.weight, 0);
  if (!(total > 0)) return { undefined: "empty" } satisfies Undefined;
  return {
    value: bins.reduce((sum, bin) => sum + (bin.weight / total) * Math.abs(bin.observed - bin.meanScore), 0),
    noInfluence: "a binned calibration error is biased upwards by chance and not smooth",
    denominator: people.y.length,
  };
};
