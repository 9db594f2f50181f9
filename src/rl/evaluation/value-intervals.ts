import type { Episodes } from "../../cohort/episodes.js";
import { ArgumentError } from "../../errors.js";
import { tQuantile } from "../../stats/distributions.js";
import type { Interval } from "../../stats/estimate.js";
import { influenceError } from "../../stats/influence.js";
import { randomStream } from "../../stats/random.js";
import { quantile } from "../../stats/summary.js";
import { bootstrapSums } from "./bootstrap.js";
import { recode } from "./direct-values.js";
import { ratioValue, type Term } from "./ratio-estimators.js";
import { type BoundKind, returnBounds } from "./return-bounds.js";
import type { TrajectorySums } from "./trajectories.js";

export interface IntervalSettings {
  readonly interval: "bootstrap" | BoundKind;
  readonly range: readonly [number, number] | undefined;
  readonly replicates: number;
  readonly seed: number;
}

export interface IntervalInput {
  readonly value: number;
  readonly error: number;
  readonly terms: readonly Term[];
  readonly log: Episodes;
  readonly sums: TrajectorySums;
  /** Why a finite-sample bound does not hold, if it does not. */
  readonly refused: string | undefined;
}

/** How the estimate's intervals are made; undefined for the Wald interval, which every estimate has. */
export function valueIntervals(
  { interval, range, replicates, seed }: IntervalSettings,
  input: IntervalInput,
): ((level: number) => Interval) | undefined {
  if (interval === "normal") return undefined;
  if (interval === "bootstrap") return percentiles(input, replicates, seed);
  if (interval === "t") return studentT(input);
  const values = boundedValues(interval, input);
  const bounds = (level: number): { low: number; high: number } =>
    returnBounds(values, { kind: interval, level, range });
  bounds(0.95);
  return (level) => ({ ...bounds(level), level, kind: interval });
}

/** Standard error from influence values, patients being independent. */
export function clusterError(values: Float64Array, log: Episodes): number {
  return influenceError({ values, units: log.units, clusters: recode(log.patients) });
}

/** Replicates in which no episode follows the policy have no value; they are left out, and the interval's kind says how many. */
function percentiles(
  { terms, log, sums }: IntervalInput,
  replicates: number,
  seed: number,
): (level: number) => Interval {
  let values: Float64Array | undefined;
  return (level) => {
    values ??= bootstrapValues(terms, sums, log.patients, replicates, seed);
    const [low, high] = [quantile(values, 0.5 - level / 2), quantile(values, 0.5 + level / 2)];
    const without = replicates - values.length;
    const leftOut =
      without === 0
        ? ""
        : `; ${without} of ${replicates} replicates have no value, as no episode in them follows the policy`;
    return { low, high, level, kind: `percentile bootstrap of patients${leftOut}` };
  };
}

export function bootstrapValues(
  terms: readonly Term[],
  sums: TrajectorySums,
  patients: Int32Array,
  replicates: number,
  seed: number,
): Float64Array {
  const stream = randomStream(seed).split("bootstrap");
  const { rows, width, terms: own } = usedColumns(terms, sums);
  const drawn = bootstrapSums(rows, width, patients, replicates, stream);
  const values = Float64Array.from({ length: replicates }, (_, b) => ratioValue(own, drawn, b * width));
  return values.filter((value) => Number.isFinite(value));
}

/** Only the columns that the terms name, numbered anew. */
function usedColumns(
  terms: readonly Term[],
  { rows, width, n }: TrajectorySums,
): { rows: Float64Array; width: number; terms: Term[] } {
  const used = [...new Set(terms.flatMap(({ numerator, denominator }) => [numerator, denominator]))];
  const kept = new Float64Array(n * used.length);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < used.length; k++) kept[i * used.length + k] = rows[i * width + used[k]!]!;
  }
  const renumbered = terms.map(({ factor, numerator, denominator }) => ({
    factor,
    numerator: used.indexOf(numerator),
    denominator: used.indexOf(denominator),
  }));
  return { rows: kept, width: used.length, terms: renumbered };
}

function studentT({ value, error, log }: IntervalInput): (level: number) => Interval {
  const m = log.patientCount;
  return (level) => {
    const reach = tQuantile(0.5 + level / 2, m - 1) * error * Math.sqrt(m / (m - 1));
    return { low: value - reach, high: value + reach, level, kind: "Student t" };
  };
}

/** Independent values whose mean is the estimate; refused where a bound would not hold. */
function boundedValues(interval: BoundKind, { refused, log, sums, terms }: IntervalInput): Float64Array {
  if (refused) {
    throw new ArgumentError(
      `a ${interval} bound does not hold here, because ${refused}; use "is" or "pdis" with known behaviour, or interval: "bootstrap".`,
    );
  }
  if (log.patientCount < log.count) {
    throw new ArgumentError(
      `a ${interval} bound needs independent episodes; here ${log.patientCount} patients have ${log.count}.`,
    );
  }
  const { numerator } = terms[0]!;
  return Float64Array.from({ length: sums.n }, (_, i) => sums.rows[i * sums.width + numerator]!);
}
