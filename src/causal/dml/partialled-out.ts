import type { ContinuousStudy, Study } from "../../cohort/causal-study.js";
import { RankError } from "../../errors.js";
import type { EValue } from "../../stats/e-value.js";
import { type Estimate, type EstimateParts, estimate, type ResultWarning } from "../../stats/estimate.js";
import { type Influence, influenceError } from "../../stats/influence.js";
import { restricted } from "../effect.js";
import { continuousEValue, type Strength } from "../strength.js";
import { medianOfRounds, type Round } from "./repeated.js";

/** One coefficient that is no difference of two potential outcome means, with its E-value where there is one. */
export interface Coefficient extends Estimate {
  readonly eValue: EValue | undefined;
}

/** θ = Σ sᵢ gᵢ uᵢ / Σ sᵢ gᵢ vᵢ, with influence gᵢ (uᵢ − θ vᵢ) over the mean of g v. */
export function partialledOut(
  study: Study | ContinuousStudy,
  instrument: Float64Array,
  outcome: Float64Array,
  treatment: Float64Array,
): Round {
  let [top, bottom, size] = [0, 0, 0];
  for (let i = 0; i < study.n; i++) {
    const weight = (study.weights?.[i] ?? 1) * instrument[i]!;
    top += weight * outcome[i]!;
    bottom += weight * treatment[i]!;
    size += Math.abs(weight * treatment[i]!);
  }
  if (!(Math.abs(bottom) > 1e-12 * size)) {
    throw new RankError("the confounders leave nothing of the treatment to explain the outcome with.");
  }
  const value = top / bottom;
  const influence = outcome.map(
    (u, i) => ((study.n * (study.weights?.[i] ?? 1)) / bottom) * instrument[i]! * (u - value * treatment[i]!),
  );
  return { value, influence, standardError: influenceError(influenceOf(study, influence)) };
}

/** Refuses a residual that is rounding alone: the confounders say all that there is of `what`. */
export function refuseExplained(what: string, target: Float64Array, residual: Float64Array): void {
  const mean = target.reduce((sum, value) => sum + value, 0) / target.length;
  const spread = target.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const left = residual.reduce((sum, value) => sum + value ** 2, 0);
  if (left > 1e-16 * spread) return;
  throw new RankError(
    `${what} is determined by the confounders' terms, which leave nothing of it to learn from; drop the terms that give it.`,
  );
}

export function influenceOf(study: Study | ContinuousStudy, values: Float64Array): Influence {
  return { values, units: study.units, clusters: study.clusters };
}

/** The median of the rounds as an estimate of `estimand`. */
export function coefficientEstimate(
  study: Study | ContinuousStudy,
  rounds: readonly Round[],
  naming: {
    readonly estimand: string;
    readonly method: string;
    readonly seed?: number;
    readonly notes?: readonly string[];
    readonly diagnostics?: Readonly<Record<string, unknown>>;
    readonly warnings?: readonly ResultWarning[];
  } & Pick<EstimateParts, "interval" | "pValue">,
): Coefficient {
  const { value, influence, standardError } = medianOfRounds(rounds);
  const estimand = restricted(study, naming.estimand);
  const parts = {
    estimand,
    method: rounds.length > 1 ? `${naming.method}, median of ${rounds.length} repetitions` : naming.method,
    subject: `Effect of ${study.kind === "continuous" ? "one unit more of " : ""}${study.treatmentName} on ${study.outcomeName} (${estimand})`,
    value,
    standardError,
    influence: influenceOf(study, influence),
    n: study.n,
    scale: study.binaryOutcome ? ("probability" as const) : ("plain" as const),
    diagnostics: { ...naming.diagnostics, rounds: rounds.map((round) => round.value) },
    warnings: naming.warnings ?? [],
    seed: naming.seed,
    ...(naming.interval ? { interval: naming.interval } : {}),
    ...(naming.pValue ? { pValue: naming.pValue } : {}),
  };
  const strength = coefficientStrength(study, estimate(parts));
  return estimate({ ...parts, notes: [strength.note, ...(naming.notes ?? [])] }, { eValue: strength.value });
}

export function coefficientStrength(study: Study | ContinuousStudy, found: Estimate): Strength {
  const none = (why: string): Strength => ({ value: undefined, note: `no E-value: ${why}` });
  if (study.kind === "continuous") return none("it would depend on the unit of the dose");
  if (study.binaryOutcome) return none("this estimand gives no two risks to divide");
  return continuousEValue(study, found);
}
