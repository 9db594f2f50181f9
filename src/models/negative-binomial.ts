import { ConvergenceError } from "../errors.js";
import { displayable } from "../plot/display.js";
import { coefficientHtml, coefficientText } from "./coefficient-view.js";
import type { Features, FitOptions, Learner, ParametricModel } from "./learner.js";
import {
  type CountFit,
  type CountTraining,
  countTraining,
  meanCounts,
} from "./likelihood/count-regression.js";
import { dispersionScore, negativeBinomialLikelihood, poissonLikelihood } from "./likelihood/counts.js";
import { type CountOptions, checkedOffset } from "./poisson.js";
import { asWork } from "./training.js";

/** A fitted negative binomial regression: mean μ(x) = exp(β₀ + Σ βⱼ xⱼ + offset), variance μ + μ²/θ. */
export interface NegativeBinomialModel extends ParametricModel {
  readonly name: "negative binomial";
  readonly theta: number;
  /** Standard error of θ by its observed information. */
  readonly thetaError: number;
  readonly logLikelihood: number;
  /** From the expected information at θ, as R's glm.nb: right where mean and variance are. */
  readonly standardErrors: Float64Array;
  readonly iterations: number;
}

export interface NegativeBinomialLearner extends Learner {
  fit(x: Features, y: Float64Array, options?: FitOptions): Promise<NegativeBinomialModel>;
}

/**
 * Negative binomial (NB2) regression: coefficients and θ by maximum likelihood, without a penalty; the intercept is
 * always there. y must be at least 0. Smaller θ is more spread; 1/θ is called α or the dispersion elsewhere.
 *
 * Maximizes the likelihood in the coefficients and in θ by turns, each by Newton's method, until neither moves; at the
 * true mean the two are orthogonal, so influence values of the coefficients take θ as known. Counts whose variance does
 * not exceed what Poisson counts have, so that θ grows without bound, are a {@link ConvergenceError}: use `poisson()`.
 * Source: Venables & Ripley (2002), section 7.4 (`MASS::glm.nb`).
 *
 * @example
 * const model = await negativeBinomial({ offset: "log_years" }).fit(x, visits);
 * model.theta
 */
export function negativeBinomial(options: CountOptions = {}): NegativeBinomialLearner {
  const offset = checkedOffset(options, "negativeBinomial");
  return {
    name: "negative binomial",
    ignoresZeroWeights: true,
    fit: (x, y, fitOptions = {}) =>
      asWork("Negative binomial regression", x, fitOptions, (inner) => fitModel(x, y, offset, inner)),
  };
}

/** Turns of coefficients and θ after which the search gives up. */
const mostTurns = 200;

async function fitModel(
  x: Features,
  y: Float64Array,
  offset: string | undefined,
  options: FitOptions,
): Promise<NegativeBinomialModel> {
  const training = await countTraining(x, y, offset, "negative binomial regression", options);
  const first = await training.fit(poissonLikelihood);
  let mean = meanCounts(first.parts, x);
  let theta = bestTheta(startTheta(y, mean, training), y, mean, training);
  let fit: CountFit = first;
  for (let turn = 1; ; turn++) {
    fit = await training.fit(negativeBinomialLikelihood(theta, "observed"), fit.beta);
    mean = meanCounts(fit.parts, x);
    const next = bestTheta(theta, y, mean, training);
    const change = Math.abs(next / theta - 1);
    theta = next;
    if (change < 1e-12) break;
    if (turn === mostTurns)
      throw new ConvergenceError(
        `negative binomial regression: θ still moved by ${change} after ${turn} turns.`,
      );
  }
  const { information } = dispersionScore(theta, y, mean, training.weights);
  const standardErrors = await fit.standardErrors(negativeBinomialLikelihood(theta, "expected"));
  return negativeBinomialModel(fit, theta, 1 / Math.sqrt(information), standardErrors);
}

/** By the method of moments. */
function startTheta(y: Float64Array, mean: Float64Array, { weights }: CountTraining): number {
  let [weight, spread] = [0, 0];
  for (let i = 0; i < y.length; i++) {
    const w = weights ? weights[i]! : 1;
    if (w === 0) continue;
    weight += w;
    spread += w * (y[i]! / mean[i]! - 1) ** 2;
  }
  return weight / spread;
}

/** The maximum in θ at given means, by Newton's method in log θ, which keeps it positive. */
function bestTheta(start: number, y: Float64Array, mean: Float64Array, { weights }: CountTraining): number {
  let theta = start;
  for (let step = 0; step < 100; step++) {
    const { score, information } = dispersionScore(theta, y, mean, weights);
    const curvature = theta * theta * information - theta * score;
    const move = curvature > 0 ? (theta * score) / curvature : Math.sign(score);
    const bounded = Math.max(-1, Math.min(1, move));
    theta *= Math.exp(bounded);
    if (Math.abs(bounded) < 1e-13) return theta;
    if (theta > 1e7) break;
  }
  if (theta < 1e6) return theta;
  throw new ConvergenceError(
    "negative binomial regression: y varies no more about its mean than Poisson counts do, so θ grows without bound. Use poisson().",
  );
}

function negativeBinomialModel(
  fit: CountFit,
  theta: number,
  thetaError: number,
  standardErrors: Float64Array,
): NegativeBinomialModel {
  const { coefficients, names, offset } = fit.parts;
  const logLikelihood = -fit.deviance / 2;
  const model = {
    name: "negative binomial" as const,
    coefficients,
    coefficientNames: ["(Intercept)", ...names],
    theta,
    thetaError,
    logLikelihood,
    standardErrors,
    iterations: fit.iterations,
    predict: (x: Features) => meanCounts(fit.parts, x),
    predictionGradient: fit.predictionGradient,
    coefficientInfluence: fit.coefficientInfluence,
    toJSON: () => ({
      name: "negative binomial",
      coefficients: [...coefficients],
      names,
      offset,
      theta,
      logLikelihood,
    }),
  };
  return displayable(model, { text: () => coefficientText(model), html: () => coefficientHtml(model) });
}
