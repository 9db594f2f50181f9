import type { ColumnTable } from "arquero";
import { assertInteger, assertKnownOptions } from "../../src/assert.js";
import { randomStream, type Stream } from "../../src/stats/random.js";

/** What every small process takes. A smaller `n` gives the first rows of a larger one. */
export interface ProcessOptions {
  /** Rows (patients, or pairs where the process says so). */
  readonly n: number;
  /** @default 1 */
  readonly seed?: number;
}

/** A table to analyze and, apart from it, what is true. */
export interface Process<Truth> {
  readonly table: ColumnTable;
  readonly truth: Truth;
}

/** Checks the options and opens the process's own random stream. */
export function openProcess(options: ProcessOptions, name: string, more: readonly string[] = []): Stream {
  assertKnownOptions(options, ["n", "seed", ...more], name);
  assertInteger(options.n, "n", 1);
  return randomStream(options.seed ?? 1).split(name);
}

export function expit(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** E f(Z) for a standard normal Z, by the trapezoid rule, which for smooth f is exact to about 1e-14. */
export function normalMean(f: (z: number) => number): number {
  const step = 1 / 64;
  let sum = 0;
  for (let k = -640; k <= 640; k++) {
    const z = k * step;
    sum += f(z) * Math.exp((-z * z) / 2);
  }
  return (sum * step) / Math.sqrt(2 * Math.PI);
}
