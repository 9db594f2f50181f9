import { assertInteger, assertLength } from "../../assert.js";
import type { Space } from "../../cohort/environment.js";
import { ArgumentError } from "../../errors.js";
import { displayable } from "../../plot/display.js";
import { formatCompact } from "../../plot/format.js";

/** Whole numbers 0 … n − 1. */
export interface DiscreteSpace extends Space<number> {
  readonly kind: "discrete";
  readonly n: number;
  /** What each number means, where it has a name. */
  readonly labels: readonly string[] | undefined;
}

/** Vectors of numbers between bounds, which may be infinite. */
export interface BoxSpace extends Space<Float64Array> {
  readonly kind: "box";
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly names: readonly string[];
}

/**
 * The space of whole numbers 0 … n − 1.
 *
 * @example
 * discreteSpace(4).contains(4) // => false
 */
export function discreteSpace(n: number, labels?: readonly string[]): DiscreteSpace {
  assertInteger(n, "n", 1);
  if (labels) assertLength(labels, n, "labels");
  const space: Omit<DiscreteSpace, "toString"> = {
    kind: "discrete",
    n,
    labels,
    contains: (value): value is number => Number.isInteger(value) && Number(value) >= 0 && Number(value) < n,
    sample: (stream) => stream.integer(n),
  };
  return displayable(space, { text: () => `Discrete(${n})` });
}

/**
 * The space of vectors with a name, a lower and an upper bound for each entry. Samples are uniform; where a bound is
 * infinite, exponential beyond the other, and normal without either, as Gymnasium draws them.
 *
 * @example
 * boxSpace({ glucose: [0, 600] }).contains(Float64Array.of(700)) // => false
 */
export function boxSpace(bounds: Readonly<Record<string, readonly [low: number, high: number]>>): BoxSpace {
  const names = Object.keys(bounds);
  if (names.length === 0) throw new ArgumentError("boxSpace needs at least one entry.");
  for (const name of names) {
    const [from, to] = bounds[name]!;
    if (!(from <= to)) throw new ArgumentError(`bounds of ${name} must rise; they were ${from} and ${to}.`);
  }
  const low = Float64Array.from(names, (name) => bounds[name]![0]);
  const high = Float64Array.from(names, (name) => bounds[name]![1]);
  const space: Omit<BoxSpace, "toString"> = {
    ...{ kind: "box", low, high, names },
    contains: (value): value is Float64Array =>
      value instanceof Float64Array &&
      value.length === names.length &&
      value.every((x, j) => x >= low[j]! && x <= high[j]!),
    sample: (stream) =>
      Float64Array.from(low, (from, j) => {
        const to = high[j]!;
        if (Number.isFinite(from) && Number.isFinite(to)) return from + (to - from) * stream.uniform();
        if (Number.isFinite(from)) return from + stream.exponential();
        return Number.isFinite(to) ? to - stream.exponential() : stream.normal();
      }),
  };
  const range = (j: number): string => `${names[j]} ${formatCompact(low[j]!)} … ${formatCompact(high[j]!)}`;
  return displayable(space, { text: () => `Box(${names.map((_, j) => range(j)).join(", ")})` });
}
