import { assertFraction, assertKnownOptions, assertOneOf } from "../../assert.js";
import { ArgumentError } from "../../errors.js";
import { normalQuantile, tQuantile } from "../../stats/distributions.js";

export type BoundKind = "normal" | "t" | "hoeffding" | "bernstein";

export interface ReturnBoundsOptions {
  readonly kind: BoundKind;
  /** @default 0.95 */
  readonly level?: number;
  /** `"lower"` and `"upper"` spend the whole error on one side. @default "both" */
  readonly side?: "both" | "lower" | "upper";
  /**
   * What a value can be at all: for weighted returns, the range of returns times the largest possible weight. Declared,
   * never read off the sample. Needed by `"hoeffding"` and `"bernstein"`.
   */
  readonly range?: readonly [number, number] | undefined;
}

const sides = ["both", "lower", "upper"] as const;

/**
 * Bounds on the mean of independent values. `"hoeffding"`: R √(ln(1/δ) / 2n). `"bernstein"`: the empirical Bernstein
 * bound √(2 V ln(2/δ) / n) + 7 R ln(2/δ) / (3(n − 1)) (Maurer & Pontil 2009). Both hold in every sample of any size,
 * if the range does; `"t"` and `"normal"` do so approximately, in large samples.
 *
 * @example
 * returnBounds([13.2048, 0.18, 0.5904, -1.6], { kind: "hoeffding", side: "lower", range: [-2, 14] }).low // => −6.697187322723
 */
export function returnBounds(
  values: ArrayLike<number>,
  options: ReturnBoundsOptions,
): { readonly low: number; readonly high: number } {
  assertKnownOptions(options, ["kind", "level", "side", "range"], "returnBounds");
  const { kind, level = 0.95, side = "both", range } = options;
  assertOneOf(kind, "kind", ["normal", "t", "hoeffding", "bernstein"]);
  assertOneOf(side, "side", sides);
  assertFraction(level, "level");
  const { mean, variance, n } = moments(values);
  const delta = (1 - level) / (side === "both" ? 2 : 1);
  const reach = reachOf(kind, { n, variance, delta, range: declaredRange(kind, range, values) });
  return {
    low: side === "upper" ? Number.NEGATIVE_INFINITY : mean - reach,
    high: side === "lower" ? Number.POSITIVE_INFINITY : mean + reach,
  };
}

interface Reach {
  readonly n: number;
  readonly variance: number;
  /** Error on one side. */
  readonly delta: number;
  readonly range: number;
}

function reachOf(kind: BoundKind, { n, variance, delta, range }: Reach): number {
  const error = Math.sqrt(variance / n);
  if (kind === "normal") return -normalQuantile(delta) * error;
  if (kind === "t") return -tQuantile(delta, n - 1) * error;
  if (kind === "hoeffding") return range * Math.sqrt(-Math.log(delta) / (2 * n));
  const log = Math.log(2 / delta);
  return Math.sqrt((2 * variance * log) / n) + (7 * range * log) / (3 * (n - 1));
}

function declaredRange(
  kind: BoundKind,
  range: readonly [number, number] | undefined,
  values: ArrayLike<number>,
): number {
  if (kind === "normal" || kind === "t") return Number.NaN;
  if (range === undefined) {
    throw new ArgumentError(
      `a ${kind} bound needs a declared range of the weighted return: weightedReturnRange(range of returns, largest possible weight). The sample's own range would make it invalid.`,
    );
  }
  const [low, high] = range;
  if (!(Number.isFinite(low) && Number.isFinite(high) && low < high)) {
    throw new ArgumentError(`range must be two finite numbers in order; it was ${low} to ${high}.`);
  }
  for (let i = 0; i < values.length; i++) {
    if (values[i]! < low || values[i]! > high) {
      throw new ArgumentError(
        `range says ${low} to ${high}, but a weighted return is ${values[i]}; declare what is possible, not what is likely.`,
      );
    }
  }
  return high - low;
}

/**
 * What a weighted return can be: returns between `low` and `high`, weights between 0 and `largestWeight`.
 *
 * @example
 * weightedReturnRange([-1, 1], 9) // => [-9, 9]
 */
export function weightedReturnRange(
  [low, high]: readonly [number, number],
  largestWeight: number,
): readonly [number, number] {
  return [Math.min(0, low * largestWeight), Math.max(0, high * largestWeight)];
}

function moments(values: ArrayLike<number>): { mean: number; variance: number; n: number } {
  const n = values.length;
  if (n < 2) throw new ArgumentError(`bounds need at least two values; there were ${n}.`);
  let [mean, squares] = [0, 0];
  for (let i = 0; i < n; i++) mean += values[i]! / n;
  for (let i = 0; i < n; i++) squares += (values[i]! - mean) ** 2;
  return { mean, variance: squares / (n - 1), n };
}
