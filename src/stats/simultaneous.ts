import { assertFraction, assertInteger, assertKnownOptions } from "../assert.js";
import { displayable } from "../plot/display.js";
import { formatPValue } from "../plot/format.js";
import { type TextTable, tableHtml, tableText } from "../plot/table.js";
import type { Interval } from "./estimate.js";
import type { EstimateSet } from "./estimate-set.js";
import { valueWithInterval } from "./estimate-view.js";
import { randomStream } from "./random.js";

export interface SimultaneousOptions {
  /** Chance that all intervals cover. @default 0.95 */
  readonly level?: number;
  /** Draws of the largest statistic. @default 100000 */
  readonly draws?: number;
  /** @default 1 */
  readonly seed?: number;
}

/** Intervals and tests that hold for all estimates of a set together. */
export interface Simultaneous {
  readonly labels: readonly string[];
  /** Half-width of the intervals in standard errors. */
  readonly criticalValue: number;
  readonly intervals: readonly Interval[];
  /** Of each estimate being 0, adjusted for the number of tests and their dependence. */
  readonly pValues: readonly number[];
  toString(): string;
}

/**
 * Simultaneous confidence intervals by the largest absolute t-statistic (max-t; Hothorn, Bretz & Westfall 2008), under
 * the joint normal distribution that the estimates' influence values give, drawn by simulation. An estimate without
 * error, such as a reference set to 0, takes no part in the maximum.
 */
export function simultaneous(set: EstimateSet, options: SimultaneousOptions = {}): Simultaneous {
  assertKnownOptions(options, ["level", "draws", "seed"], "simultaneous");
  const { level = 0.95, draws = 100_000, seed = 1 } = options;
  assertFraction(level, "level");
  assertInteger(draws, "draws", 1000);
  const covariance = set.covariance();
  const errors = covariance.map((row, j) => Math.sqrt(row[j]!));
  const largest = drawLargest(correlation(covariance, errors), draws, seed);
  const criticalValue = largest[Math.ceil(level * draws) - 1]!;
  const intervals = set.estimates.map(({ value }, j): Interval => {
    const reach = criticalValue * errors[j]!;
    return { low: value - reach, high: value + reach, level, kind: "simultaneous (max-t)" };
  });
  const pValues = set.estimates.map(({ value }, j) =>
    errors[j]! > 0 ? tailShare(largest, Math.abs(value) / errors[j]!) : Number(value === 0),
  );
  const result = { labels: set.labels, criticalValue, intervals, pValues };
  const table = (): TextTable => ({
    title: `${set.subject}, intervals for all ${set.labels.length} together`,
    columns: [
      { name: "", align: "left" },
      { name: "estimate (simultaneous interval)", align: "left" },
      { name: "adjusted p" },
    ],
    rows: set.labels.map((label, j) => [
      label,
      valueWithInterval({ ...set.estimates[j]!, interval: () => intervals[j]! }, level),
      formatPValue(pValues[j]!),
    ]),
  });
  return displayable(result, { text: () => tableText(table()), html: () => tableHtml(table()) });
}

/** Factor of the correlation matrix, row by row; a column that depends on earlier ones gets a zero pivot. */
function correlation(covariance: readonly number[][], errors: readonly number[]): number[][] {
  const factor: number[][] = [];
  const active = errors.flatMap((error, j) => (error > 0 ? [j] : []));
  active.forEach((j, row) => {
    const entries: number[] = [];
    for (let column = 0; column <= row; column++) {
      const k = active[column]!;
      let sum = covariance[j]![k]! / (errors[j]! * errors[k]!);
      const other = column === row ? entries : factor[column]!;
      for (let l = 0; l < column; l++) sum -= entries[l]! * other[l]!;
      if (column === row) entries.push(sum > 1e-12 ? Math.sqrt(sum) : 0);
      else entries.push(other[column]! > 0 ? sum / other[column]! : 0);
    }
    factor.push(entries);
  });
  return factor;
}

/** Sorted draws of the largest |Zⱼ| of jointly normal Z. */
function drawLargest(factor: readonly number[][], draws: number, seed: number): Float64Array {
  const stream = randomStream(seed).split("simultaneous");
  const z = new Float64Array(factor.length);
  const largest = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw++) {
    let most = 0;
    factor.forEach((row, j) => {
      z[j] = stream.normal();
      let sum = 0;
      for (let k = 0; k <= j; k++) sum += row[k]! * z[k]!;
      most = Math.max(most, Math.abs(sum));
    });
    largest[draw] = most;
  }
  return largest.sort();
}

/** Share of draws at or above `t`, counting the data as one more draw. */
function tailShare(sorted: Float64Array, t: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < t) low = middle + 1;
    else high = middle;
  }
  return (sorted.length - low + 1) / (sorted.length + 1);
}
