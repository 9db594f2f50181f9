import { digamma, lgamma, trigamma } from "lib-r-math.js";
import type { RowLikelihood } from "./row-likelihood.js";

/** log(y!) */
export function logFactorial(y: number): number {
  return lgamma(y + 1);
}

/** Counts with mean μ = exp(η) and variance μ. */
export const poissonLikelihood: RowLikelihood = {
  predictors: 1,
  at: (y, eta, gradient, curvature) => {
    const mean = Math.exp(eta[0]!);
    gradient[0] = y - mean;
    curvature[0] = mean;
    return 2 * (mean - y * eta[0]! + logFactorial(y));
  },
};

/**
 * Counts with mean μ = exp(η) and variance μ + μ²/θ. The curvature is the observed one, or its expectation where the
 * mean is right, as generalized linear models report it.
 */
export function negativeBinomialLikelihood(
  theta: number,
  curvatureKind: "observed" | "expected",
): RowLikelihood {
  const atZero = lgamma(theta) - theta * Math.log(theta);
  return {
    predictors: 1,
    at: (y, eta, gradient, curvature) => {
      const mean = Math.exp(eta[0]!);
      const share = mean / (theta + mean);
      gradient[0] = (theta * (y - mean)) / (theta + mean);
      curvature[0] = curvatureKind === "observed" ? (y + theta) * share * (1 - share) : theta * share;
      const log =
        lgamma(theta + y) - logFactorial(y) - atZero + y * eta[0]! - (theta + y) * Math.log(theta + mean);
      return -2 * log;
    },
  };
}

/** First derivative and minus the second of the negative binomial log-likelihood in θ, summed over the rows. */
export function dispersionScore(
  theta: number,
  y: Float64Array,
  mean: Float64Array,
  weights: Float64Array | undefined,
): { score: number; information: number } {
  let [score, information] = [0, 0];
  const [psi, psiPrime] = [digamma(theta), trigamma(theta)];
  for (let i = 0; i < y.length; i++) {
    const weight = weights ? weights[i]! : 1;
    if (weight === 0) continue;
    const sum = theta + mean[i]!;
    score += weight * (digamma(theta + y[i]!) - psi + Math.log(theta / sum) + 1 - (y[i]! + theta) / sum);
    information +=
      weight * (psiPrime - trigamma(theta + y[i]!) - 1 / theta + 2 / sum - (y[i]! + theta) / (sum * sum));
  }
  return { score, information };
}
