import { combineInfluence } from "../../stats/contrast.js";
import { normalTwoSided, tQuantile, tUpperTail } from "../../stats/distributions.js";
import { type Estimate, estimate, type Interval } from "../../stats/estimate.js";
import { hasInfluence, type Influence, type NoInfluence } from "../../stats/influence.js";
import { equalProportions, katz, newcombe } from "../../stats/two-proportions.js";
import type { Metric } from "../metrics/registry.js";
import type { DefinedCell } from "./cell.js";

/** How far a metric in one group lies from the same metric in another, both named. */
export interface Gap {
  readonly metric: string;
  readonly grouping: string;
  readonly group: string;
  /** The group compared with, or `"everyone"`. */
  readonly against: string;
  readonly value: number;
  readonly againstValue: number;
  /** `group` minus `against`. */
  readonly difference: Estimate;
  /** `group` over `against`, where both are positive. */
  readonly ratio: Estimate | { readonly undefined: string };
  /** Of no difference. NaN where the difference has no error. */
  readonly pValue: number;
  /** The same, adjusted for all gaps of the audit. */
  readonly pAdjusted: number;
  /** Interval that holds for all pairs of groups together, where the group compared with was chosen by the data. */
  readonly simultaneous?: Interval | undefined;
}

export type PlainGap = Omit<Gap, "pAdjusted" | "simultaneous">;

/** The gap between two groups that share nobody. */
export function disjointGap(metric: Metric, grouping: string, a: DefinedCell, b: DefinedCell): PlainGap {
  const proportions = a.proportion && b.proportion;
  const difference = proportions ? proportionDifference(metric, a, b) : welchDifference(metric, a, b);
  return finish(metric, grouping, a, b, difference);
}

/** Difference of independent proportions: Newcombe's interval, an exact or pooled test of equality. */
function proportionDifference(metric: Metric, a: DefinedCell, b: DefinedCell): Estimate {
  const [one, two] = [a.proportion!, b.proportion!];
  const value = a.estimate.value - b.estimate.value;
  const error = Math.hypot(a.estimate.standardError, b.estimate.standardError);
  return estimate({
    ...naming(metric, a, b),
    method: "difference of proportions, Newcombe interval",
    value,
    standardError: error,
    n: one.trials + two.trials,
    influence: differenceInfluence(a, b),
    interval: (level) => newcombe(one, two, level),
    pValue: (nullValue) =>
      nullValue === 0 ? equalProportions(one, two) : normalTwoSided((value - nullValue) / error),
  });
}

/** Difference of independent estimates with Satterthwaite's degrees of freedom (Welch 1947). */
function welchDifference(metric: Metric, a: DefinedCell, b: DefinedCell): Estimate {
  const [one, two] = [a.estimate.standardError ** 2, b.estimate.standardError ** 2];
  const degrees = (one + two) ** 2 / (one ** 2 / a.degrees + two ** 2 / b.degrees);
  return tDifference(metric, a, b, Math.sqrt(one + two), degrees);
}

/** The gap between a group and everybody, of whom the group is a part. */
export function overallGap(
  metric: Metric,
  grouping: string,
  group: DefinedCell,
  everyone: DefinedCell,
): PlainGap {
  const influence = differenceInfluence(group, everyone);
  const error = hasInfluence(influence) ? rootMean(influence.values) : Number.NaN;
  return finish(
    metric,
    grouping,
    group,
    everyone,
    tDifference(metric, group, everyone, error, group.degrees),
  );
}

function tDifference(
  metric: Metric,
  a: DefinedCell,
  b: DefinedCell,
  error: number,
  degrees: number,
): Estimate {
  const value = a.estimate.value - b.estimate.value;
  const interval = (level: number): Interval => {
    const reach = error > 0 ? tQuantile(0.5 + level / 2, degrees) * error : Number.NaN;
    return { low: value - reach, high: value + reach, level, kind: "Welch" };
  };
  const pValue = (nullValue: number): number =>
    error > 0 ? Math.min(1, 2 * tUpperTail(Math.abs(value - nullValue) / error, degrees)) : Number.NaN;
  return estimate({
    ...naming(metric, a, b),
    method: "difference of estimates, Welch interval",
    value,
    standardError: error,
    n: a.n + b.n,
    influence: differenceInfluence(a, b),
    interval,
    pValue,
    diagnostics: { degrees },
  });
}

export function naming(
  metric: Metric,
  a: DefinedCell,
  b: DefinedCell,
): { estimand: string; subject: string; scale: "probability" | "plain" } {
  return {
    estimand: `difference in ${metric.label}`,
    subject: `${metric.label}: ${a.group} minus ${b.group}`,
    scale: metric.percent ? "probability" : "plain",
  };
}

export function finish(
  metric: Metric,
  grouping: string,
  a: DefinedCell,
  b: DefinedCell,
  difference: Estimate,
): PlainGap {
  return {
    metric: metric.name,
    grouping,
    group: a.group,
    against: b.group,
    value: a.estimate.value,
    againstValue: b.estimate.value,
    difference,
    ratio: ratioOf(metric, a, b),
    pValue: difference.pValue(),
  };
}

function ratioOf(metric: Metric, a: DefinedCell, b: DefinedCell): Estimate | { undefined: string } {
  const [one, two] = [a.estimate, b.estimate];
  if (!(one.value > 0 && two.value > 0)) return { undefined: "a ratio needs two positive values" };
  const [p, q] = [a.proportion, b.proportion];
  const value = one.value / two.value;
  return estimate({
    estimand: `ratio of ${metric.label}`,
    subject: `${metric.label}: ${a.group} over ${b.group}`,
    method: p && q ? "ratio of proportions, Katz interval" : "ratio of estimates, delta method",
    scale: "ratio",
    value,
    standardError: value * Math.hypot(one.standardError / one.value, two.standardError / two.value),
    n: a.n + b.n,
    influence: { reason: "take the ratio of the groups' estimates" },
    ...(p && q && b.group !== "everyone" ? { interval: (level: number) => katz(p, q, level) } : {}),
  });
}

function differenceInfluence(a: DefinedCell, b: DefinedCell): Influence | NoInfluence {
  const [one, two] = [a.estimate.influence, b.estimate.influence];
  if (!hasInfluence(one)) return one;
  if (!hasInfluence(two)) return two;
  let made: Influence | undefined;
  const make = (): Influence => {
    made ??= combineInfluence([one, two], [1, -1]);
    return made;
  };
  return {
    get values() {
      return make().values;
    },
    get units() {
      return make().units;
    },
  };
}

function rootMean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum) / values.length;
}
