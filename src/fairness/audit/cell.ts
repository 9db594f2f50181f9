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

/** A metric of counts in one group, with its delta-method error and, for a proportion, its Wilson interval. */
export function countCell(
  metric: CountingMetric,
  group: string,
  tally: GroupTally,
  influence: (gradient: Counts) => Influence,
): Cell {
  const n = totalCount(tally.people);
  const result = metric.counts(tally.weight);
  if (isUndefined(result)) return undefinedCell(metric, group, n, result.undefined);
  const { value, gradient, proportion } = result;
  if (!Number.isFinite(value)) return undefinedCell(metric, group, n, "not-a-number");
  const variance = innerCounts(squared(gradient), tally.square);
  const trials = proportion && innerCounts(proportion.denominator, tally.people);
  const effective = proportion && effectiveProportion(value, variance, tally, proportion.denominator);
  const lazy = lazyInfluence(() => influence(gradient));
  return {
    kind: "estimate",
    metric: metric.name,
    group,
    n,
    denominator: trials ?? fewestCounted(gradient, tally.people),
    proportion: effective,
    degrees: Math.max(1, (trials ?? n) - 1),
    estimate: estimate({
      estimand: metric.label,
      subject: `${metric.label}, ${group}`,
      method: effective ? "proportion, Wilson interval" : "function of counts, delta method",
      value,
      standardError: Math.sqrt(variance),
      n: trials ?? n,
      influence: lazy,
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
): Cell {
  const { value, denominator } = result;
  if (!Number.isFinite(value)) return undefinedCell(metric, group, n, "not-a-number");
  const error = result.standardError ?? (result.influence ? rootMeanSquare(result.influence) : Number.NaN);
  const bounded = metric.name === "auroc" || metric.name === "auprc";
  return {
    kind: "estimate",
    metric: metric.name,
    group,
    n,
    denominator,
    degrees: Math.max(1, result.degrees ?? n - 1),
    estimate: estimate({
      estimand: metric.label,
      subject: `${metric.label}, ${group}`,
      method: metric.name === "auroc" ? "DeLong, on the log-odds scale" : "influence values",
      value,
      standardError: error,
      n,
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
