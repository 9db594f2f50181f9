import { assertKnownOptions } from "../../assert.js";
import type { Study } from "../../cohort/causal-study.js";
import { RankError } from "../../errors.js";
import { cholesky } from "../../numeric/cholesky.js";
import { type Estimate, estimate } from "../../stats/estimate.js";
import { type EstimateSet, estimateSet } from "../../stats/estimate-set.js";
import { type Effect, type EffectParts, effect, errorName } from "../effect.js";
import { admit } from "../missing/admit.js";
import type { CensoringOptions } from "../missing/follow-up.js";
import { poolEffects, poolSet } from "../missing/pool-effects.js";
import { weighCensored } from "../missing/weigh-censored.js";
import { overlapWarnings } from "../positivity.js";
import {
  type PropensityOptions,
  type PropensityScore,
  propensityScore,
} from "../weighting/propensity-score.js";
import { treatmentWeights } from "../weighting/treatment-weights.js";

export interface GEstimateOptions {
  /** Terms z that the effect may depend on: E[Y¹ − Y⁰ | x] = ψ₀ + ψ′z. @default none: one effect for everyone */
  readonly modifiers?: readonly string[];
  readonly propensity?: PropensityOptions;
  /** The model of who is seen, where outcomes are censored: its inverse weights propensity and equations alike. */
  readonly censoring?: CensoringOptions;
  /** @default 1 */
  readonly seed?: number;
}

/** The effect averaged over everyone, and the parameters of the structural nested mean model that it comes from. */
export interface GEstimate extends Effect {
  readonly parameters: EstimateSet;
}

/**
 * G-estimation of a linear structural nested mean model (Robins 1994; What If, chapter 14 and technical point 14.2):
 * ψ solves Σ sᵢ (Aᵢ − e(xᵢ)) zᵢ (Yᵢ − Aᵢ zᵢ′ψ) = 0, so that the outcome with the effect removed no longer depends on
 * treatment given the confounders. Where outcomes are censored, the rows seen are weighted by the inverse of the chance of
 * that, in the propensity model as in the equations.
 *
 * Assumes exchangeability given the confounders, consistency, a correct propensity model, and that effects vary only
 * with the modifiers; it needs no positivity. Errors count the estimated propensity and censoring models.
 *
 * @example
 * (await gEstimate(study)).value // => 3.445898803 for qsmk on wt82_71 in NHEFS, missing: { outcome: "censor" }
 */
export async function gEstimate(study: Study, options: GEstimateOptions = {}): Promise<GEstimate> {
  assertKnownOptions(options, ["modifiers", "propensity", "censoring", "seed"], "gEstimate");
  const { modifiers = [], seed = 1 } = options;
  if (study.imputed) {
    return poolEffects(
      study,
      (each) => gEstimate(each, options),
      (all) => ({ parameters: poolSet(all.map((each) => each.parameters)) }),
    );
  }
  admit(study, "gEstimate", { censored: true });
  if (study.seen) {
    return weighCensored(
      study,
      options.censoring,
      seed,
      (seen) => gEstimate(seen, options),
      (found, lift) => ({ parameters: liftSet(study, found.parameters, lift) }),
    );
  }
  const design = study.designOf(modifiers, "modifiers");
  const ps = await propensityScore(study, { ...options.propensity, seed });
  const names = ["(everyone)", ...design.names];
  const z = [new Float64Array(study.n).fill(1), ...design.columns];
  const solved = solvePsi(ps, z, names);
  const method = `g-estimation (${ps.method}), ${errorName(study, solved.stacked ? "M-estimation errors" : "propensity taken as known")}`;
  const parameters = estimateSet(
    `Effect of ${study.treatmentName} on ${study.outcomeName} by structural nested mean model`,
    Object.fromEntries(names.map((name, j) => [name, parameter(study, solved, name, j, method)])),
  );
  const means = potentialMeans(study, z, solved);
  const groups = treatmentWeights(ps).groups;
  const parts: EffectParts = {
    estimand: "ATE",
    method,
    means: [means.treated.mean, means.untreated.mean],
    influence: [means.treated.influence, means.untreated.influence],
    warnings: [
      ...(solved.stacked
        ? []
        : [{ code: "no-error", message: `${ps.method} is not parametric: the error takes it as known.` }]),
    ],
    diagnostics: { groups, weakForIpw: overlapWarnings("ATE", groups).length > 0 },
    notes: modifiers.length > 0 ? [`averaged over effects that vary with ${modifiers.join(", ")}`] : [],
    seed: solved.stacked ? undefined : seed,
  };
  return effect(study, parts, { parameters });
}

