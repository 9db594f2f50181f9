import type { ContinuousStudy, Study } from "../../cohort/causal-study.js";
import { logistic } from "../../models/logistic.js";
import { randomStream } from "../../stats/random.js";
import { type CensoringOptions, followUp } from "../missing/follow-up.js";
import { fitNuisance } from "../nuisance.js";
import { binaryFactor, type DensityFactor } from "../weighting/density-factor.js";
import { type DensityOptions, generalizedPropensity } from "../weighting/generalized-propensity.js";
import { type PropensityOptions, propensityScore } from "../weighting/propensity-score.js";

/** Stabilized weights, and what their estimation adds to whatever is weighted by them. */
export interface StructuralWeights {
  /** Survey weight, times f(A | V) / f(A | X), times P(seen | A, V) / P(seen | A, X); 0 where the outcome is censored. */
  readonly weights: Float64Array;
  /** Extra influence of (1/n) Σ cᵢ log wᵢ; undefined where a model has no coefficients. */
  influenceOf(c: Float64Array): Float64Array | undefined;
  readonly method: string;
}

export interface StructuralWeightOptions {
  readonly propensity?: PropensityOptions | DensityOptions | undefined;
  readonly censoring?: CensoringOptions | undefined;
  readonly numerator: readonly string[];
  readonly seed: number;
}

export async function structuralWeights(
  study: Study | ContinuousStudy,
  options: StructuralWeightOptions,
): Promise<StructuralWeights> {
  const [top, bottom] =
    study.kind === "binary" ? await binaryFactors(study, options) : await doseFactors(study, options);
  const factors: [DensityFactor, 1 | -1][] = [[top, 1], [bottom, -1], ...(await seenFactors(study, options))];
  const weights = new Float64Array(study.n);
  for (let i = 0; i < study.n; i++) {
    let weight = study.seen?.[i] === 0 ? 0 : (study.weights?.[i] ?? 1);
    for (const [factor, power] of factors) weight *= factor.values[i]! ** power;
    weights[i] = weight;
  }
  const censored = factors.length > 2 ? `; censoring ${factors[3]![0].method}` : "";
  const given = options.numerator.length > 0 ? ` given ${options.numerator.join(", ")}` : "";
  return {
    weights,
    method: `stabilized weights${given} (${bottom.method}${censored})`,
    influenceOf(c) {
      const sum = new Float64Array(study.n);
      for (const [factor, power] of factors) {
        const part = factor.influenceOf(c);
        if (!part) return undefined;
        for (let i = 0; i < sum.length; i++) sum[i]! += power * part[i]!;
      }
      return sum;
    },
  };
}

type Factors = readonly [DensityFactor, DensityFactor];

async function binaryFactors(study: Study, options: StructuralWeightOptions): Promise<Factors> {
  const { numerator, seed } = options;
  const ps = await propensityScore(study, { ...(options.propensity as PropensityOptions), seed });
  const design = study.designOf(numerator, "numerator");
  const stream = randomStream(seed).split("numerator");
  const nuisance = await fitNuisance(logistic(), design, study.treatment, { weights: study.weights, stream });
  return [
    binaryFactor(study.treatment, nuisance.predict(design), "logistic", { nuisance, design }),
    binaryFactor(study.treatment, ps.score, ps.method, ps),
  ];
}

async function doseFactors(study: ContinuousStudy, options: StructuralWeightOptions): Promise<Factors> {
  const { numerator, propensity, seed } = options;
  const gps = await generalizedPropensity(study, { ...(propensity as DensityOptions), numerator, seed });
  return [gps.marginal, { ...gps.density, method: `normal, ${gps.density.method}` }];
}

/** P(seen | A, V) over P(seen | A, X) of the rows seen. */
async function seenFactors(
  study: Study | ContinuousStudy,
  { censoring, numerator, seed }: StructuralWeightOptions,
): Promise<[DensityFactor, 1 | -1][]> {
  const followed = await followUp(study, censoring, { seed });
  if (!followed) return [];
  const design = study.designOf([study.treatmentName, ...numerator], "numerator");
  const stream = randomStream(seed).split("numerator of censoring");
  const settings = { weights: study.weights, stream };
  const nuisance = await fitNuisance(logistic(), design, study.seen!, settings);
  const top = binaryFactor(study.seen!, nuisance.predict(design), "logistic", { nuisance, design });
  const bottom: DensityFactor = {
    values: followed.probability,
    // log P = −log of the weight, which is 0 where nothing was seen.
    influenceOf: (c) =>
      followed.influenceOf(c.map((each, i) => (each === 0 ? 0 : -each / followed.weight[i]!))),
    method: followed.method,
  };
  return [
    [top, 1],
    [bottom, -1],
  ];
}
