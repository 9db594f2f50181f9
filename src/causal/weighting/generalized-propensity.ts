import { assertKnownOptions } from "../../assert.js";
import type { ContinuousStudy, LevelsStudy } from "../../cohort/causal-study.js";
import type { DesignMatrix } from "../../cohort/design-matrix.js";
import { ArgumentError, PositivityError } from "../../errors.js";
import type { Learner } from "../../models/learner.js";
import { linear } from "../../models/linear.js";
import { displayable } from "../../plot/display.js";
import { formatCompact, formatFixed, formatNumber, formatPercent } from "../../plot/format.js";
import { warningHtml } from "../../plot/html.js";
import { type TextTable, tableHtml, tableText } from "../../plot/table.js";
import type { ResultWarning } from "../../stats/estimate.js";
import { randomStream } from "../../stats/random.js";
import { crossFit, type Folds } from "../cross-fit.js";
import {
  type LevelsPropensity,
  type LevelsPropensityOptions,
  levelsPropensity,
} from "../levels/levels-propensity.js";
import { fitNuisance, subsetFeatures } from "../nuisance.js";
import { type GroupWeights, overlapWarnings, wholeWeights } from "../positivity.js";
import { type NormalFactor, normalFactor } from "./density-factor.js";

export interface DensityOptions {
  /** Terms of the dose's mean. @default the study's confounders */
  readonly terms?: readonly string[];
  /** @default linear() */
  readonly learner?: Learner;
}

export interface GeneralizedPropensityOptions extends DensityOptions {
  /** Terms V of the stabilizing density f(A | V); those of a structural model's modifiers. @default none: f(A) */
  readonly numerator?: readonly string[];
  /** Cross-fitting of both densities: a number of folds, or the fold of each row. */
  readonly folds?: Folds;
  /** @default 1 */
  readonly seed?: number;
}

/** The density of each row's dose given its confounders, and the weights that it gives. */
export interface GeneralizedPropensity {
  readonly study: ContinuousStudy;
  /** f(A | X) at the row's own dose. */
  readonly density: NormalFactor;
  /** f(A), or f(A | V). */
  readonly marginal: NormalFactor;
  /** Stabilized weights f(A | V) / f(A | X), times the survey weight where there is one. */
  readonly weights: Float64Array;
  /** What the weights leave of the rows. */
  readonly rows: GroupWeights;
  readonly method: string;
  readonly warnings: readonly ResultWarning[];
  toString(): string;
}

/**
 * The generalized propensity score of a treatment with several levels (Imbens 2000): P(A = k | X) for each, multinomial
 * logistic regression unless a learner is given, cross-fitted where `folds` is given. Probabilities, one column a level.
 *
 * Assumes log-odds linear in the terms. Levels that the confounders rule out are a {@link PositivityError}.
 *
 * @example
 * const ps = await generalizedPropensity(studyOfArms);
 * overlap(ps); balance(ps) // the largest difference of any two levels
 */
export function generalizedPropensity(
  study: LevelsStudy,
  options?: LevelsPropensityOptions & { readonly folds?: Folds; readonly seed?: number },
): Promise<LevelsPropensity>;
/**
 * The generalized propensity score of a dose (Hirano & Imbens 2004; Imbens 2000): the normal density of A around its
 * regression on the confounders, and stabilized weights f(A) / f(A | X) (Robins, Hernán & Brumback 2000, section 7; What
 * If, section 12.4). Variances are residual sums of squares over n less the coefficients.
 *
 * Assumes that doses are normal around their mean with one variance. Weights whose effective sample size is small are
 * warned of: nothing is clipped. A dose that the confounders predict perfectly is a {@link PositivityError}.
 *
 * @example
 * const gps = await generalizedPropensity(study);
 * balance(gps) // weighted correlations of dose and confounders
 */
export function generalizedPropensity(
  study: ContinuousStudy,
  options?: GeneralizedPropensityOptions,
): Promise<GeneralizedPropensity>;
export function generalizedPropensity(
  study: ContinuousStudy | LevelsStudy,
  options: GeneralizedPropensityOptions = {},
): Promise<GeneralizedPropensity | LevelsPropensity> {
  return study.kind === "levels" ? levelsPropensity(study, options) : dosePropensity(study, options);
}

