import { ArgumentError } from "../errors.js";

/** How strong an unmeasured confounder would have to be to explain an association away. */
export interface EValue {
  /** For the estimate: RR + √(RR (RR − 1)), with RR turned to 1 or more. */
  readonly estimate: number;
  /** For the interval's end nearest to 1; 1 where the interval holds 1. */
  readonly limit: number | undefined;
}

/**
 * The E-value of a risk ratio (VanderWeele & Ding 2017, Annals of Internal Medicine): the least risk ratio that an
 * unmeasured confounder must have with both treatment and outcome to move the estimate to 1.
 *
 * @example
 * eValue(3.9).estimate // => 7.263034406349252
 * eValue(3.9, { low: 1.8, high: 8.7 }).limit // => 3
 */
export function eValue(
  riskRatio: number,
  interval?: { readonly low: number; readonly high: number },
): EValue {
  if (!(riskRatio > 0) || !Number.isFinite(riskRatio)) {
    throw new ArgumentError(`riskRatio must be a positive number; it was ${riskRatio}.`);
  }
  return { estimate: strength(riskRatio), limit: interval && strength(nearest(riskRatio, interval)) };
}

/** A standardized mean difference as an approximate risk ratio, exp(0.91 d) (Chinn 2000; VanderWeele & Ding 2017). */
export function approximateRiskRatio(standardizedDifference: number): number {
  return Math.exp(0.91 * standardizedDifference);
}

function strength(riskRatio: number): number {
  const ratio = riskRatio < 1 ? 1 / riskRatio : riskRatio;
  return ratio + Math.sqrt(ratio * (ratio - 1));
}

function nearest(riskRatio: number, { low, high }: { readonly low: number; readonly high: number }): number {
  const end = riskRatio >= 1 ? low : high;
  return (riskRatio >= 1 && end < 1) || (riskRatio < 1 && end > 1) ? 1 : end;
}
