import { assertInteger, assertKnownOptions, assertLength, assertPositive } from "../../assert.js";
import { ArgumentError, ConvergenceError, DataError } from "../../errors.js";

export interface MulticalibrateOptions {
  /** 0 or 1. */
  readonly y: Float64Array;
  readonly score: Float64Array;
  /** Groups that may overlap: for each name, 1 for members and 0 for others. */
  readonly groups: Readonly<Record<string, ArrayLike<number>>>;
  /** Largest accepted distance of mean label from mean score in a group's bin. @default 0.02 */
  readonly tolerance?: number;
  /** Bins of scores, of equal width. @default 10 */
  readonly bins?: number;
  /** Bins of a group with a smaller share of its people are not corrected. @default 0.02 */
  readonly smallest?: number;
}

export interface Multicalibrated {
  readonly score: Float64Array;
  readonly steps: number;
  /** The corrections in their order; `apply` makes them for other people. */
  apply(score: Float64Array, groups: Readonly<Record<string, ArrayLike<number>>>): Float64Array;
}

interface Correction {
  readonly group: string;
  readonly bin: number;
  readonly shift: number;
}

const mostSteps = 10_000;

/**
 * Multicalibration (Hébert-Johnson et al. 2018, ICML): while some group's bin of scores has a mean label away from its mean
 * score, that bin is shifted there; so scores mean the same in every group given, overlapping ones included.
 */
export function multicalibrate(options: MulticalibrateOptions): Multicalibrated {
  assertKnownOptions(options, ["y", "score", "groups", "tolerance", "bins", "smallest"], "multicalibrate");
  const { y, groups, tolerance = 0.02, bins = 10, smallest = 0.02 } = options;
  assertLength(options.score, y.length, "score");
  assertPositive(tolerance, "tolerance");
  assertInteger(bins, "bins", 1);
  const names = Object.keys(groups);
  if (names.length === 0) throw new ArgumentError("groups must name at least one group.");
  for (const name of names) assertLength(groups[name]!, y.length, `groups.${name}`);
  const outside = options.score.reduce((count, p) => count + (p >= 0 && p <= 1 ? 0 : 1), 0);
  if (outside > 0)
    throw new DataError(`score must lie from 0 to 1; ${outside} of ${y.length} people have others.`);
  const score = Float64Array.from(options.score);
  const corrections: Correction[] = [];
  for (let step = 0; step < mostSteps; step++) {
    const worst = names
      .map((name) => worstBin(y, score, name, groups[name]!, bins, smallest))
      .reduce((most, each) => (Math.abs(each.shift) > Math.abs(most.shift) ? each : most));
    if (Math.abs(worst.shift) <= tolerance) {
      return Object.freeze({
        score,
        steps: corrections.length,
        apply: (other: Float64Array, members: Readonly<Record<string, ArrayLike<number>>>) => {
          const mended = Float64Array.from(other);
          for (const correction of corrections)
            shiftBin(mended, members[correction.group]!, correction, bins);
          return mended;
        },
      });
    }
    shiftBin(score, groups[worst.group]!, worst, bins);
    corrections.push(worst);
  }
  throw new ConvergenceError(
    `multicalibration did not settle in ${mostSteps} steps; use a larger tolerance or fewer bins.`,
  );
}

function binOf(p: number, bins: number): number {
  return Math.min(bins - 1, Math.floor(p * bins));
}

function worstBin(
  y: Float64Array,
  score: Float64Array,
  group: string,
  members: ArrayLike<number>,
  bins: number,
  smallest: number,
): Correction {
  const [count, gap] = [new Float64Array(bins), new Float64Array(bins)];
  let size = 0;
  for (let i = 0; i < y.length; i++) {
    if (members[i] !== 1) continue;
    size++;
    const bin = binOf(score[i]!, bins);
    count[bin]!++;
    gap[bin]! += y[i]! - score[i]!;
  }
  let worst: Correction = { group, bin: 0, shift: 0 };
  for (let bin = 0; bin < bins; bin++) {
    if (count[bin]! < smallest * size || count[bin] === 0) continue;
    const shift = gap[bin]! / count[bin]!;
    if (Math.abs(shift) > Math.abs(worst.shift)) worst = { group, bin, shift };
  }
  return worst;
}

function shiftBin(
  score: Float64Array,
  members: ArrayLike<number>,
  { bin, shift }: Correction,
  bins: number,
): void {
  for (let i = 0; i < score.length; i++) {
    if (members[i] === 1 && binOf(score[i]!, bins) === bin)
      score[i] = Math.min(1, Math.max(0, score[i]! + shift));
  }
}
