import type { Episodes } from "../../cohort/episodes.js";
import { ArgumentError } from "../../errors.js";
import { tQuantile } from "../../stats/distributions.js";
import type { Interval } from "../../stats/estimate.js";
import { sortedQuantile } from "../../stats/summary.js";
import type { Fit } from "./fit-estimators.js";
import { type BoundKind, returnBounds } from "./return-bounds.js";

export interface IntervalSettings {
  readonly interval: "bootstrap" | BoundKind;
  readonly range: readonly [number, number] | undefined;
  readonly replicates: number;
  readonly seed: number;
}

export interface IntervalInput {
  readonly fit: Fit;
  /** Standard error, patients being independent. */
  readonly error: number;
  readonly log: Episodes;
  /** Why a finite-sample bound does not hold, if it does not. */
  readonly refused: string | undefined;
}

/** How the estimate's intervals are made; undefined for the Wald interval, which every estimate has. */
export function valueIntervals(
  { interval, range }: IntervalSettings,
  input: IntervalInput,
): ((level: number) => Interval) | undefined {
  if (interval === "normal") return undefined;
  if (interval === "bootstrap") return percentiles(input.fit.replicates!);
  if (interval === "t") return studentT(input);
  const values = boundedValues(interval, input);
  const bounds = (level: number): { low: number; high: number } =>
    returnBounds(values, { kind: interval, level, range });
  bounds(0.95);
  return (level) => ({ ...bounds(level), level, kind: interval });
}

/** Replicates in which no episode follows the policy have no value; they are left out, and the interval's kind says how many. */
export function percentiles(replicates: Float64Array): (level: number) => Interval {
  const values = replicates.filter((value) => Number.isFinite(value)).sort();
  const without = replicates.length - values.length;
  const leftOut =
    without === 0
      ? ""
      : `; ${without} of ${replicates.length} replicates have no value, as no episode in them follows the policy`;
  return (level) => ({
    low: sortedQuantile(values, 0.5 - level / 2),
    high: sortedQuantile(values, 0.5 + level / 2),
    ...{ level, kind: `percentile bootstrap of patients${leftOut}` },
  });
}

function studentT({ fit, error, log }: IntervalInput): (level: number) => Interval {
  const m = log.patientCount;
  return (level) => {
    const reach = tQuantile(0.5 + level / 2, m - 1) * error * Math.sqrt(m / (m - 1));
    return { low: fit.value - reach, high: fit.value + reach, level, kind: "Student t" };
  };
}

/** Independent values whose mean is the estimate; refused where a bound would not hold. */
function boundedValues(interval: BoundKind, { refused, log, fit }: IntervalInput): Float64Array {
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
  const { columns, n } = fit.sums;
  const { numerator } = fit.terms![0]!;
  return columns.slice(numerator * n, (numerator + 1) * n);
}
