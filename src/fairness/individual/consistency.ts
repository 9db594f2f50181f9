import { assertInteger, assertKnownOptions, assertLength, assertPositive } from "../../assert.js";
import { ArgumentError } from "../../errors.js";

/** Pairs are looked at one by one, so more people than this take too long. */
const mostPeople = 30_000;

export interface SimilarityOptions {
  /** Columns that say who is like whom, already on comparable scales. */
  readonly features: readonly Float64Array[];
  /** Decisions or scores. */
  readonly predictions: ArrayLike<number>;
}

/**
 * Whether like people are treated alike: 1 − mean |ŷᵢ − mean ŷ of the k people nearest to i|, where i is one of its own
 * neighbours (Zemel et al. 2013). 1 where neighbours always agree.
 */
export function consistency(options: SimilarityOptions & { readonly neighbors?: number }): number {
  assertKnownOptions(options, ["features", "predictions", "neighbors"], "consistency");
  const { neighbors = 5 } = options;
  const n = checkPeople(options);
  assertInteger(neighbors, "neighbors", 1);
  if (neighbors > n)
    throw new ArgumentError(`neighbors must be at most the ${n} people; it was ${neighbors}.`);
  let apart = 0;
  const distance = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) distance[j] = squaredDistance(options.features, i, j);
    const nearest = Int32Array.from(distance.keys()).sort((a, b) => distance[a]! - distance[b]! || a - b);
    let sum = 0;
    for (let k = 0; k < neighbors; k++) sum += options.predictions[nearest[k]!]!;
    apart += Math.abs(options.predictions[i]! - sum / neighbors);
  }
  return 1 - apart / n;
}

export interface LipschitzViolations {
  readonly pairs: number;
  /** Pairs whose predictions lie further apart than the constant times their distance. */
  readonly violations: number;
  /** The largest excess |ŷᵢ − ŷⱼ| − L·dᵢⱼ and the two people who have it. */
  readonly worst: { readonly excess: number; readonly people: readonly [number, number] };
}

/** Pairs of people who are treated less alike than they are: |ŷᵢ − ŷⱼ| > L·‖xᵢ − xⱼ‖ (Dwork et al. 2012). */
export function lipschitzViolations(
  options: SimilarityOptions & { readonly constant: number },
): LipschitzViolations {
  assertKnownOptions(options, ["features", "predictions", "constant"], "lipschitzViolations");
  assertPositive(options.constant, "constant");
  const n = checkPeople(options);
  let violations = 0;
  let worst: LipschitzViolations["worst"] = { excess: Number.NEGATIVE_INFINITY, people: [0, 0] };
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const allowed = options.constant * Math.sqrt(squaredDistance(options.features, i, j));
      const excess = Math.abs(options.predictions[i]! - options.predictions[j]!) - allowed;
      if (excess > 1e-12) violations++;
      if (excess > worst.excess) worst = { excess, people: [j, i] };
    }
  }
  return { pairs: (n * (n - 1)) / 2, violations, worst };
}

function checkPeople({ features, predictions }: SimilarityOptions): number {
  const n = predictions.length;
  if (features.length === 0 || n < 2)
    throw new ArgumentError("similarity needs a feature and at least two people.");
  features.forEach((column, j) => {
    assertLength(column, n, `features[${j}]`);
  });
  if (n > mostPeople)
    throw new ArgumentError(
      `similarity looks at every pair: at most ${mostPeople} people; there were ${n}. Take a random part.`,
    );
  return n;
}

function squaredDistance(features: readonly Float64Array[], i: number, j: number): number {
  let sum = 0;
  for (const column of features) sum += (column[i]! - column[j]!) ** 2;
  return sum;
}
