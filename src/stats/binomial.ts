import type { Stream } from "./random.js";

/**
 * A draw from the binomial distribution of `n` trials: by counting along the cumulative probabilities where few
 * successes are expected, else by Hörmann's transformed rejection (1993, "The generation of binomial random variates",
 * algorithm BTRD without its decomposition).
 */
export function binomial(stream: Stream, n: number, p: number): number {
  if (p <= 0 || n === 0) return 0;
  if (p >= 1) return n;
  if (p > 0.5) return n - binomial(stream, n, 1 - p);
  return n * p < 10 ? byInversion(stream, n, p) : byRejection(stream, n, p);
}

function byInversion(stream: Stream, n: number, p: number): number {
  const odds = p / (1 - p);
  let probability = Math.exp(n * Math.log1p(-p));
  let left = stream.uniform();
  for (let k = 0; k <= n; k++) {
    if (left < probability) return k;
    left -= probability;
    probability *= ((n - k) / (k + 1)) * odds;
  }
  return n;
}

function byRejection(stream: Stream, n: number, p: number): number {
  const spread = Math.sqrt(n * p * (1 - p));
  const b = 1.15 + 2.53 * spread;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const center = n * p + 0.5;
  const accept = 0.92 - 4.2 / b;
  const alpha = (2.83 + 5.1 / b) * spread;
  for (;;) {
    const u = stream.uniform() - 0.5;
    const v = stream.uniform();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + center);
    if (us >= 0.07 && v <= accept) return k;
    if (k < 0 || k > n) continue;
    const scaled = Math.log((v * alpha) / (a / (us * us) + b));
    if (scaled <= logProbabilityRatio(n, p, k)) return k;
  }
}

/** Log of the probability of `k` over that of the mode. */
function logProbabilityRatio(n: number, p: number, k: number): number {
  const mode = Math.floor((n + 1) * p);
  const atMode = stirlingTail(mode) + stirlingTail(n - mode) + logFactorialPart(mode, n - mode);
  const atK = stirlingTail(k) + stirlingTail(n - k) + logFactorialPart(k, n - k);
  return atMode - atK + (k - mode) * Math.log(p / (1 - p));
}

/** Stirling's main terms of log(k!·m!). */
function logFactorialPart(k: number, m: number): number {
  return (k + 0.5) * Math.log(k + 1) - k + (m + 0.5) * Math.log(m + 1) - m;
}

const firstTails = [
  0.0810614667953272, 0.0413406959554092, 0.0276779256849983, 0.020790672103765, 0.0166446911898211,
  0.0138761288230707, 0.0118967099458917, 0.010411265261972, 0.0092554621827127, 0.0083305634333628,
];

/** What Stirling's formula for log k!, written in k + 1, leaves out. */
function stirlingTail(k: number): number {
  if (k < 10) return firstTails[k]!;
  const x = k + 1;
  const square = x * x;
  return (1 / 12 - (1 / 360 - 1 / 1260 / square) / square) / x;
}
