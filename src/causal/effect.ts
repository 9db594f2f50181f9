import type { Study } from "../cohort/causal-study.js";
import { combineInfluence } from "../stats/contrast.js";
import type { EValue } from "../stats/e-value.js";
import { type Estimate, estimate, type ResultWarning } from "../stats/estimate.js";
import { type EstimateSet, estimateSet } from "../stats/estimate-set.js";
import type { Influence, NoInfluence } from "../stats/influence.js";
import { admit } from "./missing/admit.js";
import { naiveNote } from "./naive.js";
import { binaryEValue, continuousEValue } from "./strength.js";
import type { Weighting } from "./weighting/weighting.js";

/** The effect of a treatment given once, with the potential outcome means that it is the difference of. */
export interface Effect extends Estimate {
  /** E[Y¹] ("treated") and E[Y⁰] ("untreated") in the estimand's population; for ratios use `ratio` on them. */
  readonly potentialOutcomes: EstimateSet;
  /** Undefined where a risk ratio neither exists nor can be approximated; `notes` then says why. */
  readonly eValue: EValue | undefined;
  /** The weights that the estimate rests on, for `balance`; undefined for estimators without any. */
  readonly weighting: Weighting | undefined;
}

export interface EffectParts {
  readonly estimand: string;
  readonly method: string;
  /** E[Y¹] and E[Y⁰]. */
  readonly means: readonly [number, number];
  /** Influence values of the two means, one per row of the study, or why there are none. */
  readonly influence: readonly [Float64Array, Float64Array] | NoInfluence;
  readonly warnings?: readonly ResultWarning[];
  readonly diagnostics?: Readonly<Record<string, unknown>>;
  readonly notes?: readonly string[];
  readonly seed?: number | undefined;
  /** Whether the means count that outcomes are not known for all rows. @default false */
  readonly censoring?: boolean;
  /** Whether to set the naive difference beside it. @default true */
  readonly besideNaive?: boolean;
  readonly weighting?: Weighting;
  /** Whose influence values are summed for errors. @default the study's clusters */
  readonly clusters?: Int32Array;
  /** Where it is not what the influence values give, as after repeated cross-fitting. */
  readonly standardError?: number;
}

/** One potential outcome mean with its influence values, where it has any. */
export interface Mean {
  readonly mean: number;
  readonly influence: Float64Array | undefined;
}

export function bothInfluences(
  treated: Mean,
  untreated: Mean,
): readonly [Float64Array, Float64Array] | undefined {
  return treated.influence && untreated.influence ? [treated.influence, untreated.influence] : undefined;
}

/** How errors were made, for a method's name. */
export function errorName(study: Pick<Study, "clusters">, kind = "M-estimation errors"): string {
  return study.clusters ? `${kind}, by cluster` : kind;
}

/** Puts the two potential outcome means together: their difference, its error, the naive difference and the E-value; `extra` travels with it. */
export function effect<Extra extends object = object>(
  study: Study,
  parts: EffectParts,
  extra?: Extra,
): Effect & Readonly<Extra> {
  // A last check: an estimator that forgot to ask never speaks of outcomes that were not seen.
  admit(study, parts.method, { censored: parts.censoring === true, imputed: parts.censoring === true });
  const [treated, untreated] = potentialOutcomes(study, parts);
  const influence = differenceOf(treated, untreated);
  const estimand = restricted(study, parts.estimand);
  const subject = `${study.binaryOutcome ? "Risk difference" : "Mean difference"} of ${study.treatmentName} on ${study.outcomeName} (${estimand})`;
  const difference = {
    estimand,
    method: parts.method,
    subject,
    value: parts.means[0] - parts.means[1],
    influence,
    ...(parts.standardError === undefined ? {} : { standardError: parts.standardError }),
    n: study.n,
    scale: study.binaryOutcome ? ("probability" as const) : ("plain" as const),
    diagnostics: parts.diagnostics ?? {},
    warnings: parts.warnings ?? [],
    seed: parts.seed,
  };
  const bare = estimate(difference);
  const strength = study.binaryOutcome ? binaryEValue(treated, untreated) : continuousEValue(study, bare);
  const notes = [
    ...(parts.besideNaive === false ? [] : [naiveNote(study)]),
    strength.note,
    ...(parts.notes ?? []),
  ];
  return estimate(
    { ...difference, notes },
    {
      ...(extra as Extra),
      potentialOutcomes: estimateSet(`Potential outcome means of ${study.outcomeName}`, {
        treated,
        untreated,
      }),
      eValue: strength.value,
      weighting: parts.weighting,
    },
  );
}

/** The estimand's name, with whom it speaks of where the study was narrowed. */
export function restricted(study: Pick<Study, "restriction">, estimand: string): string {
  return study.restriction === undefined ? estimand : `${estimand} among ${study.restriction}`;
}

function potentialOutcomes(study: Study, parts: EffectParts): readonly [Estimate, Estimate] {
  const mean = (label: string, k: 0 | 1): Estimate =>
    estimate({
      estimand: `E[Y${k === 0 ? "¹" : "⁰"}]`,
      method: parts.method,
      subject: `Mean of ${study.outcomeName} if ${label} (${restricted(study, parts.estimand)})`,
      value: parts.means[k],
      influence:
        "reason" in parts.influence
          ? parts.influence
          : studyInfluence(study, parts.influence[k], parts.clusters),
      n: study.n,
      seed: parts.seed,
    });
  return [mean("treated", 0), mean("untreated", 1)];
}

function studyInfluence(study: Study, values: Float64Array, clusters = study.clusters): Influence {
  return { values, units: study.units, clusters };
}

function differenceOf(treated: Estimate, untreated: Estimate): Influence | NoInfluence {
  if ("reason" in treated.influence) return treated.influence;
  return combineInfluence([treated.influence, untreated.influence as Influence], [1, -1]);
}
