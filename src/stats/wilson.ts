import { normalQuantile } from "./distributions.js";
import type { Interval } from "./estimate.js";

/**
 * Wilson's score interval of a proportion (1927): the rates that a score test at the level does not reject. It never
 * leaves [0, 1] and is not empty at 0 or all successes. Counts may be effective ones, not whole.
 *
 * @example
 * wilson(805, 1795, 0.95) // => { low: 0.4255954…, high: 0.4715614…, level: 0.95, kind: "Wilson" }
 */
export function wilson(successes: number, trials: number, level: number): Interval {
  const z = normalQuantile(0.5 + level / 2);
  const rate = successes / trials;
  const shrink = 1 + (z * z) / trials;
  const center = (rate + (z * z) / (2 * trials)) / shrink;
  const reach = (z / shrink) * Math.sqrt((rate * (1 - rate)) / trials + (z * z) / (4 * trials * trials));
  const low = successes === 0 ? 0 : center - reach;
  const high = successes === trials ? 1 : center + reach;
  return { low, high, level, kind: "Wilson" };
}
