import { type Population, populationWeights } from "../outcome-models/population.js";
import { tilts } from "../weighting/tilt.js";
import type { Nuisances } from "./nuisances.js";

export interface AugmentedMean {
  readonly mean: number;
  readonly influence: Float64Array;
  /** Uncentred orthogonal scores, whose average is the mean. */
  readonly score: Float64Array;
  /** Whether the influence counts the coefficients of both models. */
  readonly stacked: boolean;
}

/**
 * μₐ = Σ sᵢ [tᵢ m(a, xᵢ) + 1(Aᵢ = a) wₐ(eᵢ) (Yᵢ − m(a, xᵢ))] / Σ sᵢ tᵢ, with t the estimand's population and wₐ its
 * weight: t = 1 and 1/e or 1/(1 − e) for the ATE, t = A and 1 or e/(1 − e) for the ATT. Where outcomes are censored
 * the residuals of those seen are weighted by the inverse of the chance of that, too. `stacked` adds the influence of the
 * models' coefficients.
 */
export function augmentedMean(
  { study, ps, model, followed }: Nuisances,
  estimand: Population,
  arm: 0 | 1,
  stacked: boolean,
): AugmentedMean {
  const { n, treatment } = study;
  const outcome = followed?.outcome ?? study.outcome;
  const predicted = arm === 1 ? model.treated : model.untreated;
  const tilt = tilts[estimand];
  const [weight, slope] = arm === 1 ? [tilt.treated, tilt.treatedSlope] : [tilt.control, tilt.controlSlope];
  const inside = populationWeights(estimand, study);
  const total = sumOf(inside);
  const score = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let value = inside[i]! * predicted[i]!;
    if (treatment[i] === arm) {
      const group = study.weights ? study.weights[i]! : 1;
      const own = followed ? group * followed.weight[i]! : group;
      value += own * weight(ps.score[i]!) * (outcome[i]! - predicted[i]!);
    }
    score[i] = (n / total) * value;
  }
  const mean = sumOf(score) / n;
  const influence = new Float64Array(n);
  for (let i = 0; i < n; i++) influence[i] = score[i]! - (n / total) * inside[i]! * mean;
  if (!stacked) return { mean, influence, score, stacked };
  const throughPropensity = new Float64Array(n);
  const throughOutcome = new Float64Array(n);
  const throughSeen = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const group = treatment[i] === arm ? (study.weights?.[i] ?? 1) : 0;
    const own = followed ? group * followed.weight[i]! : group;
    const residual = outcome[i]! - predicted[i]!;
    const e = ps.score[i]!;
    throughPropensity[i] = (n / total) * own * slope(e) * residual;
    if (followed) throughSeen[i] = (n / total) * group * weight(e) * residual;
    throughOutcome[i] = (n / total) * (inside[i]! - own * weight(e));
  }
  const extra = [
    ps.nuisance?.influenceOf(ps.design, throughPropensity),
    model.influenceOf(arm, throughOutcome),
    ...(followed ? [followed.influenceOf(throughSeen)] : []),
  ];
  for (const part of extra) if (part) for (let i = 0; i < n; i++) influence[i]! += part[i]!;
  return { mean, influence, score, stacked: extra.every((part) => part !== undefined) };
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
}
