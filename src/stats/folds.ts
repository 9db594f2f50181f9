import { assertInteger, assertLength } from "../assert.js";
import { ArgumentError } from "../errors.js";
import type { Stream } from "./random.js";

export interface FoldOptions {
  /** Rows of one stratum are spread evenly over the folds. */
  readonly strata?: ArrayLike<number> | undefined;
  /** Rows of one cluster stay in one fold. */
  readonly clusters?: Int32Array | undefined;
  readonly stream: Stream;
}

/**
 * A fold number for each of `n` rows: random, of nearly equal size, stratified. Clusters are kept whole, and dealt so
 * that each fold gets as even a share of every stratum as whole clusters allow.
 */
export function makeFolds(n: number, folds: number, { strata, clusters, stream }: FoldOptions): Int32Array {
  assertInteger(folds, "folds", 2);
  if (!clusters) return dealRows(n, folds, strata, stream);
  const groups = clusters.reduce((most, code) => Math.max(most, code + 1), 0);
  if (groups < folds) {
    throw new ArgumentError(
      `folds is ${folds}, more than the ${groups} clusters, which must stay whole; use fewer folds.`,
    );
  }
  const { codes } = stratify(strata, n);
  const ofCluster = dealClusters(clusters, codes, groups, folds, stream);
  return Int32Array.from(clusters, (code) => ofCluster[code]!);
}

/** Checks folds that the caller gives: one whole number from 0 for each row, none of them empty. */
export function givenFolds(folds: ArrayLike<number>, n: number): Int32Array {
  assertLength(folds, n, "folds");
  const codes = Int32Array.from(folds);
  const count = codes.reduce((most, code) => Math.max(most, code + 1), 0);
  for (let i = 0; i < n; i++) if (codes[i] !== folds[i]) assertInteger(folds[i], `folds[${i}]`, 0);
  for (let k = 0; k < count; k++) {
    if (!codes.includes(k))
      throw new ArgumentError(`folds has no row in fold ${k}, but goes up to ${count - 1}.`);
  }
  if (count < 2)
    throw new ArgumentError(`folds must have at least two folds; all rows are in fold ${codes[0]}.`);
  return codes;
}

function dealRows(
  n: number,
  folds: number,
  strata: ArrayLike<number> | undefined,
  stream: Stream,
): Int32Array {
  if (n < folds) throw new ArgumentError(`folds is ${folds}, more than the ${n} rows.`);
  const { codes, places } = stratify(strata, n);
  const assignment = new Int32Array(n);
  for (const row of stream.permutation(n)) assignment[row] = places[codes[row]!]!++ % folds;
  return assignment;
}

/** The stratum of each row, and where each stratum begins when rows are dealt stratum by stratum. */
function stratify(
  strata: ArrayLike<number> | undefined,
  n: number,
): { codes: Int32Array; places: Int32Array } {
  const codes = new Int32Array(n);
  if (!strata) return { codes, places: new Int32Array(1) };
  const levels = [...new Set(Array.from({ length: n }, (_, i) => strata[i]!))].sort((a, b) => a - b);
  const code = new Map(levels.map((level, k) => [level, k]));
  const places = new Int32Array(levels.length + 1);
  for (let i = 0; i < n; i++) {
    codes[i] = code.get(strata[i]!)!;
    places[codes[i]! + 1]!++;
  }
  for (let k = 1; k < places.length; k++) places[k]! += places[k - 1]!;
  return { codes, places };
}

/**
 * Each cluster goes to the fold where it adds least to the sum of squares of the folds' shares of each stratum; of
 * equals, to the first. Clusters that would add most to an empty fold go first, ties in random order.
 */
function dealClusters(
  clusters: Int32Array,
  codes: Int32Array,
  groups: number,
  folds: number,
  stream: Stream,
): Int32Array {
  const levels = codes.reduce((most, code) => Math.max(most, code + 1), 1);
  const counts = new Int32Array(groups * levels);
  const totals = new Int32Array(levels);
  clusters.forEach((cluster, i) => {
    counts[cluster * levels + codes[i]!]!++;
    totals[codes[i]!]!++;
  });
  const load = new Int32Array(folds * levels);
  const added = (cluster: number, fold: number): number => {
    let sum = 0;
    for (let level = 0; level < levels; level++) {
      const count = counts[cluster * levels + level]!;
      sum += (count * (2 * load[fold * levels + level]! + count)) / totals[level]! ** 2;
    }
    return sum;
  };
  const alone = Float64Array.from({ length: groups }, (_, cluster) => added(cluster, 0));
  const order = stream.permutation(groups).sort((a, b) => alone[b]! - alone[a]!);
  const assignment = new Int32Array(groups);
  for (const cluster of order) {
    let best = 0;
    for (let fold = 1; fold < folds; fold++) if (added(cluster, fold) < added(cluster, best)) best = fold;
    assignment[cluster] = best;
    for (let level = 0; level < levels; level++)
      load[best * levels + level]! += counts[cluster * levels + level]!;
  }
  return assignment;
}
