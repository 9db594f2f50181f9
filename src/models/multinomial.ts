import { assertFinite, assertKnownOptions } from "../assert.js";
import { DataError } from "../errors.js";
import { displayable } from "../plot/display.js";
import { coefficientHtml, coefficientText } from "./coefficient-view.js";
import type { ClassifierModel, Features, FitOptions, Learner, ParametricModel } from "./learner.js";
import { likelihoodSums, weightedScores } from "./likelihood/likelihood-sums.js";
import { maximizeLikelihood } from "./likelihood/maximize-likelihood.js";
import { softmaxLikelihood } from "./likelihood/softmax.js";
import { type SoftmaxParts, softmaxPredictions } from "./likelihood/softmax-predictions.js";
import {
  type StackedScores,
  stackedErrors,
  stackedInfluence,
  stackedRaw,
} from "./likelihood/stacked-scores.js";
import { lazily } from "./linear.js";
import { refuseSparse } from "./linear-predictor.js";
import { asWork, prepareTraining } from "./training.js";

export interface MultinomialOptions {
  /** The class that the others' log-odds are against. @default the least value of y */
  readonly baseline?: number | undefined;
}

/** A fitted multinomial regression: log(pₖ / p_baseline) = β₀ₖ + Σ βⱼₖ xⱼ for each other class k. */
export interface MultinomialModel extends ParametricModel, ClassifierModel {
  readonly name: "multinomial";
  readonly baseline: number;
  /** Class by class without the baseline, in the order of `classes`; each with its intercept first. */
  readonly coefficients: Float64Array;
  /** Such as `"2: age"`: the class, and the column. */
  readonly coefficientNames: readonly string[];
  readonly logLikelihood: number;
  /** From the inverse of the information: right where the model is and the weights are frequencies. */
  readonly standardErrors: Float64Array;
  readonly iterations: number;
  /** Mean of y, Σₖ classₖ pₖ: for classes 0 and 1 the probability of 1. */
  predict(x: Features): Float64Array;
  /** Σᵢ Σₖ cₖᵢ ∂pₖ(xᵢ)/∂β, with one column of c for each of `classes`. */
  probabilityGradient(x: Features, c: readonly Float64Array[]): Float64Array;
}

export interface MultinomialLearner extends Learner {
  fit(x: Features, y: Float64Array, options?: FitOptions): Promise<MultinomialModel>;
}

/**
 * Multinomial (softmax) regression by maximum likelihood, without a penalty: y holds the number of a row's class, and
 * the classes are the values that y takes in rows with weight. The model gives `classes` and, in the same order,
 * `predictProbabilities(x)`; its scores let an estimator stack the errors of a generalized propensity.
 *
 * Maximizes Σ wᵢ log p(yᵢ | xᵢ) by Newton's method with step halving on standardized columns. It assumes that the
 * log-odds of each class against the baseline are linear in the columns; the choice of baseline changes the
 * coefficients and no probability. Dependent columns are a {@link RankError}; classes that the columns separate are a
 * {@link ConvergenceError}, fewer than two a {@link DataError}. Source: McCullagh & Nelder (1989), section 5.2.
 *
 * @example
 * const model = await multinomial().fit(x, dose, { weights });
 * model.predictProbabilities(x)[2] // the probability of model.classes[2] in each row
 */
export function multinomial(options: MultinomialOptions = {}): MultinomialLearner {
  assertKnownOptions(options, ["baseline"], "multinomial");
  const { baseline } = options;
  if (baseline !== undefined) assertFinite(baseline, "baseline");
  return {
    name: "multinomial",
    ignoresZeroWeights: true,
    fit: (x, y, fitOptions = {}) =>
      asWork("Multinomial regression", x, fitOptions, (inner) => fitMultinomial(x, y, baseline, inner)),
  };
}

/** More classes than this are more likely a measurement than a class. */
const mostClasses = 100;

/** The values of y in rows with weight, ascending. */
export function classesOf(y: Float64Array, weights: Float64Array | undefined, what: string): Float64Array {
  const seen = new Set<number>();
  for (let i = 0; i < y.length; i++) if (!weights || weights[i]! > 0) seen.add(y[i]!);
  if (seen.size < 2) {
    throw new DataError(`${what} needs at least two classes; y is ${[...seen][0]} in all rows with weight.`);
  }
  if (seen.size > mostClasses) {
    throw new DataError(
      `${what} takes at most ${mostClasses} classes; y has ${seen.size} different values. For counts or measurements use poisson() or linear().`,
    );
  }
  return Float64Array.from(seen).sort();
}

async function fitMultinomial(
  x: Features,
  y: Float64Array,
  asked: number | undefined,
  options: FitOptions,
): Promise<MultinomialModel> {
  refuseSparse(x);
  const { standardization, weights, rows } = await prepareTraining(x, y, options);
  const classes = classesOf(y, weights, "multinomial regression");
  const baseline = asked ?? classes[0]!;
  if (!classes.includes(baseline)) {
    throw new DataError(
      `baseline must be one of the classes ${[...classes].join(", ")} that y has in rows with weight; it was ${baseline}.`,
    );
  }
  const others = classes.filter((each) => each !== baseline);
  const codes = y.map((value) => others.indexOf(value) + 1);
  const data = { rows, columns: x.columns, y: codes, weights };
  const likelihood = softmaxLikelihood(classes.length);
  const { beta, deviance, information, steps } = await maximizeLikelihood(
    likelihoodSums(data, likelihood, standardization, options.signal),
    shares(codes, weights, others.length, x.names.length + 1),
    {
      what: "multinomial regression",
      names: x.names,
      why: "the columns separate some classes from the others",
    },
  );
  const scores = lazily(() => weightedScores(data, likelihood, standardization, beta));
  return multinomialModel(
    { names: x.names, classes, baseline, coefficients: stackedRaw(beta, standardization) },
    { x, scores, standardization, information },
    {
      logLikelihood: -deviance / 2,
      standardErrors: stackedErrors(information, standardization, others.length),
      iterations: steps,
    },
  );
}

/** The fit without columns: intercepts at the log-odds of the classes' shares. */
function shares(codes: Float64Array, weights: Float64Array | undefined, m: number, p: number): Float64Array {
  const counts = new Float64Array(m + 1);
  for (let i = 0; i < codes.length; i++) counts[codes[i]!]! += weights ? weights[i]! : 1;
  const start = new Float64Array(m * p);
  for (let a = 0; a < m; a++) start[a * p] = Math.log(counts[a + 1]! / counts[0]!);
  return start;
}

function multinomialModel(
  parts: SoftmaxParts,
  record: StackedScores,
  found: Pick<MultinomialModel, "logLikelihood" | "standardErrors" | "iterations">,
): MultinomialModel {
  const { classes, baseline, coefficients, names } = parts;
  const predictions = softmaxPredictions(parts);
  const others = classes.filter((each) => each !== baseline);
  const model = {
    name: "multinomial" as const,
    classes,
    baseline,
    coefficients,
    ...found,
    coefficientNames: [...others].flatMap((each) =>
      ["(Intercept)", ...names].map((name) => `${each}: ${name}`),
    ),
    ...predictions,
    coefficientInfluence: (gradient: Float64Array) => stackedInfluence(record, gradient),
    toJSON: () => ({
      name: "multinomial",
      classes: [...classes],
      baseline,
      coefficients: [...coefficients],
      names,
      logLikelihood: found.logLikelihood,
    }),
  };
  const shown = { ...model, name: `multinomial (log-odds against class ${baseline})` };
  return displayable(model, { text: () => coefficientText(shown), html: () => coefficientHtml(shown) });
}