function liftSet(
  study: Study,
  parameters: EstimateSet,
  lift: (influence: Float64Array) => Float64Array,
): EstimateSet {
  const { units, clusters } = study;
  const members = parameters.estimates.map((each, j) => {
    const { estimand, method, subject, value, influence } = each;
    const lifted = "values" in influence ? { values: lift(influence.values), units, clusters } : influence;
    const parts = {
      estimand,
      method: `${method}, censoring weights`,
      subject,
      value,
      influence: lifted,
      n: study.n,
    };
    return [parameters.labels[j]!, estimate(parts)] as const;
  });
  return estimateSet(parameters.subject, Object.fromEntries(members));
}

interface Solved {
  readonly psi: Float64Array;
  /** Influence values of each ψ. */
  readonly influence: readonly Float64Array[];
  readonly stacked: boolean;
}

function solvePsi(ps: PropensityScore, z: readonly Float64Array[], names: readonly string[]): Solved {
  const { study, score } = ps;
  const { n, treatment, outcome } = study;
  const k = z.length;
  const moment = new Float64Array(k * k);
  const right = new Float64Array(k);
  const excess = treatment.map((a, i) => (study.weights?.[i] ?? 1) * (a - score[i]!));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < k; j++) {
      const left = (excess[i]! * z[j]![i]!) / n;
      right[j]! += left * outcome[i]!;
      for (let l = 0; l < k; l++) moment[j * k + l]! += left * treatment[i]! * z[l]![i]!;
    }
  }
  const factor = cholesky(moment, k);
  if (factor.dependent.length > 0) {
    const named = factor.dependent.map((j) => `"${names[j]}"`).join(", ");
    throw new RankError(`modifiers: ${named} adds nothing among the treated; drop it.`);
  }
  const psi = factor.solve(right);
  const residual = outcome.map((y, i) => {
    let blip = 0;
    for (let j = 0; j < k; j++) blip += z[j]![i]! * psi[j]!;
    return y - treatment[i]! * blip;
  });
  const unit = (j: number): Float64Array => Float64Array.from({ length: k }, (_, l) => (l === j ? 1 : 0));
  let stacked = true;
  const influence = z.map((_, j) => {
    const row = factor.solve(unit(j));
    const direction = residual.map((h, i) => h * row.reduce((sum, r, l) => sum + r * z[l]![i]!, 0));
    const own = direction.map((d, i) => excess[i]! * d);
    const through = direction.map((d, i) => -(study.weights?.[i] ?? 1) * d);
    const extra = ps.nuisance?.influenceOf(ps.design, through);
    if (extra) for (let i = 0; i < n; i++) own[i]! += extra[i]!;
    else stacked = false;
    return own;
  });
  return { psi, influence, stacked };
}

function parameter(
  study: Study,
  { psi, influence }: Solved,
  name: string,
  j: number,
  method: string,
): Estimate {
  return estimate({
    estimand: `ψ ${name}`,
    method,
    value: psi[j]!,
    influence: { values: influence[j]!, units: study.units, clusters: study.clusters },
    n: study.n,
  });
}

/** E[Y⁰] as the mean of Y − A z′ψ, and E[Y¹] as that plus the mean of z′ψ. */
function potentialMeans(
  study: Study,
  z: readonly Float64Array[],
  { psi, influence }: Solved,
): Record<"treated" | "untreated", { mean: number; influence: Float64Array }> {
  const weights = study.weights ?? new Float64Array(study.n).fill(1);
  const total = weights.reduce((sum, w) => sum + w, 0);
  const under = (arm: 0 | 1): { mean: number; influence: Float64Array } => {
    const values = study.outcome.map((y, i) => {
      const blip = z.reduce((sum, column, j) => sum + column[i]! * psi[j]!, 0);
      return y + (arm - study.treatment[i]!) * blip;
    });
    const mean = values.reduce((sum, value, i) => sum + weights[i]! * value, 0) / total;
    const slopes = z.map(
      (column) =>
        column.reduce((sum, value, i) => sum + weights[i]! * (arm - study.treatment[i]!) * value, 0) / total,
    );
    const own = values.map((value, i) => ((study.n * weights[i]!) / total) * (value - mean));
    return {
      mean,
      influence: own.map((value, i) => slopes.reduce((sum, g, j) => sum + g * influence[j]![i]!, value)),
    };
  };
  return { treated: under(1), untreated: under(0) };
}
