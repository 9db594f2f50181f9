import { assertFinite, assertKnownOptions, assertLength, assertOneOf } from "../../assert.js";
import { ArgumentError } from "../../errors.js";
import { displayable } from "../../plot/display.js";
import { formatFixed, formatPercent } from "../../plot/format.js";
import { type TextTable, tableHtml, tableText } from "../../plot/table.js";
import type { Counts } from "../metrics/counts.js";
import { type CodedGroups, checkLabelled, type Labelled } from "./people.js";
import { type ThresholdPoint, thresholdPoints } from "./threshold-points.js";

export const thresholdCriteria = [
  "none",
  "demographicParity",
  "equalOpportunity",
  "equalFpr",
  "equalizedOdds",
] as const;
export type ThresholdCriterion = (typeof thresholdCriteria)[number];

export interface ThresholdOptions extends Labelled {
  readonly score: Float64Array;
  /** Which rates are to be alike between groups: selection, true positives, false positives, or both of these. */
  readonly criterion: ThresholdCriterion;
  /** One threshold for everybody, or one for each group. @default true */
  readonly groupAware?: boolean;
  /** Largest difference between groups that is accepted. @default 0.01 */
  readonly tolerance?: number;
  /** @default 1 each, so that accuracy is greatest */
  readonly costs?: { readonly falsePositive: number; readonly falseNegative: number };
}

export interface ChosenThresholds {
  readonly criterion: ThresholdCriterion;
  /** Scores of at least this are selected, by group. */
  readonly thresholds: Readonly<Record<string, number>>;
  readonly counts: Readonly<Record<string, Counts>>;
  /** Mean cost of a person, and what it is with the best thresholds without the criterion. */
  readonly cost: number;
  readonly costWithout: number;
  /** Largest difference between groups in the rates that the criterion names, on the people it was chosen from. */
  readonly violation: number;
  /** Whether the violation is within the tolerance; with equalized odds and one threshold a group it often cannot be. */
  readonly met: boolean;
  decide(score: ArrayLike<number>, groups: ArrayLike<string | number>): Float64Array;
  toString(): string;
}

/**
 * Thresholds of least cost under a criterion (Hardt, Price & Srebro 2016, without their random decisions): the same person
 * always gets the same decision. For criteria of one rate the groups' thresholds are searched along the common rate; for
 * equalized odds, along the distance from a common point. Check the choice on people it was not chosen from.
 */
export function chooseThresholds(options: ThresholdOptions): ChosenThresholds {
  const names = ["y", "groups", "score", "criterion", "groupAware", "tolerance", "costs"];
  assertKnownOptions(options, names, "chooseThresholds");
  const {
    criterion,
    groupAware = true,
    tolerance = 0.01,
    costs = { falsePositive: 1, falseNegative: 1 },
  } = options;
  assertOneOf(criterion, "criterion", thresholdCriteria);
  assertFinite(tolerance, "tolerance");
  assertLength(options.score, options.y.length, "score");
  const groups = checkLabelled(options);
  const points = groups.names.map((name, code) => {
    const members = Int32Array.from(groups.codes.keys()).filter((i) => groups.codes[i] === code);
    const found = thresholdPoints(options.y, options.score, members);
    const { tp, fn, fp, tn } = found[0]!.counts;
    if (tp + fn === 0 || fp + tn === 0)
      throw new ArgumentError(
        `group "${name}" has people of one label only, so its rates are not defined; leave it out.`,
      );
    return found;
  });
  const cost = (point: ThresholdPoint): number =>
    costs.falsePositive * point.counts.fp + costs.falseNegative * point.counts.fn;
  const search = { criterion, tolerance, cost };
  const chosen = groupAware ? perGroup(points, search) : common(points, options.score, search);
  const free = perGroup(points, { ...search, criterion: "none" });
  return result(
    groups,
    chosen,
    search,
    free.reduce((sum, point) => sum + cost(point), 0) / options.y.length,
    options.y.length,
  );
}

interface Search {
  readonly criterion: ThresholdCriterion;
  readonly tolerance: number;
  readonly cost: (point: ThresholdPoint) => number;
}

/** The rates that a criterion compares. */
function compared(criterion: ThresholdCriterion, { rates }: ThresholdPoint): readonly number[] {
  if (criterion === "demographicParity") return [rates.selected];
  if (criterion === "equalOpportunity") return [rates.tpr];
  if (criterion === "equalFpr") return [rates.fpr];
  return criterion === "equalizedOdds" ? [rates.tpr, rates.fpr] : [];
}

function violation(criterion: ThresholdCriterion, points: readonly ThresholdPoint[]): number {
  const rates = points.map((point) => compared(criterion, point));
  return Math.max(0, ...rates[0]!.map((_, j) => range(rates.map((each) => each[j]!))));
}

function range(values: readonly number[]): number {
  return Math.max(...values) - Math.min(...values);
}

/**
 * For each common target of the criterion's rates, the cheapest point of each group within half the tolerance of it, or
 * else the nearest; the cheapest target that meets the tolerance wins, or else the one with the least violation.
 */
