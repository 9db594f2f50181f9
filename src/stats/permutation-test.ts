import { assertInteger, assertKnownOptions, assertLength, assertOneOf } from "../assert.js";
import { ArgumentError } from "../errors.js";
import { work } from "../work.js";
import { randomStream, type Stream } from "./random.js";

export interface PermutationOptions {
  /** Labels are exchanged only within strata. */
  readonly strata?: ArrayLike<number>;
  /** @default 9999 */
  readonly permutations?: number;
  /** `"two-sided"` compares |statistic| . @default "two-sided" */
  readonly alternative?: "two-sided" | "greater" | "less";
  /** @default 1 */
  readonly seed?: number;
}

export interface PermutationTest {
  readonly statistic: number;
  /** (1 + number of permutations at least as extreme) / (1 + permutations): never 0 (Phipson & Smyth 2010). */
  readonly pValue: number;
  readonly permutations: number;
  readonly alternative: "two-sided" | "greater" | "less";
  readonly seed: number;
}

/**
 * A permutation test: is the statistic of the labels as extreme as that of randomly exchanged labels? Exact, at any
 * sample size, for the null hypothesis under which labels (of one stratum) are exchangeable.
 *
 * @example
 * await permutationTest(treatment, (labels) => difference(outcome, labels), { permutations: 999 })
 */
export async function permutationTest(
  labels: ArrayLike<number>,
  statistic: (labels: Float64Array) => number | Promise<number>,
  options: PermutationOptions = {},
): Promise<PermutationTest> {
  assertKnownOptions(options, ["strata", "permutations", "alternative", "seed"], "permutationTest");
  const { permutations = 9999, alternative = "two-sided", seed = 1, strata } = options;
  assertInteger(permutations, "permutations", 1);
  assertOneOf(alternative, "alternative", ["two-sided", "greater", "less"]);
  if (strata) assertLength(strata, labels.length, "strata");
  const observed = Float64Array.from(labels);
  const value = await statistic(observed.slice());
  if (Number.isNaN(value)) throw new ArgumentError("the statistic of the observed labels is not a number.");
  const extremity = (t: number): number =>
    alternative === "two-sided" ? Math.abs(t) : alternative === "greater" ? t : -t;
  // Sums in another order differ in their last bits: ties count as extreme.
  const bar = extremity(value) - 1e-12 * Math.abs(value);
  const groups = strataRows(observed.length, strata);
  const root = randomStream(seed).split("permutation");
  const extreme = await work("Permutation test", permutations, async ({ report, check }) => {
    let count = 0;
    for (let k = 0; k < permutations; k++) {
      const t = await statistic(exchange(observed, groups, root.split(k)));
      if (Number.isNaN(t)) throw new ArgumentError(`the statistic of permutation ${k} is not a number.`);
      if (extremity(t) >= bar) count++;
      if (k % 64 === 63) {
        report(k + 1);
        await new Promise((resolve) => setImmediate(resolve));
        check();
      }
    }
    return count;
  });
  const pValue = (1 + extreme) / (1 + permutations);
  return Object.freeze({ statistic: value, pValue, permutations, alternative, seed });
}

function strataRows(n: number, strata: ArrayLike<number> | undefined): Int32Array[] {
  const rows = new Map<number, number[]>();
  for (let i = 0; i < n; i++) {
    const stratum = strata ? strata[i]! : 0;
    const known = rows.get(stratum);
    if (known) known.push(i);
    else rows.set(stratum, [i]);
  }
  return [...rows.values()].map((each) => Int32Array.from(each));
}

function exchange(labels: Float64Array, groups: readonly Int32Array[], stream: Stream): Float64Array {
  const exchanged = new Float64Array(labels.length);
  groups.forEach((rows, k) => {
    const order = stream.split(k).permutation(rows.length);
    rows.forEach((row, i) => {
      exchanged[row] = labels[rows[order[i]!]!]!;
    });
  });
  return exchanged;
}
