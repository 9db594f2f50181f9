import { phyper } from "lib-r-math.js";
import { normalQuantile, normalTwoSided } from "./distributions.js";
import type { Interval } from "./estimate.js";
import { wilson } from "./wilson.js";

/** Successes among trials; both may be effective numbers, not whole, where people are weighted. */
export interface Proportion {
  readonly successes: number;
  readonly trials: number;
}

/**
 * Interval of a difference of independent proportions a − b by squaring and adding the reaches of their Wilson
 * intervals (Newcombe 1998, Statistics in Medicine 17:873, method 10).
 *
 * @example
 * newcombe({ successes: 56, trials: 70 }, { successes: 48, trials: 80 }, 0.95) // => 0.0524 to 0.3339
 */
export function newcombe(a: Proportion, b: Proportion, level: number): Interval {
  const [p, q] = [a.successes / a.trials, b.successes / b.trials];
  const [one, two] = [wilson(a.successes, a.trials, level), wilson(b.successes, b.trials, level)];
  return {
    low: p - q - Math.hypot(p - one.low, two.high - q),
    high: p - q + Math.hypot(one.high - p, q - two.low),
    level,
    kind: "Newcombe",
  };
}

/** Interval of a ratio of independent proportions a / b on the log scale (Katz et al. 1978). */
export function katz(a: Proportion, b: Proportion, level: number): Interval {
  const ratio = a.successes / a.trials / (b.successes / b.trials);
  const error = Math.sqrt(1 / a.successes - 1 / a.trials + 1 / b.successes - 1 / b.trials);
  const reach = Math.exp(normalQuantile(0.5 + level / 2) * error);
  return { low: ratio / reach, high: ratio * reach, level, kind: "Katz, on the log scale" };
}

/** Below this expected count the normal approximation is not trusted in the tails that many comparisons look at. */
const largeCount = 50;

/**
 * Two-sided p-value of two independent proportions being equal: the pooled z-test where all four expected counts are
 * large or the counts are effective ones, else Fisher's exact test (twice the smaller tail), which is valid at any size.
 */
export function equalProportions(a: Proportion, b: Proportion): number {
  const successes = a.successes + b.successes;
  const trials = a.trials + b.trials;
  if (successes === 0 || successes === trials) return 1;
  const smallest = (Math.min(a.trials, b.trials) * Math.min(successes, trials - successes)) / trials;
  const whole = [a.successes, a.trials, b.successes, b.trials].every(Number.isInteger);
  if (whole && smallest < largeCount) return fisher(a, b);
  const pooled = successes / trials;
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / a.trials + 1 / b.trials));
  return normalTwoSided((a.successes / a.trials - b.successes / b.trials) / error);
}

function fisher(a: Proportion, b: Proportion): number {
  const white = a.successes + b.successes;
  const black = a.trials + b.trials - white;
  const lower = phyper(a.successes, white, black, a.trials, true);
  const upper = phyper(a.successes - 1, white, black, a.trials, false);
  return Math.min(1, 2 * Math.min(lower, upper));
}
