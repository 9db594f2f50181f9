// Distributions with R's accuracy (lib-r-math.js is a port of R's nmath). Upper tails are computed as tails, never as 1 − CDF.
import { pchisq, pf, pnorm, pt, qbeta, qchisq, qnorm, qt } from "lib-r-math.js";

export function normalCdf(x: number): number {
  return pnorm(x, 0, 1, true, false);
}

export function normalUpperTail(x: number): number {
  return pnorm(x, 0, 1, false, false);
}

export function normalQuantile(probability: number): number {
  return qnorm(probability, 0, 1, true, false);
}

/** P(|Z| ≥ |z|) of a standard normal. */
export function normalTwoSided(z: number): number {
  return Math.min(1, 2 * normalUpperTail(Math.abs(z)));
}

export function tCdf(x: number, degreesOfFreedom: number): number {
  return pt(x, degreesOfFreedom, undefined, true, false);
}

export function tUpperTail(x: number, degreesOfFreedom: number): number {
  return pt(x, degreesOfFreedom, undefined, false, false);
}

export function tQuantile(probability: number, degreesOfFreedom: number): number {
  return qt(probability, degreesOfFreedom, undefined, true, false);
}

export function chiSquaredUpperTail(x: number, degreesOfFreedom: number): number {
  return pchisq(x, degreesOfFreedom, undefined, false, false);
}

export function chiSquaredQuantile(probability: number, degreesOfFreedom: number): number {
  return qchisq(probability, degreesOfFreedom, undefined, true, false);
}

export function fUpperTail(x: number, df1: number, df2: number): number {
  return pf(x, df1, df2, undefined, false, false);
}

export function betaQuantile(probability: number, a: number, b: number): number {
  return qbeta(probability, a, b, undefined, true, false);
}
