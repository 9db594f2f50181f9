import { displayable } from "../plot/display.js";
import { normalCdf, normalQuantile } from "../stats/distributions.js";
import { coefficientHtml, coefficientText } from "./coefficient-view.js";
import type { Features, FitOptions, Learner, ParametricModel } from "./learner.js";
import { likelihoodSums, weightedScores } from "./likelihood/likelihood-sums.js";
import { maximizeLikelihood } from "./likelihood/maximize-likelihood.js";
import { probitLikelihood } from "./likelihood/probit-likelihood.js";
import { stackedErrors, stackedInfluence, stackedRaw } from "./likelihood/stacked-scores.js";
import { lazily } from "./linear.js";
import { linearPredictor, refuseSparse, sumRows } from "./linear-predictor.js";
import { asWork, checkBothOutcomes, prepareTraining } from "./training.js";

/** A fitted probit regression: μ(x) = Φ(β₀ + Σ βⱼ xⱼ). */
export interface ProbitModel extends ParametricModel {
  readonly name: "probit";
  readonly logLikelihood: number;
  /** From the inverse of the observed information: right where the model is and the weights are frequencies. */
  readonly standardErrors: Float64Array;
  readonly iterations: number;
}

export interface ProbitLearner extends Learner {
  fit(x: Features, y: Float64Array, options?: FitOptions): Promise<ProbitModel>;
}

/**
 * Probit regression by maximum likelihood, without a penalty; the intercept is always there. y may be any number from 0
 * to 1. It assumes P(y = 1 | x) = Φ(β₀ + xᵀβ), the standard normal distribution function.
 *
 * Solves Σ wᵢ (yᵢ − Φ(ηᵢ)) φ(ηᵢ) / (Φ(ηᵢ) (1 − Φ(ηᵢ))) (1, xᵢ) = 0 by Newton's method on standardized columns. Dependent
 * columns are a {@link RankError}; data in which the columns separate 0 from 1 are a {@link ConvergenceError}. Source:
 * McCullagh & Nelder (1989), section 4.3.
 *
 * @example
 * await ipw(study, { propensity: { learner: probit() } })
 */
export function probit(): ProbitLearner {
  return {
    name: "probit",
    ignoresZeroWeights: true,
    fit: (x, y, options = {}) => asWork("Probit regression", x, options, (inner) => fitProbit(x, y, inner)),
  };
}

async function fitProbit(x: Features, y: Float64Array, options: FitOptions): Promise<ProbitModel> {
  refuseSparse(x);
  const { standardization, weights, rows, weight } = await prepareTraining(x, y, options);
  checkBothOutcomes({ y, weights }, "probit regression");
  const data = { rows, columns: x.columns, y, weights };
  const start = new Float64Array(x.names.length + 1);
  start[0] = normalQuantile(y.reduce((sum, value, i) => sum + (weights?.[i] ?? 1) * value, 0) / weight);
  const sums = likelihoodSums(data, probitLikelihood, standardization, options.signal);
  const failing = { what: "probit regression", names: x.names, why: "the columns separate 0 from 1" };
  const found = await maximizeLikelihood(sums, start, failing);
  const scores = lazily(() => weightedScores(data, probitLikelihood, standardization, found.beta));
  const record = { x, scores, standardization, information: found.information };
  return probitModel(x.names, {
    coefficients: stackedRaw(found.beta, standardization),
    standardErrors: stackedErrors(found.information, standardization, 1),
    logLikelihood: -found.deviance / 2,
    iterations: found.steps,
    coefficientInfluence: (gradient) => stackedInfluence(record, gradient),
  });
}

type Found = Pick<
  ProbitModel,
  "coefficients" | "standardErrors" | "logLikelihood" | "iterations" | "coefficientInfluence"
>;

function probitModel(names: readonly string[], found: Found): ProbitModel {
  const { coefficients, logLikelihood } = found;
  const model = {
    name: "probit" as const,
    ...found,
    coefficientNames: ["(Intercept)", ...names],
    predict: (x: Features) => linearPredictor(coefficients, x, names).map(normalCdf),
    predictionGradient: (x: Features, c: Float64Array) => {
      const density = (eta: number): number => Math.exp((-eta * eta) / 2) / Math.sqrt(2 * Math.PI);
      return sumRows(
        linearPredictor(coefficients, x, names).map((eta, i) => c[i]! * density(eta)),
        x,
        names,
      );
    },
    toJSON: () => ({ name: "probit", coefficients: [...coefficients], names, logLikelihood }),
  };
  return displayable(model, { text: () => coefficientText(model), html: () => coefficientHtml(model) });
}
