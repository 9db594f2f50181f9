import type { Undefined } from "./measured.js";

/** People with a label and a score. */
export interface Scored {
  /** 0 or 1; any number for a numeric outcome. */
  readonly y: Float64Array;
  readonly score: Float64Array;
  /** Non-negative; all 1 where absent. */
  readonly weights?: Float64Array | undefined;
}

/** A metric's value, its influence values (SE = √Σφ²/n) and how much data its error rests on. */
export interface ScoreResult {
  readonly value: number;
  /** Absent where the metric has no linear approximation, for the reason given. */
  readonly influence?: Float64Array;
  readonly noInfluence?: string;
  /** Standard error where it is not √Σφ²/n. */
  readonly standardError?: number;
  /** Degrees of freedom of the error (Satterthwaite). */
  readonly degrees?: number;
  /** Fewest people in a part that the metric needs, such as positives and negatives. */
  readonly denominator: number;
}

/** A metric as a plain function of labels and scores. */
export type ScoreMetric = (people: Scored) => ScoreResult | Undefined;

/** Rows in ascending order of score, or `undefined` where they are already. */
export function scoreOrder(score: Float64Array): Int32Array | undefined {
  let sorted = true;
  for (let i = 1; i < score.length && sorted; i++) sorted = score[i - 1]! <= score[i]!;
  if (sorted) return undefined;
  return Int32Array.from(score.keys()).sort((a, b) => score[a]! - score[b]!);
}

export interface LabelTotals {
  readonly positives: number;
  readonly negatives: number;
  /** Sums of weights. */
  readonly positiveWeight: number;
  readonly negativeWeight: number;
}

/** People and weight with each label; people without weight do not count. */
export function labelTotals({ y, weights }: Scored): LabelTotals {
  let [positives, negatives, positiveWeight, negativeWeight] = [0, 0, 0, 0];
  for (let i = 0; i < y.length; i++) {
    const weight = weights ? weights[i]! : 1;
    if (weight === 0) continue;
    if (y[i] === 1) {
      positives++;
      positiveWeight += weight;
    } else {
      negatives++;
      negativeWeight += weight;
    }
  }
  return { positives, negatives, positiveWeight, negativeWeight };
}
