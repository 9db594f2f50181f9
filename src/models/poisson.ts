import { assertKnownOptions, show } from "../assert.js";
import { ArgumentError } from "../errors.js";
import { displayable } from "../plot/display.js";
import { coefficientHtml, coefficientText } from "./coefficient-view.js";
import type { Features, FitOptions, FittedModel, Learner, ParametricModel } from "./learner.js";
import { countTraining, type LogMeanParts, meanCounts } from "./likelihood/count-regression.js";
import { poissonLikelihood } from "./likelihood/counts.js";
import { asWork } from "./training.js";

export interface CountOptions {
  /** Name of a column of x that is added to the log mean as it is, such as the log of time at risk. @default none */
  readonly offset?: string | undefined;
}

/** A fitted Poisson regression: μ(x) = exp(β₀ + Σ βⱼ xⱼ + offset). */
export interface PoissonModel extends ParametricModel {
  readonly name: "poisson";
  readonly logLikelihood: number;
  /** From the inverse of the information: right where the variance is the mean and the weights are frequencies. */
  readonly standardErrors: Float64Array;
  readonly iterations: number;
}

export interface PoissonLearner extends Learner {
  fit(x: Features, y: Float64Array, options?: FitOptions): Promise<PoissonModel>;
}

/**
 * Poisson regression by maximum likelihood, without a penalty; the intercept is always there. y may be any number of at
 * least 0, such as a count or a rate, and its unit is that of the prediction.
 *
 * Solves Σ wᵢ (yᵢ − μᵢ) (1, xᵢ) = 0 with log μ = β₀ + xᵀβ + offset by Newton's method on standardized columns. It
 * assumes a log-linear mean; its influence values (and the errors that it prints) do not assume that the variance is the
 * mean, `standardErrors` do. Dependent columns are a {@link RankError}, columns that mark rows without any count a
 * {@link ConvergenceError}, negative y a {@link DataError}. Source: McCullagh & Nelder (1989), chapter 6.
 *
 * @example
 * const model = await poisson({ offset: "log_years" }).fit(x, events);
 * Math.exp(model.coefficients[1]) // rate ratio of the first column
 */
export function poisson(options: CountOptions = {}): PoissonLearner {
  const offset = checkedOffset(options, "poisson");
  return {
    name: "poisson",
    ignoresZeroWeights: true,
    fit: (x, y, fitOptions = {}) =>
      asWork("Poisson regression", x, fitOptions, (inner) => fitPoisson(x, y, offset, inner)),
  };
}

export function checkedOffset(options: CountOptions, caller: string): string | undefined {
  assertKnownOptions(options, ["offset"], caller);
  const { offset } = options;
  if (offset !== undefined && typeof offset !== "string")
    throw new ArgumentError(`offset must be the name of a column; it was ${show(offset)}.`);
  return offset;
}

async function fitPoisson(
  x: Features,
  y: Float64Array,
  offset: string | undefined,
  options: FitOptions,
): Promise<PoissonModel> {
  const training = await countTraining(x, y, offset, "Poisson regression", options);
  const fit = await training.fit(poissonLikelihood);
  const { coefficients, names } = fit.parts;
  const logLikelihood = -fit.deviance / 2;
  const model = {
    name: "poisson" as const,
    coefficients,
    coefficientNames: ["(Intercept)", ...names],
    logLikelihood,
    standardErrors: await fit.standardErrors(poissonLikelihood),
    iterations: fit.iterations,
    predict: (others: Features) => meanCounts(fit.parts, others),
    predictionGradient: fit.predictionGradient,
    coefficientInfluence: fit.coefficientInfluence,
    toJSON: () => ({ name: "poisson", coefficients: [...coefficients], names, offset, logLikelihood }),
  };
  return displayable(model, { text: () => coefficientText(model), html: () => coefficientHtml(model) });
}

/** A model of log means from its JSON. */
export function countsFromJson(json: object): FittedModel {
  const { name, coefficients, ...rest } = json as Omit<LogMeanParts, "coefficients"> & {
    name: string;
    coefficients: number[];
  };
  const parts = { ...rest, coefficients: Float64Array.from(coefficients) };
  const model = { name, predict: (x: Features) => meanCounts(parts, x), toJSON: () => json };
  return displayable(model, { text: () => `${name} regression of ${parts.names.join(", ")}` });
}
