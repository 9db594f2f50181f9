import { normalQuantile } from "../../stats/distributions.js";
import { type Estimate, estimate, type Interval } from "../../stats/estimate.js";
import type { Influence, NoInfluence } from "../../stats/influence.js";
import type { Proportion } from "../../stats/two-proportions.js";
import { wilson } from "../../stats/wilson.js";
import { type Counts, innerCounts, totalCount } from "../metrics/counts.js";
import { isUndefined, reasonSentence, type UndefinedReason } from "../metrics/measured.js";
import type { CountingMetric, Metric, ScoringMetric } from "../metrics/registry.js";
import type { ScoreResult } from "../metrics/scored.js";

interface Place {
  readonly metric: string;
  /** The group's name, or `"everyone"`. */
  readonly group: string;
  /** People in the group. */
  readonly n: number;
}

/** A metric in a group, with what comparisons need. */
export interface DefinedCell extends Place {
  readonly kind: "estimate";
  readonly estimate: Estimate;
  /** People whom the metric's denominator counts, or the fewer of positives and negatives. */
  readonly denominator: number;
  /** For proportions: successes and trials, effective numbers where people are weighted. */
  readonly proportion?: Proportion | undefined;
  /** Degrees of freedom of the standard error. */
  readonly degrees: number;
  /** Values in bootstrap replicates. */
  readonly replicates?: Float64Array | undefined;
  /** Why comparisons leave this cell out. */
  readonly notJudged?: string | undefined;
}

/** A metric without a value in a group, tagged with the reason. */
export interface UndefinedCell extends Place {
  readonly kind: "undefined";
  readonly reason: UndefinedReason;
  readonly message: string;
}

export type Cell = DefinedCell | UndefinedCell;

export interface GroupTally {
  readonly people: Counts;
  readonly weight: Counts;
  readonly square: Counts;
}

/** What a cell's estimate speaks of. */
export type Measured = Pick<Estimate, "value" | "n" | "estimand" | "subject">;

/** Makes the estimate of a cell from bootstrap replicates, in the place of a formula's. */
export type Resample = (measured: Measured) => Required<Pick<DefinedCell, "estimate" | "replicates">>;

/**
 * A metric of counts in one group, with its delta-method error and, for a proportion, its Wilson interval, unless it is
 * resampled.
 */
export function countCell(
  metric: CountingMetric,
  group: string,
  tally: GroupTally,
  influence: (gradient: Counts) => Influence,
  resample?: Resample,
): Cell {
  const n = totalCount(tally.people);
  const result = metric.counts(tally.weight);
  if (isUndefined(result)) return undefinedCell(metric, group, n, result.undefined);
  const { value, gradient, proportion } = result;
  if (!Number.isFinite(value)) return undefinedCell(metric, group, n, "not-a-number");
  const trials = proportion && innerCounts(proportion.denominator, tally.people);
  const place = {
    kind: "estimate",
    metric: metric.name,
    group,
    n,
    denominator: trials ?? fewestCounted(gradient, tally.people),
    degrees: Math.max(1, (trials ?? n) - 1),
  } as const;
  const measured = {
    value,
    n: trials ?? n,
    estimand: metric.label,
    subject: `${metric.label}, ${group}`,
  };
  if (resample) return { ...place, ...resample(measured) };
  const variance = innerCounts(squared(gradient), tally.square);
  const effective = proportion && effectiveProportion(value, variance, tally, proportion.denominator);
  return {
    ...place,
    proportion: effective,
    estimate: estimate({
      ...measured,
      method: effective ? "proportion, Wilson interval" : "function of counts, delta method",
      standardError: Math.sqrt(variance),
      influence: lazyInfluence(() => influence(gradient)),
      ...(effective
        ? { interval: (level: number) => wilson(effective.successes, effective.trials, level) }
        : {}),
    }),
  };
}

/** A metric of scores in one group. */
export function scoreCell(
  metric: ScoringMetric,
  group: string,
  n: number,
  result: ScoreResult,
  influence: () => Influence,
  resample?: Resample,
): Cell {
  const { value, denominator } = result;
  if (!Number.isFinite(value)) return undefinedCell(metric, group, n, "not-a-number");
  const degrees = Math.max(1, result.degrees ?? n - 1);
  const place = { kind: "estimate", metric: metric.name, group, n, denominator, degrees } as const;
  const measured = { value, n, estimand: metric.label, subject: `${metric.label}, ${group}` };
  if (resample) return { ...place, ...resample(measured) };
  const error = result.standardError ?? (result.influence ? rootMeanSquare(result.influence) : Number.NaN);
  const bounded = metric.name === "auroc" || metric.name === "auprc";
  return {
    ...place,
    estimate: estimate({
      ...measured,
      method: metric.name === "auroc" ? "DeLong, on the log-odds scale" : "influence values",
      standardError: error,
      influence: result.influence
        ? lazyInfluence(influence)
        : { reason: result.noInfluence ?? "none is known" },
      ...(bounded ? { interval: (level: number) => logOddsInterval(value, error, level) } : {}),
    }),
  };
}

export function undefinedCell(
  metric: Metric,
  group: string,
  n: number,
  reason: UndefinedReason,
): UndefinedCell {
  return { kind: "undefined", metric: metric.name, group, n, reason, message: reasonSentence(reason) };
}

/** Wald interval of log(v / (1 − v)), which stays inside (0, 1); none at 0 or 1, where the error is not estimable. */
function logOddsInterval(value: number, error: number, level: number): Interval {
  const kind = "Wald on the log-odds scale";
  if (!(value > 0 && value < 1)) return { low: Number.NaN, high: Number.NaN, level, kind };
  const reach = (normalQuantile(0.5 + level / 2) * error) / (value * (1 - value));
  const at = (shift: number): number => 1 / (1 + ((1 - value) / value) * Math.exp(-shift));
  return { low: at(-reach), high: at(reach), level, kind };
}

/** Numbers of unweighted people who would give the same rate and error. */
function effectiveProportion(
  value: number,
  variance: number,
  tally: GroupTally,
  denominator: Counts,
): Proportion {
  if (tally.weight === tally.people) {
    const trials = innerCounts(denominator, tally.people);
    return { successes: Math.round(value * trials), trials };
  }
  const kish = innerCounts(denominator, tally.weight) ** 2 / innerCounts(denominator, tally.square);
  const trials = variance > 0 ? (value * (1 - value)) / variance : kish;
  return { successes: value * trials, trials };
}

function squared(counts: Counts): Counts {
  return { tp: counts.tp ** 2, fp: counts.fp ** 2, fn: counts.fn ** 2, tn: counts.tn ** 2 };
}

/** People in the cells that move the metric. */
function fewestCounted(gradient: Counts, people: Counts): number {
  const keys = ["tp", "fp", "fn", "tn"] as const;
  return keys.reduce((sum, key) => sum + (gradient[key] === 0 ? 0 : people[key]), 0);
}

function rootMeanSquare(influence: Float64Array): number {
  let sum = 0;
  for (const phi of influence) sum += phi * phi;
  return Math.sqrt(sum) / influence.length;
}

/** Influence values of everybody, computed when somebody asks: a million rows would otherwise fill memory. */
function lazyInfluence(make: () => Influence): Influence | NoInfluence {
  let made: Influence | undefined;
  const influence = (): Influence => {
    made ??= make();
    return made;
  };
  return {
    get values() {
      return influence().values;
    },
    get units() {
      return influence().units;
    },
  };
}
