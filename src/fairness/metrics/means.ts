import type { Undefined } from "./measured.js";
import type { Scored, ScoreMetric, ScoreResult } from "./scored.js";

/** A weighted mean of one number a person, with its influence values. */
function meanOf(people: Scored, each: (y: number, score: number) => number): ScoreResult | Undefined {
  const { y, score, weights } = people;
  let [total, sum, count] = [0, 0, 0];
  for (let i = 0; i < y.length; i++) {
    const weight = weights ? weights[i]! : 1;
    if (weight === 0) continue;
    total += weight;
    count++;
    sum += weight * each(y[i]!, score[i]!);
  }
  if (!(total > 0)) return { undefined: "empty" };
  const value = sum / total;
  const scale = y.length / total;
  const influence = Float64Array.from(y, (label, i) => {
    const weight = weights ? weights[i]! : 1;
    return weight === 0 ? 0 : scale * weight * (each(label, score[i]!) - value);
  });
  return { value, influence, degrees: count - 1, denominator: count };
}

/** Mean squared distance of probabilities from labels (Brier 1950). */
export const brier: ScoreMetric = (people) => meanOf(people, (y, p) => (y - p) ** 2);

/** Minus the mean log-probability of the labels; infinite where a probability of 0 came true. */
export const logLoss: ScoreMetric = (people) => {
  const result = meanOf(people, (y, p) => -Math.log(y === 1 ? p : 1 - p));
  return "value" in result && !Number.isFinite(result.value) ? { undefined: "certain-score" } : result;
};

export const meanScore: ScoreMetric = (people) => meanOf(people, (_, score) => score);
/** Mean of score − outcome. */
export const meanError: ScoreMetric = (people) => meanOf(people, (y, score) => score - y);
export const meanAbsoluteError: ScoreMetric = (people) => meanOf(people, (y, score) => Math.abs(score - y));
export const meanOutcome: ScoreMetric = (people) => meanOf(people, (y) => y);

/** √ of the mean squared error. */
export const rootMeanSquaredError: ScoreMetric = (people) => {
  const square = meanOf(people, (y, score) => (score - y) ** 2);
  if ("undefined" in square) return square;
  const value = Math.sqrt(square.value);
  const influence = square.influence!.map((phi) => (value > 0 ? phi / (2 * value) : 0));
  return { ...square, value, influence };
};

/** Observed over expected events, Σy / Σp: 1 where predictions are right on average. */
export const observedExpected: ScoreMetric = (people) => {
  const [observed, expected] = [meanOutcome(people), meanScore(people)];
  if ("undefined" in observed) return observed;
  if ("undefined" in expected) return expected;
  if (!(expected.value > 0)) return { undefined: "no-expected" };
  const value = observed.value / expected.value;
  const influence = observed.influence!.map(
    (phi, i) => (phi - value * expected.influence![i]!) / expected.value,
  );
  return { ...observed, value, influence };
};