async function dosePropensity(
  study: ContinuousStudy,
  options: GeneralizedPropensityOptions,
): Promise<GeneralizedPropensity> {
  assertKnownOptions(options, ["terms", "learner", "numerator", "folds", "seed"], "generalizedPropensity");
  if (study.kind !== "continuous") {
    throw new ArgumentError(
      `generalizedPropensity is for doses; declare treatment: { column: "${(study as { treatmentName: string }).treatmentName}", continuous: true }, or use propensityScore().`,
    );
  }
  if (study.imputed) {
    throw new ArgumentError(
      "generalizedPropensity looks at one table; run it on each of await study.completed(), or estimate with marginalStructuralModel() or doseResponse(), which pool.",
    );
  }
  const { terms, learner = linear(), numerator = [], folds, seed = 1 } = options;
  const design = terms ? study.designOf(terms, "propensity.terms") : study.design;
  const densityOf = (x: DesignMatrix, by: Learner, name: string): Promise<NormalFactor> =>
    normalDensity(study, x, by, { folds, seed, name });
  const density = await densityOf(design, learner, "density");
  const marginal = await densityOf(study.designOf(numerator, "numerator"), linear(), "marginal");
  const ratio = marginal.values.map((f, i) => f / density.values[i]!);
  const infinite = ratio.reduce((count, w) => count + (Number.isFinite(w) ? 0 : 1), 0);
  if (infinite > 0 || !(density.variance > 1e-12 * marginal.variance)) {
    throw new PositivityError(
      `the confounders predict the dose "${study.treatmentName}" so well that ${infinite > 0 ? `${infinite} of ${study.n} rows have a density of 0` : "nothing of it is left to chance"}; drop the terms that determine it.`,
    );
  }
  const weights = study.weights ? ratio.map((w, i) => w * study.weights![i]!) : ratio;
  const rows = wholeWeights(weights);
  const warnings = overlapWarnings("dose", [rows]);
  const given = numerator.length > 0 ? ` given ${numerator.join(", ")}` : "";
  const method = `normal density of the dose (${density.method}), stabilized${given}`;
  const value = { study, density, marginal, weights, rows, method, warnings };
  const view = (): TextTable => layout(value);
  return displayable(value, {
    text: () => [tableText(view()), ...warnings.map((each) => `Warning: ${each.message}`)].join("\n"),
    html: () => [tableHtml(view()), ...warnings.map((each) => warningHtml(each.message))].join("\n"),
  });
}

async function normalDensity(
  study: ContinuousStudy,
  design: DesignMatrix,
  learner: Learner,
  { folds, seed, name }: { readonly folds: Folds | undefined; readonly seed: number; readonly name: string },
): Promise<NormalFactor> {
  const stream = randomStream(seed).split(name);
  const shared = { observed: study.treatment, weights: study.weights, design };
  const coefficients = design.columns.length + 1;
  if (folds !== undefined) {
    const [mean] = await crossFit(study, folds, seed, async (rows, k, heldOut) => {
      const settings = { weights: study.weights, rows, stream: stream.split(k) };
      const fitted = await fitNuisance(learner, design, study.treatment, settings);
      return [fitted.predict(subsetFeatures(design, heldOut))];
    });
    const method = `${learner.name}, cross-fitted`;
    return normalFactor({ ...shared, mean: mean!, coefficients, method, nuisance: undefined });
  }
  const nuisance = await fitNuisance(learner, design, study.treatment, { weights: study.weights, stream });
  const mean = nuisance.predict(design);
  return normalFactor({ ...shared, mean, coefficients, method: learner.name, nuisance });
}

function layout(gps: Omit<GeneralizedPropensity, "toString">): TextTable {
  const { study, rows, density, marginal, weights } = gps;
  return {
    title: `Generalized propensity of ${study.treatmentName} (${gps.method})`,
    columns: [
      { name: "rows" },
      { name: "effective sample size" },
      { name: "mean weight" },
      { name: "largest weight" },
      { name: "its share" },
    ],
    rows: [
      [
        formatNumber(rows.n, 0),
        formatFixed(rows.effectiveSize, 1),
        formatFixed(weights.reduce((sum, w) => sum + w, 0) / weights.length, 3),
        formatCompact(rows.largest),
        formatPercent(rows.largestShare),
      ],
    ],
    notes: [
      `standard deviation of the dose ${formatCompact(Math.sqrt(marginal.variance))}, given the confounders ${formatCompact(Math.sqrt(density.variance))}`,
      ...(gps.warnings.length === 0 ? ["no warning"] : []),
    ],
  };
}
