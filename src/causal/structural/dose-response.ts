import { assertKnownOptions, assertOneOf, show } from "../../assert.js";
import type { ContinuousStudy } from "../../cohort/causal-study.js";
import { ArgumentError, DataError } from "../../errors.js";
import { formatCompact } from "../../plot/format.js";
import type { Estimate } from "../../stats/estimate.js";
import { quantile } from "../../stats/summary.js";
import type { Folds } from "../cross-fit.js";
import type { CensoringOptions } from "../missing/follow-up.js";
import type { OutcomeModelOptions } from "../outcome-models/outcome-model.js";
import type { DensityOptions } from "../weighting/generalized-propensity.js";
import { type DoseResponse, doseCurve } from "./dose-curve.js";
import { doublyRobustDoses } from "./doubly-robust-doses.js";
import { marginalStructuralModel } from "./marginal-structural-model.js";
import { poolDoseResponse } from "./pool-dose-response.js";

export interface DoseResponseOptions {
  /** Doses at which to estimate. @default 21 from the 5th to the 95th percentile */
  readonly doses?: readonly number[];
  /**
   * `"doubly robust"`: doubly robust scores, cross-fitted, regressed on the dose; `"weighted"`: the outcome regressed on
   * it with stabilized weights. @default "doubly robust"
   */
  readonly method?: "doubly robust" | "weighted";
  /** Terms of the dose that the curve is made of ("dose", "dose^2"). @default a cubic spline with 4 degrees of freedom */
  readonly curve?: readonly string[];
  /** The model of the dose's mean. */
  readonly propensity?: DensityOptions;
  /** E[Y | A, X]; terms may name the dose. Only for the doubly robust curve. @default the curve's terms and the confounders */
  readonly outcomeModel?: Omit<OutcomeModelOptions, "perArm">;
  /** The model of who is seen, where outcomes are censored. Only for the weighted curve. */
  readonly censoring?: CensoringOptions;
  /** Cross-fitting of the doubly robust curve. @default 5 */
  readonly folds?: Folds;
  /** @default 1 */
  readonly seed?: number;
}

/**
 * The dose-response curve E[Y^a]: the mean outcome if everybody had dose a, with pointwise intervals, and a simultaneous
 * band by its joint influence.
 *
 * Doubly robust: ξ = (Y − μ(X, A)) f̄(A) / f(A | X) + m̄(A), with f̄ and m̄ the averages of f(A | ·) and μ(·, A) over
 * everybody, regressed on the curve's terms (Kennedy, Ma, McHugh & Small 2017, equation 4; as a projection onto the terms,
 * Neugebauer & van der Laan 2007). Right where either the dose's density or the outcome model is; errors come from its
 * influence function and take both as good. Weighted: a marginal structural model of the terms, with stacked errors.
 *
 * Assumes exchangeability given the confounders, that everybody could have had each dose (positivity), consistency, doses
 * normal around their mean, and that the curve's terms can follow E[Y^a]. Doses beyond those observed are refused.
 *
 * @example
 * const curve = await doseResponse(study, { doses: [0, 10, 20] });
 * curve.at(10).interval(); curve.band(); curve.plot()
 */
export async function doseResponse(
  study: ContinuousStudy,
  options: DoseResponseOptions = {},
): Promise<DoseResponse> {
  const known = ["doses", "method", "curve", "propensity", "outcomeModel", "censoring", "folds", "seed"];
  assertKnownOptions(options, known, "doseResponse");
  if (study.kind !== "continuous") {
    throw new ArgumentError(
      `doseResponse is for doses, and "${(study as { treatmentName: string }).treatmentName}" is not declared as one; use treatment: { column: "…", continuous: true }.`,
    );
  }
  const { method = "doubly robust", seed = 1 } = options;
  assertOneOf(method, "method", ["doubly robust", "weighted"]);
  const doses = checkedDoses(study, options.doses);
  if (study.imputed) return poolDoseResponse(study, (each) => doseResponse(each, { ...options, doses }));
  const own = study.treatmentName;
  const { propensity, censoring, outcomeModel, folds = 5, curve = [`bs(${own}, 4)`] } = options;
  if (method === "weighted") {
    refuse(options, ["outcomeModel", "folds"], method);
    const settings = { propensity, censoring, terms: curve, link: "identity" as const, numerator: [], seed };
    const model = await marginalStructuralModel(study, settings as never);
    return doseCurve(
      study,
      doses.map((dose): [number, Estimate] => [dose, model.mean({ [own]: dose })]),
      { weights: model.weights, warnings: model.warnings },
    );
  }
  refuse(options, ["censoring"], method);
  if (study.seen) {
    throw new DataError(
      `the doubly robust curve cannot honour missing: { outcome: "censor" }; use method: "weighted", or choose "drop" or "impute".`,
    );
  }
  return doublyRobustDoses(study, doses, { propensity, outcomeModel, curve, folds, seed });
}

function refuse(options: DoseResponseOptions, names: readonly string[], method: string): void {
  const given = names.find((name) => (options as Record<string, unknown>)[name] !== undefined);
  if (given)
    throw new ArgumentError(`method: "${method}" takes no ${given}; leave it out or choose the other.`);
}

function checkedDoses(study: ContinuousStudy, doses: readonly number[] | undefined): readonly number[] {
  const { treatment, treatmentName } = study;
  if (doses === undefined) return defaultDoses(treatment);
  if (!Array.isArray(doses) || doses.length === 0 || !doses.every(Number.isFinite)) {
    throw new ArgumentError(`doses must be an array of numbers; it was ${show(doses)}.`);
  }
  const [low, high] = treatment.reduce(
    ([a, b], x) => [Math.min(a!, x), Math.max(b!, x)],
    [Infinity, -Infinity],
  ) as [number, number];
  const beyond = doses.filter((dose) => dose < low || dose > high);
  if (beyond.length > 0) {
    throw new ArgumentError(
      `doses must lie within those observed of "${treatmentName}", ${formatCompact(low)} to ${formatCompact(high)}; ${beyond.slice(0, 5).join(", ")} ${beyond.length > 1 ? "do" : "does"} not.`,
    );
  }
  return doses;
}

/** 21 doses from the 5th to the 95th percentile, in round numbers. */
function defaultDoses(treatment: Float64Array): number[] {
  const sorted = Float64Array.from(treatment).sort();
  const [low, high] = [quantile(sorted, 0.05), quantile(sorted, 0.95)];
  const step = (high - low) / 20;
  const digits = Math.min(12, Math.max(0, Math.ceil(-Math.log10(step)) + 1));
  const doses = Array.from({ length: 21 }, (_, k) => Number((low + k * step).toFixed(digits)));
  return [...new Set(doses.map((dose) => Math.min(sorted[sorted.length - 1]!, Math.max(sorted[0]!, dose))))];
}
