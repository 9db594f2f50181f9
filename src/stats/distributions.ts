// Distributions with R's accuracy, which tests/stats/distributions.test.ts holds to R itself. Normal and χ² come from
// lib-r-math.js, a port of R's nmath; its incomplete beta function is wrong in the tails, so t, F and beta have our own.
// Upper tails are computed as tails, never as 1 − CDF.
import { pchisq, pnorm, qbeta, qchisq, qnorm } from "lib-r-math.js";
import { betaDensity, incompleteBeta } from "./incomplete-beta.js";

export function normalCdf(x: number): number {
  return pnorm(x, 0, 1, true, false);
}

export function normalLogCdf(x: number): number {
  return pnorm(x, 0, 1, true, true);
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
  return tUpperTail(-x, degreesOfFreedom);
}

export function tUpperTail(x: number, degreesOfFreedom: number): number {
  if (degreesOfFreedom === Number.POSITIVE_INFINITY) return normalUpperTail(x);
  const square = x * x;
  const total = degreesOfFreedom + square;
  const tail = incompleteBeta(degreesOfFreedom / total, square / total, degreesOfFreedom / 2, 0.5) / 2;
  return x > 0 ? tail : 1 - tail;
}

/** Newton's method on the logarithm of the upper tail, from the normal quantile. */
export function tQuantile(probability: number, degreesOfFreedom: number): number {
  if (!(probability > 0 && probability < 1)) return probability <= 0 ? -Infinity : Infinity;
  if (degreesOfFreedom === Number.POSITIVE_INFINITY) return normalQuantile(probability);
  if (probability === 0.5) return 0;
  if (probability < 0.5) return -upperTQuantile(probability, degreesOfFreedom);
  return upperTQuantile(1 - probability, degreesOfFreedom);
}

function upperTQuantile(tail: number, df: number): number {
  // In log t the tail is nearly a line far out, where −df is its slope, so the method does not overshoot.
  let t = Math.max(1e-3, -normalQuantile(tail));
  for (let step = 0; step < 200; step++) {
    const q = tUpperTail(t, df);
    const total = df + t * t;
    const density = (t * betaDensity(df / total, (t * t) / total, df / 2, 0.5) * df) / total ** 2;
    const change = (Math.log(q / tail) * q) / (t * density);
    t *= Math.exp(Math.max(-1, Math.min(1, change)));
    if (Math.abs(change) < 1e-15) break;
  }
  return t;
}

export function chiSquaredUpperTail(x: number, degreesOfFreedom: number): number {
  return pchisq(x, degreesOfFreedom, undefined, false, false);
}

export function chiSquaredQuantile(probability: number, degreesOfFreedom: number): number {
  return qchisq(probability, degreesOfFreedom, undefined, true, false);
}

export function fUpperTail(x: number, df1: number, df2: number): number {
  if (x <= 0) return 1;
  const total = df2 + df1 * x;
  return incompleteBeta(df2 / total, (df1 * x) / total, df2 / 2, df1 / 2);
}

/** Newton's method on the logarithm of the nearer tail, from the quantile of lib-r-math.js. */
export function betaQuantile(probability: number, a: number, b: number): number {
  if (!(probability > 0 && probability < 1)) return probability <= 0 ? 0 : 1;
  const start = qbeta(probability, a, b, undefined, true, false);
  if (probability <= 0.5) return lowerBetaQuantile(probability, a, b, start);
  return 1 - lowerBetaQuantile(1 - probability, b, a, 1 - start);
}

function lowerBetaQuantile(tail: number, a: number, b: number, start: number): number {
  let x = Math.min(Math.max(start, 1e-300), 1 - 1e-12);
  for (let step = 0; step < 200; step++) {
    const cdf = incompleteBeta(x, 1 - x, a, b);
    const change = (Math.log(cdf / tail) * cdf) / (x * betaDensity(x, 1 - x, a, b));
    x = Math.min(x * Math.exp(-Math.max(-1, Math.min(1, change))), 1 - 1e-16);
    if (Math.abs(change) < 1e-15) break;
  }
  return x;
}
