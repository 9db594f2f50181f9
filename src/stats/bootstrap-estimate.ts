import { ConvergenceError } from "../errors.js";
import { normalCdf, normalQuantile } from "./distributions.js";
import { type Estimate, estimate, type Interval, type ResultWarning, type Scale } from "./estimate.js";

export const bootstrapIntervals = ["percentile", "basic", "bca", "normal"] as const;
export type BootstrapInterval = (typeof bootstrapIntervals)[number];

export interface Replicates {
  readonly value: number;
  /** The statistic in each replicate; NaN where it failed. */
  readonly replicates: Float64Array;
  readonly interval: BootstrapInterval;
  /** How units were drawn. */
  readonly kind: string;
  readonly n: number;
  readonly seed: number;
  readonly estimand: string;
  readonly subject?: string;
  /** @default "plain" */
  readonly scale?: Scale | undefined;
  /** Jackknife influence values, which BCa's acceleration needs. */
  readonly slopes?: Float64Array | undefined;
  /** The first error of a failed replicate. */
  readonly failure?: unknown;
}

/** The estimate that bootstrap replicates give. Its p-value inverts the interval, to no less than 2/(B + 1). */
export function bootstrapEstimate(parts: Replicates): Estimate {
  const { value, replicates, interval: kind, slopes } = parts;
  const finite = finiteValues(replicates);
  const failed = replicates.length - finite.length;
  if (failed > replicates.length / 20 || finite.length < 2) throw tooManyFailures(failed, parts);
  let sorted: Float64Array | undefined;
  const intervalAt = (level: number): Interval => {
    sorted ??= finite.slice().sort();
    const [low, high] = bounds(sorted, value, level, kind, slopes);
    return { low, high, level, kind: `${kind} bootstrap` };
  };
  return estimate({
    estimand: parts.estimand,
    subject: parts.subject ?? parts.estimand,
    scale: parts.scale ?? "plain",
    method: `${parts.kind} bootstrap, ${replicates.length} replicates`,
    value,
    standardError: deviation(finite),
    influence: { reason: "its error comes from resampling" },
    n: parts.n,
    seed: parts.seed,
    interval: intervalAt,
    pValue: (nullValue) => {
      const least = kind === "normal" ? 0 : 2 / (finite.length + 1);
      return Math.max(least, smallestLevelWithout(nullValue, intervalAt));
    },
    warnings: failureWarnings(failed, parts),
    diagnostics: { replicates },
  });
}

function bounds(
  sorted: Float64Array,
  value: number,
  level: number,
  kind: BootstrapInterval,
  slopes: Float64Array | undefined,
): [number, number] {
  const tail = (1 - level) / 2;
  if (kind === "normal") {
    const reach = normalQuantile(1 - tail) * deviation(sorted);
    return [value - reach, value + reach];
  }
  if (kind === "basic") {
    return [2 * value - quantileOfSorted(sorted, 1 - tail), 2 * value - quantileOfSorted(sorted, tail)];
  }
  const shifted = kind === "bca" ? bcaLevels(sorted, value, tail, slopes!) : [tail, 1 - tail];
  return [quantileOfSorted(sorted, shifted[0]!), quantileOfSorted(sorted, shifted[1]!)];
}

/** Levels moved by median bias z₀ and acceleration a (Efron 1987, equations 2.3, 6.6 and 7.3). */
function bcaLevels(sorted: Float64Array, value: number, tail: number, slopes: Float64Array): number[] {
  let [below, equal] = [0, 0];
  for (const replicate of sorted) {
    if (replicate < value) below++;
    else if (replicate === value) equal++;
  }
  const share = (below + equal / 2) / sorted.length;
  const half = 0.5 / sorted.length;
  const bias = normalQuantile(Math.min(1 - half, Math.max(half, share)));
  let [squares, cubes] = [0, 0];
  for (const slope of slopes) {
    squares += slope ** 2;
    cubes += slope ** 3;
  }
  const acceleration = squares > 0 ? cubes / (6 * squares ** 1.5) : 0;
  return [tail, 1 - tail].map((level) => {
    const z = bias + normalQuantile(level);
    return normalCdf(bias + z / (1 - acceleration * z));
  });
}

/** Quantile of sorted values: the one in place (B + 1)·p, between neighbours by interpolation on the normal scale. */
export function quantileOfSorted(sorted: Float64Array, probability: number): number {
  const places = sorted.length + 1;
  const place = probability * places;
  const k = Math.floor(place);
  if (k < 1) return sorted[0]!;
  if (k >= sorted.length) return sorted[sorted.length - 1]!;
  if (place === k) return sorted[k - 1]!;
  const [left, right] = [normalQuantile(k / places), normalQuantile((k + 1) / places)];
  const part = (normalQuantile(probability) - left) / (right - left);
  return sorted[k - 1]! + part * (sorted[k]! - sorted[k - 1]!);
}

/** One minus the level of the smallest interval that contains the value, by bisection. */
function smallestLevelWithout(value: number, intervalAt: (level: number) => Interval): number {
  let [inside, outside] = [1, 0];
  for (let round = 0; round < 40; round++) {
    const level = (inside + outside) / 2;
    const { low, high } = intervalAt(level);
    if (low <= value && value <= high) inside = level;
    else outside = level;
  }
  return 1 - (inside + outside) / 2;
}

function finiteValues(replicates: Float64Array): Float64Array {
  for (let b = 0; b < replicates.length; b++)
    if (!Number.isFinite(replicates[b])) return replicates.filter(Number.isFinite);
  return replicates;
}

function deviation(values: Float64Array): number {
  let [sum, squares] = [0, 0];
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  const mean = sum / values.length;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - mean) ** 2;
  return Math.sqrt(squares / (values.length - 1));
}

function failureWarnings(failed: number, { replicates, failure }: Replicates): ResultWarning[] {
  if (failed === 0) return [];
  const first = failure instanceof Error ? ` The first: ${failure.message}` : "";
  const message = `${failed} of ${replicates.length} bootstrap replicates failed and are left out.${first}`;
  return [{ code: "failed-replicates", message }];
}

function tooManyFailures(failed: number, { replicates, failure }: Replicates): ConvergenceError {
  const first = failure instanceof Error ? ` The first: ${failure.message}` : "";
  return new ConvergenceError(
    `${failed} of ${replicates.length} bootstrap replicates failed, too many for an interval; use another method or fewer terms.${first}`,
    { cause: failure },
  );
}
