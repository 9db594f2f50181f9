import type { Study } from "../../cohort/causal-study.js";
import { type Effect, effect, errorName, type Mean } from "../effect.js";
import { overlapWarnings } from "../positivity.js";
import type { MomentFit } from "./moment-fit.js";
import { weighting } from "./weighting.js";

/** One group's weights: 1 for everyone, or a function of a fitted index with its derivative. */
export interface ArmWeights {
  readonly fit: MomentFit | undefined;
  readonly weight: (eta: number) => number;
  readonly slope: (eta: number) => number;
}

/** A group that stands for itself. */
export const asObserved: ArmWeights = { fit: undefined, weight: () => 1, slope: () => 0 };

/** The difference of means under weights that solve moment conditions, with their M-estimation errors. */
export function balancedEffect(
  study: Study,
  naming: { readonly estimand: string; readonly method: string },
  arms: { readonly treated: ArmWeights; readonly untreated: ArmWeights },
): Effect {
  const both = [arms.untreated, arms.treated] as const;
  const weights = study.treatment.map((a, i) => {
    const { fit, weight } = both[a as 0 | 1];
    return (study.weights?.[i] ?? 1) * (fit ? weight(fit.eta[i]!) : 1);
  });
  const [treated, untreated] = [meanOf(study, both[1], weights, 1), meanOf(study, both[0], weights, 0)];
  const found = weighting(study, naming.estimand, naming.method, weights);
  return effect(study, {
    estimand: naming.estimand,
    method: `${naming.method}, ${errorName(study)}`,
    means: [treated.mean, untreated.mean],
    influence: [treated.influence, untreated.influence],
    warnings: overlapWarnings(naming.estimand, found.groups),
    diagnostics: { groups: found.groups },
    weighting: found,
  });
}

function meanOf(
  study: Study,
  { fit, slope }: ArmWeights,
  weights: Float64Array,
  arm: 0 | 1,
): Mean & { readonly influence: Float64Array } {
  const { n, treatment, outcome } = study;
  let [total, sum] = [0, 0];
  for (let i = 0; i < n; i++) {
    if (treatment[i] !== arm) continue;
    total += weights[i]!;
    sum += weights[i]! * outcome[i]!;
  }
  const mean = sum / total;
  const residual = outcome.map((y, i) => (treatment[i] === arm ? (n / total) * (y - mean) : 0));
  const own = residual.map((r, i) => weights[i]! * r);
  if (!fit) return { mean, influence: own };
  const extra = fit.influenceOf(
    residual.map((r, i) => (r === 0 ? 0 : r * (study.weights?.[i] ?? 1) * slope(fit.eta[i]!))),
  );
  return { mean, influence: own.map((value, i) => value + extra[i]!) };
}
