import { missingCode } from "./bin-edges.js";

/** What limits the splits of a tree. */
export interface SplitLimits {
  readonly minLeaf: number;
  readonly minHessian: number;
  readonly ridge: number;
}

/** Sums of gradients and Hessians, and number of rows. */
export interface Sums {
  readonly g: number;
  readonly h: number;
  readonly count: number;
}

/** A leaf that may be split, with the interval that monotone columns leave to its value. */
export interface ScannedLeaf extends Sums {
  readonly low: number;
  readonly high: number;
}

export interface FoundSplit {
  readonly gain: number;
  readonly feature: number;
  /** Codes up to this go left. */
  readonly code: number;
  readonly missingLeft: boolean;
  readonly left: Sums;
}

export interface ScannedColumn {
  readonly feature: number;
  /** g and h of each bin, in pairs. */
  readonly pairs: Float64Array;
  readonly counts: Int32Array;
  readonly edges: number;
  /** 1: values rise with the column, −1: they fall. */
  readonly direction: number;
}

/** Value of a leaf: the minimum of g·v + (h + ridge)·v²/2 between the leaf's bounds. */
export function leafValue(sums: Sums, { low, high }: ScannedLeaf, ridge: number): number {
  const curvature = sums.h + ridge;
  return Math.min(high, Math.max(low, curvature > 0 ? -sums.g / curvature : 0));
}

/** By how much a value lowers the quadratic loss, doubled. */
function reduction(g: number, h: number, value: number): number {
  return -value * (2 * g + h * value);
}

/** The column's best split, if it gains more than `least`. */
export function scanColumn(
  column: ScannedColumn,
  leaf: ScannedLeaf,
  limits: SplitLimits,
  least: number,
): FoundSplit | undefined {
  const absent = {
    g: column.pairs[2 * missingCode]!,
    h: column.pairs[2 * missingCode + 1]!,
    count: column.counts[missingCode]!,
  };
  const right = scanCodes(column, leaf, limits, { g: 0, h: 0, count: 0 }, least, absent.count > 0);
  if (absent.count === 0) return right;
  return scanCodes(column, leaf, limits, absent, right?.gain ?? least, false) ?? right;
}

/** Tries each code in turn, with `start` already on the left. */
function scanCodes(
  { feature, pairs, counts, edges, direction }: ScannedColumn,
  leaf: ScannedLeaf,
  { minLeaf, minHessian, ridge }: SplitLimits,
  start: Sums,
  least: number,
  missingRight: boolean,
): FoundSplit | undefined {
  const free =
    direction === 0 && leaf.low === Number.NEGATIVE_INFINITY && leaf.high === Number.POSITIVE_INFINITY;
  const parent = reduction(leaf.g, leaf.h + ridge, leafValue(leaf, leaf, ridge));
  // All values left and all missing ones right is a split too.
  const last = missingRight ? edges : edges - 1;
  let { g, h, count } = start;
  let [best, bestG, bestH, bestCount, bestGain] = [-1, 0, 0, 0, least];
  for (let code = 0; code <= last; code++) {
    g += pairs[2 * code]!;
    h += pairs[2 * code + 1]!;
    count += counts[code]!;
    if (count < minLeaf || h < minHessian) continue;
    const restG = leaf.g - g;
    const restH = leaf.h - h;
    if (leaf.count - count < minLeaf || restH < minHessian) break;
    let gain: number;
    if (free) gain = (g * g) / (h + ridge) + (restG * restG) / (restH + ridge) - parent;
    else {
      const left = Math.min(leaf.high, Math.max(leaf.low, -g / (h + ridge)));
      const right = Math.min(leaf.high, Math.max(leaf.low, -restG / (restH + ridge)));
      if (direction * (right - left) < 0) continue;
      gain = reduction(g, h + ridge, left) + reduction(restG, restH + ridge, right) - parent;
    }
    if (gain > bestGain) {
      best = code;
      bestG = g;
      bestH = h;
      bestCount = count;
      bestGain = gain;
    }
  }
  if (best < 0) return undefined;
  return {
    gain: bestGain,
    feature,
    code: best,
    // Where none was missing, missing values go with most rows.
    missingLeft: start.count > 0 || (!missingRight && 2 * bestCount > leaf.count),
    left: { g: bestG, h: bestH, count: bestCount },
  };
}
