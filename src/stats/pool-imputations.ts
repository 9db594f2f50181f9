import { ArgumentError } from "../errors.js";
import { tQuantile, tUpperTail } from "./distributions.js";
import { type Estimate, estimate } from "./estimate.js";

/**
 * Pools estimates of the same quantity from imputed data sets by Rubin's rules (Rubin 1987, chapter 3): the mean of the
 * values, with variance W + (1 + 1/m) B from within and between imputations, and Student t intervals with
 * (m − 1) (1 + W / ((1 + 1/m) B))² degrees of freedom.
 *
 * @example
 * poolImputations([first, second, third]).diagnostics.fractionMissing // share of the variance that is due to missing values
 */
export function poolImputations(estimates: readonly Estimate[]): Estimate {
  const m = estimates.length;
  const [first] = estimates;
  if (!first || m < 2) throw new ArgumentError(`pooling needs at least two imputations; there were ${m}.`);
  refuseWithoutError(estimates);
  const mean = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0) / m;
  const value = mean(estimates.map((each) => each.value));
  const within = mean(estimates.map((each) => each.standardError ** 2));
  const between = estimates.reduce((sum, each) => sum + (each.value - value) ** 2, 0) / (m - 1);
  const added = (1 + 1 / m) * between;
  const standardError = Math.sqrt(within + added);
  const degreesOfFreedom = between > 0 ? (m - 1) * (1 + within / added) ** 2 : Number.POSITIVE_INFINITY;
  // Rubin (1987, equation 3.1.10): the share of the variance, and of the information, that missing values cost.
  const increase = added / within;
  const fractionMissingInformation =
    between > 0 ? (increase + 2 / (degreesOfFreedom + 3)) / (increase + 1) : 0;
  return estimate({
    estimand: first.estimand,
    subject: first.subject,
    method: `${first.method}; pooled over ${m} imputations (Rubin)`,
    value,
    standardError,
    n: first.n,
    scale: first.scale === "ratio" ? "plain" : first.scale,
    influence: {
      reason: "a pooled estimate has no influence values; contrast within each imputation, then pool",
    },
    warnings: [
      ...new Map(estimates.flatMap((each) => each.warnings).map((each) => [each.code, each])).values(),
    ],
    diagnostics: {
      within,
      between,
      degreesOfFreedom,
      fractionMissing: added / (within + added),
      fractionMissingInformation,
    },
    seed: first.seed,
    interval: (level) => {
      const reach = tQuantile(0.5 + level / 2, degreesOfFreedom) * standardError;
      return {
        low: value - reach,
        high: value + reach,
        level,
        kind: "Student t, Rubin's degrees of freedom",
      };
    },
    pValue: (nullValue) =>
      Math.min(1, 2 * tUpperTail(Math.abs(value - nullValue) / standardError, degreesOfFreedom)),
  });
}

function refuseWithoutError(estimates: readonly Estimate[]): void {
  const without = estimates.filter((each) => !Number.isFinite(each.standardError)).length;
  if (without > 0) {
    throw new ArgumentError(
      `pooling needs the standard error of every estimate; ${without} of ${estimates.length} (${estimates[0]!.method}) have none.`,
    );
  }
}
