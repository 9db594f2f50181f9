import { type Population, populationWeights } from "../outcome-models/population.js";
import { tilts } from "../weighting/tilt.js";
import type { Fluctuated } from "./fluctuate.js";
import type { Nuisances } from "./nuisances.js";

interface Targeted {
  readonly estimand: Population;
  /** Clever covariates under no treatment and under treatment. */
  readonly clever: readonly [Float64Array, Float64Array];
  readonly moved: Fluctuated;
}

/**
 * Influence of a targeted mean from the stacked equations of propensity, outcome model, ε and mean: what its population
 * adds, what ε adds by its own equation, and what both pass on of the two models' coefficients. Undefined where a model has
 * none; complete outcomes only.
 */
export function targetedInfluence(
  { study, ps, model }: Nuisances,
  { estimand, clever, moved }: Targeted,
  arm: 0 | 1,
): Float64Array | undefined {
  const { n, treatment, outcome, weights } = study;
  const inside = populationWeights(estimand, study);
  const total = inside.reduce((sum, t) => sum + t, 0);
  const mean = inside.reduce((sum, t, i) => sum + t * moved[arm][i]!, 0) / total;
  // Arms that share ε share its equation; with an ε each, only the mean's own arm does.
  const shared = moved.epsilon.length === 1 ? ([0, 1] as const) : ([arm] as const);
  const sign = (b: 0 | 1): number => (moved.epsilon.length === 1 && b === 0 ? -1 : 1);
  const counts = (b: 0 | 1, i: number): number => (treatment[i] === b ? (weights?.[i] ?? 1) : 0);
  let [bread, gain] = [0, 0];
  for (let i = 0; i < n; i++) {
    gain += (inside[i]! * moved.arms[arm].slope[i]! * clever[arm][i]!) / total;
    for (const b of shared) bread += (counts(b, i) * clever[b][i]! ** 2 * moved.arms[b].slope[i]!) / n;
  }
  const ratio = (sign(arm) * gain) / bread;
  const influence = inside.map((t, i) => (n / total) * t * (moved[arm][i]! - mean));
  const throughPropensity = new Float64Array(n);
  const parts: (Float64Array | undefined)[] = [];
  for (const b of shared) {
    const { step, slope, offsetSlope } = moved.arms[b];
    const tilt = tilts[estimand];
    const slopeOf = b === 1 ? tilt.treatedSlope : tilt.controlSlope;
    const throughOutcome = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      const direct = b === arm ? (n / total) * inside[i]! * slope[i]! : 0;
      const own = ratio * sign(b) * counts(b, i);
      const [h, residual] = [clever[b][i]!, outcome[i]! - moved[b][i]!];
      influence[i]! += own * h * residual;
      throughOutcome[i] = (direct - own * h * slope[i]!) * offsetSlope[i]!;
      throughPropensity[i]! +=
        (direct * step + own * (residual - h * slope[i]! * step)) * slopeOf(ps.score[i]!);
    }
    parts.push(model.influenceOf(b, throughOutcome));
  }
  parts.push(ps.nuisance?.influenceOf(ps.design, throughPropensity));
  if (parts.some((part) => part === undefined)) return undefined;
  return influence.map((value, i) => parts.reduce((sum, part) => sum + part![i]!, value));
}