function perGroup(groups: readonly (readonly ThresholdPoint[])[], search: Search): ThresholdPoint[] {
  const { criterion, tolerance, cost } = search;
  if (criterion === "none") return groups.map((points) => cheapest(points, cost));
  const targets = groups.flatMap((points) => thin(points).map((point) => compared(criterion, point)));
  let best: { points: ThresholdPoint[]; cost: number; violation: number } | undefined;
  for (const target of targets) {
    const points = groups.map((candidates) => nearTarget(candidates, target, search));
    const found = {
      points,
      cost: points.reduce((sum, point) => sum + cost(point), 0),
      violation: violation(criterion, points),
    };
    const meets = found.violation <= tolerance;
    const bestMeets = best !== undefined && best.violation <= tolerance;
    if (
      !best ||
      (meets && !bestMeets) ||
      (meets && found.cost < best.cost) ||
      (!meets && !bestMeets && found.violation < best.violation)
    )
      best = found;
  }
  return best!.points;
}

function nearTarget(
  points: readonly ThresholdPoint[],
  target: readonly number[],
  { criterion, tolerance, cost }: Search,
): ThresholdPoint {
  let [near, nearDistance]: [ThresholdPoint | undefined, number] = [undefined, Number.POSITIVE_INFINITY];
  let cheap: ThresholdPoint | undefined;
  for (const point of points) {
    const distance = Math.max(...compared(criterion, point).map((rate, j) => Math.abs(rate - target[j]!)));
    if (distance <= tolerance / 2 && (!cheap || cost(point) < cost(cheap))) cheap = point;
    if (distance < nearDistance) [near, nearDistance] = [point, distance];
  }
  return cheap ?? near!;
}

const mostTargets = 200;

function thin(points: readonly ThresholdPoint[]): ThresholdPoint[] {
  const every = Math.max(1, Math.floor(points.length / mostTargets));
  return points.filter((_, k) => k % every === 0);
}

/** One threshold for everybody. */
function common(
  groups: readonly (readonly ThresholdPoint[])[],
  score: Float64Array,
  search: Search,
): ThresholdPoint[] {
  const cuts = [...new Set(groups.flatMap((points) => thin(points).map(({ threshold }) => threshold)))];
  const at = (points: readonly ThresholdPoint[], cut: number): ThresholdPoint => {
    // Points come with falling thresholds: the last one that is at least the cut selects the same people.
    let found = points[0]!;
    for (const point of points) {
      if (point.threshold < cut) break;
      found = point;
    }
    return { ...found, threshold: cut };
  };
  const options = cuts.map((cut) => groups.map((points) => at(points, cut)));
  const total = (points: readonly ThresholdPoint[]): number =>
    points.reduce((sum, point) => sum + search.cost(point), 0);
  const meeting = options.filter((points) => violation(search.criterion, points) <= search.tolerance);
  if (meeting.length > 0)
    return meeting.reduce((best, points) => (total(points) < total(best) ? points : best));
  if (score.length === 0) throw new ArgumentError("score must not be empty.");
  return options.reduce((best, points) =>
    violation(search.criterion, points) < violation(search.criterion, best) ? points : best,
  );
}

function cheapest(
  points: readonly ThresholdPoint[],
  cost: (point: ThresholdPoint) => number,
): ThresholdPoint {
  return points.reduce((best, point) => (cost(point) < cost(best) ? point : best));
}

function result(
  groups: CodedGroups,
  chosen: readonly ThresholdPoint[],
  search: Search,
  costWithout: number,
  n: number,
): ChosenThresholds {
  const named = <T>(of: (point: ThresholdPoint) => T): Record<string, T> =>
    Object.fromEntries(groups.names.map((name, k) => [name, of(chosen[k]!)]));
  const thresholds = named(({ threshold }) => threshold);
  const worst = violation(search.criterion, chosen);
  const found = {
    criterion: search.criterion,
    thresholds,
    counts: named(({ counts }) => counts),
    cost: chosen.reduce((sum, point) => sum + search.cost(point), 0) / n,
    costWithout,
    violation: worst,
    met: worst <= search.tolerance,
    decide: (score: ArrayLike<number>, people: ArrayLike<string | number>): Float64Array =>
      Float64Array.from(score, (value, i) => {
        const threshold = thresholds[String(people[i])];
        if (threshold === undefined)
          throw new ArgumentError(
            `there is no threshold for group "${people[i]}"; there are ${groups.names.join(", ")}.`,
          );
        return value >= threshold ? 1 : 0;
      }),
  };
  const view = (): TextTable => ({
    title: `Thresholds under ${search.criterion}`,
    columns: [
      { name: "", align: "left" },
      ...["threshold", "selected", "TPR", "FPR"].map((name) => ({ name })),
    ],
    rows: groups.names.map((name, k) => {
      const { threshold, rates } = chosen[k]!;
      return [
        name,
        formatFixed(threshold, 4),
        formatPercent(rates.selected),
        formatPercent(rates.tpr),
        formatPercent(rates.fpr),
      ];
    }),
    notes: [
      `largest difference ${formatPercent(worst)}${found.met ? "" : ", beyond the tolerance: no deterministic thresholds reach it"}; mean cost ${formatFixed(found.cost, 4)}, ${formatFixed(costWithout, 4)} without the criterion`,
    ],
  });
  return displayable(found, { text: () => tableText(view()), html: () => tableHtml(view()) });
}
