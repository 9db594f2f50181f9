import { assertKnownOptions, assertOneOf } from "../../assert.js";
import type { ContinuousStudy, Study } from "../../cohort/causal-study.js";
import { readsColumn } from "../../cohort/terms/fit-term.js";
import { ArgumentError } from "../../errors.js";
import type { ParametricModel } from "../../models/learner.js";
import { linear } from "../../models/linear.js";
import { logistic } from "../../models/logistic.js";
import type { CensoringOptions } from "../missing/follow-up.js";
import { seenOutcome } from "../missing/follow-up.js";
import type { DensityOptions } from "../weighting/generalized-propensity.js";
import type { PropensityOptions } from "../weighting/propensity-score.js";
import { poolStructural } from "./pool-structural.js";
import { type StructuralModel, structuralModel } from "./structural-model.js";
import { type StructuralWeights, structuralWeights } from "./structural-weights.js";

export interface MarginalStructuralModelOptions {
  /**
   * Terms of E[Y^a | V]: of the treatment ("dose", "dose^2"), of modifiers ("sex"), and of both ("qsmk:sex").
   * @default the treatment
   */
  readonly terms?: readonly string[];
  /** @default "logit" for a 0/1 outcome, else "identity" */
  readonly link?: "identity" | "logit";
  /** The propensity model, or for a dose that of its mean. */
  readonly propensity?: PropensityOptions | DensityOptions;
  /** The model of who is seen, where outcomes are censored: its inverse multiplies the weights. */
  readonly censoring?: CensoringOptions;
  /** Terms V of the stabilizing f(A | V). @default the terms that do not name the treatment */
  readonly numerator?: readonly string[];
  /** `"robust"` takes the weights as known (HC0 of the weighted regression). @default "m-estimation" */
  readonly errors?: "m-estimation" | "robust";
  /** @default 1 */
  readonly seed?: number;
}

/**
 * A marginal structural model g(E[Y^a | V]) = β′b(a, V) by inverse-probability weighting (Robins, Hernán & Brumback 2000;
 * What If, sections 12.4 and 12.5): the regression of the outcome on the terms, each row weighted by f(A | V) / f(A | X),
 * logistic for a 0/1 treatment and normal for a dose.
 *
 * Assumes exchangeability given the confounders X, positivity, consistency, and correct models of the treatment and of
 * E[Y^a | V]; V must be among the confounders. Errors come from the stacked estimating equations of weights and regression.
 * Coefficients are in units of the outcome, or log odds; `mean` gives E[Y^a | V].
 *
 * @example
 * const model = await marginalStructuralModel(study, { terms: ["smkintensity82_71", "smkintensity82_71^2"] });
 * model.mean({ smkintensity82_71: 20 }).value // => 0.90272345 kg in NHEFS, smokeintensity at most 25
 */
export async function marginalStructuralModel(
  study: Study | ContinuousStudy,
  options: MarginalStructuralModelOptions = {},
): Promise<StructuralModel> {
  const known = ["terms", "link", "propensity", "censoring", "numerator", "errors", "seed"];
  assertKnownOptions(options, known, "marginalStructuralModel");
  if (study.imputed) return poolStructural(study, (each) => marginalStructuralModel(each, options));
  refuseLevels(study);
  const own = study.treatmentName;
  const { terms = [own], errors = "m-estimation", seed = 1 } = options;
  const link = options.link ?? (study.binaryOutcome ? "logit" : "identity");
  assertOneOf(errors, "errors", ["m-estimation", "robust"]);
  assertOneOf(link, "link", ["identity", "logit"]);
  if (link === "logit" && !study.binaryOutcome) {
    throw new ArgumentError(`link: "logit" needs a 0/1 outcome; "${study.outcomeName}" has other values.`);
  }
  const modifiers = terms.filter((term) => !readsColumn(term, own));
  if (modifiers.length === terms.length) {
    throw new ArgumentError(`terms must name the treatment "${own}"; they were ${terms.join(", ")}.`);
  }
  const { propensity, censoring, numerator = modifiers } = options;
  const weights = await structuralWeights(study, { propensity, censoring, numerator, seed });
  const design = study.designOf(terms, "terms");
  const learner = link === "logit" ? logistic() : linear();
  const model = await learner.fit(design, seenOutcome(study), { weights: weights.weights });
  const influence = coefficientInfluence(study.n, model, weights, errors === "m-estimation");
  return structuralModel({ study, terms, link, design, model, weights, influence, errors, seed });
}

/** Influence of each coefficient: of the weighted regression, and, through log w, of what the weights are estimated by. */
function coefficientInfluence(
  n: number,
  model: ParametricModel,
  weights: StructuralWeights,
  stacked: boolean,
): readonly Float64Array[] | undefined {
  const p = model.coefficients.length;
  const all: Float64Array[] = [];
  for (let j = 0; j < p; j++) {
    const own = model.coefficientInfluence(Float64Array.from({ length: p }, (_, k) => (k === j ? 1 : 0)));
    // A weighted fit moves by its influence over n when the logarithm of a weight does.
    const extra = stacked ? weights.influenceOf(own) : new Float64Array(n);
    if (!extra) return undefined;
    all.push(own.map((value, i) => value + extra[i]!));
  }
  return all;
}

function refuseLevels(study: { readonly kind: string; readonly treatmentName: string }): void {
  if (study.kind !== "levels") return;
  throw new ArgumentError(
    `marginalStructuralModel takes a treatment of two levels or a dose, and "${study.treatmentName}" has several levels; use ipw(), or declare the treatment continuous.`,
  );
}
