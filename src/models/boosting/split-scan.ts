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

/** Value of a leaf: the minimum of g·v + (h + ridge)·v²/2 between the leaf's bounds. */
export function leafValue(sums: Sums, { low, high }: ScannedLeaf, ridge: number): number {
  const curvature = sums.h + ridge;
  return Math.min(high, Math.max(low, curvature > 0 ? -sums.g / curvature : 0));
}

/** By how much a value lowers the quadratic loss, doubled. */
export function reduction(g: number, h: number, value: number): number {
  return -value * (2 * g + h * value);
}
