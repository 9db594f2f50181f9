import { normalUpperTail } from "../../stats/distributions.js";
import type { Interval } from "../../stats/estimate.js";
import { randomStream } from "../../stats/random.js";
import type { Metric } from "../metrics/registry.js";
import type { DefinedCell } from "./cell.js";

/** The cell whose value is best; distance counts where a number is best. */
export function bestCell(
  metric: Metric,
  cells: readonly DefinedCell[],
  positiveIsFavorable: boolean,
): DefinedCell {
  const badness = ({ estimate: { value } }: DefinedCell): number => {
    if (typeof metric.best === "number") return Math.abs(value - metric.best);
    const high = metric.best === "high" || (metric.best === "favorable" && positiveIsFavorable);
    return high ? -value : value;
  };
  return cells.reduce((best, cell) => (badness(cell) < badness(best) ? cell : best));
}

/** Comparisons of every cell with one that the data chose: intervals and p-values that hold for all pairs together. */
export interface ToBest {
  readonly intervals: readonly Interval[];
  readonly pValues: readonly number[];
}

const draws = 20_000;
/** Beyond so many groups all pairs are not simulated but bounded by Bonferroni. */
const mostSimulated = 40;

/**
 * Because the best group is picked by looking, its gaps are judged as the largest of all pairwise differences: |dᵢⱼ|/sᵢⱼ
 * is compared with the maximum over all pairs under equal values (Tukey's argument with unequal errors, Games & Howell
 * 1976), drawn by simulation. Proportions enter with one success and one failure added (Agresti & Caffo 2000), so that
 * rates of 0 or 1 keep an error.
 */
export function compareToBest(
  cells: readonly DefinedCell[],
  best: DefinedCell,
  level: number,
  seed: number,
): ToBest {
  const moments = cells.map(shrunken);
  const at = cells.indexOf(best);
  const pairs = (cells.length * (cells.length - 1)) / 2;
  const largest =
    cells.length <= mostSimulated
      ? drawLargest(
          moments.map((each) => each.error),
          seed,
        )
      : undefined;
  const tail = (t: number): number =>
    largest ? share(largest, t) : Math.min(1, pairs * 2 * normalUpperTail(t));
  const critical = largest ? largest[Math.ceil(level * draws) - 1]! : bonferroniPoint((1 - level) / pairs);
  const differences = moments.map(({ value, error }) => ({
    value: value - moments[at]!.value,
    error: Math.hypot(error, moments[at]!.error),
  }));
  return {
    pValues: differences.map(({ value, error }, j) =>
      j === at ? 1 : error > 0 ? tail(Math.abs(value) / error) : Number.NaN,
    ),
    intervals: differences.map(({ value, error }) => ({
      low: value - critical * error,
      high: value + critical * error,
      level,
      kind: "simultaneous over all pairs",
    })),
  };
}

function shrunken(cell: DefinedCell): { value: number; error: number } {
  if (!cell.proportion) return { value: cell.estimate.value, error: cell.estimate.standardError };
  const trials = cell.proportion.trials + 2;
  const value = (cell.proportion.successes + 1) / trials;
  return { value, error: Math.sqrt((value * (1 - value)) / trials) };
}

/** Sorted draws of the largest |zᵢ − zⱼ| / sᵢⱼ. */
function drawLargest(errors: readonly number[], seed: number): Float64Array {
  const stream = randomStream(seed).split("pairs");
  const z = new Float64Array(errors.length);
  const largest = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw++) {
    let most = 0;
    for (let i = 0; i < z.length; i++) {
      z[i] = errors[i]! * stream.normal();
      for (let j = 0; j < i; j++) {
        const error = Math.hypot(errors[i]!, errors[j]!);
        if (error > 0) most = Math.max(most, Math.abs(z[i]! - z[j]!) / error);
      }
    }
    largest[draw] = most;
  }
  return largest.sort();
}

function share(sorted: Float64Array, t: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < t) low = middle + 1;
    else high = middle;
  }
  return (sorted.length - low + 1) / (sorted.length + 1);
}

/** The t at which a two-sided normal p-value is `p`. */
function bonferroniPoint(p: number): number {
  let [low, high] = [0, 40];
  for (let round = 0; round < 80; round++) {
    const middle = (low + high) / 2;
    if (2 * normalUpperTail(middle) > p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
