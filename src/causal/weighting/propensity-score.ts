import { assertKnownOptions } from "../../assert.js";
import type { Study } from "../../cohort/causal-study.js";
import type { DesignMatrix } from "../../cohort/design-matrix.js";
import { ConvergenceError, PositivityError } from "../../errors.js";
import type { Learner } from "../../models/learner.js";
import { logistic } from "../../models/logistic.js";
import { displayable } from "../../plot/display.js";
import { formatFixed, formatNumber } from "../../plot/format.js";
import { randomStream } from "../../stats/random.js";
import { crossFit, type Folds } from "../cross-fit.js";
import { fitNuisance, type Nuisance } from "../nuisance.js";
import { explainSeparation } from "./explain-separation.js";

export interface PropensityOptions {
  /** Terms of the model. @default the study's confounders */
  readonly terms?: readonly string[];
  /** @default logistic() */
  readonly learner?: Learner;
}

/** e(x) = P(treated | x) for each row of a study. */
export interface PropensityScore {
  readonly study: Study;
  readonly score: Float64Array;
  readonly design: DesignMatrix;
  /** The fitted model; undefined where the score was cross-fitted. */
  readonly nuisance: Nuisance | undefined;
  /** How it was fitted, in words. */
  readonly method: string;
  toString(): string;
}

/**
 * Fits the propensity score of a study (Rosenbaum & Rubin 1983): unpenalized logistic regression unless a learner is
 * given, cross-fitted where `folds` is given. Nothing is clipped.
 *
 * A confounder that predicts the treatment perfectly is a {@link PositivityError}: no effect for everyone is
 * identified there.
 */
export async function propensityScore(
  study: Study,
  options: PropensityOptions & { readonly folds?: Folds; readonly seed?: number } = {},
): Promise<PropensityScore> {
  assertKnownOptions(options, ["terms", "learner", "folds", "seed"], "propensityScore");
  const { terms, learner = logistic(), folds, seed = 1 } = options;
  const design = terms ? study.designOf(terms, "propensity.terms") : study.design;
  const stream = randomStream(seed).split("propensity");
  try {
    if (folds !== undefined) {
      const [score] = await crossFit(study, folds, seed, async (rows, k) => {
        const options = { weights: study.weights, rows, stream: stream.split(k) };
        return [(await fitNuisance(learner, design, study.treatment, options)).predict(design)];
      });
      return propensity(study, score!, design, undefined, `${learner.name}, cross-fitted`);
    }
    const nuisance = await fitNuisance(learner, design, study.treatment, { weights: study.weights, stream });
    return propensity(study, nuisance.predict(design), design, nuisance, learner.name);
  } catch (error) {
    if (!(error instanceof ConvergenceError)) throw error;
    throw new PositivityError(explainSeparation(study, design), { cause: error });
  }
}

function propensity(
  study: Study,
  score: Float64Array,
  design: DesignMatrix,
  nuisance: Nuisance | undefined,
  method: string,
): PropensityScore {
  const certain = score.reduce((count, e) => count + (e > 0 && e < 1 ? 0 : 1), 0);
  if (certain > 0) {
    throw new PositivityError(
      `the propensity score (${method}) is 0 or 1 in ${certain} of ${study.n} rows, where one of the treatments never happens; simplify the model, or drop the terms that predict the treatment perfectly.`,
    );
  }
  return displayable(
    { study, score, design, nuisance, method },
    {
      text: () => describe(study, score, method),
    },
  );
}

function describe(study: Study, score: Float64Array, method: string): string {
  const group = (a: number): string => {
    const values = score.filter((_, i) => study.treatment[i] === a).sort();
    const at = (q: number): string => formatFixed(values[Math.round(q * (values.length - 1))]!, 3);
    return `median ${at(0.5)}, from ${at(0)} to ${at(1)}`;
  };
  return [
    `Propensity score of ${study.treatmentName} (${method}), ${formatNumber(study.n, 0)} rows`,
    `treated: ${group(1)}`,
    `untreated: ${group(0)}`,
  ].join("\n");
}
