import { type Table, tableFrame } from "../../cohort/frame.js";
import { ArgumentError, DataError } from "../../errors.js";
import type { EstimateSet } from "../../stats/estimate-set.js";
import { rowUnits, type Units } from "../../stats/influence.js";
import type { Metric } from "../metrics/registry.js";
import { isCounting } from "../metrics/registry.js";
import { auditResult } from "./audit-result.js";
import type { Cell } from "./cell.js";
import { numberColumn, openSource } from "./columns.js";
import { measureFamilies } from "./families.js";
import type { FourFifths } from "./four-fifths.js";
import type { Gap } from "./gap.js";
import type { Group } from "./groups.js";
import { collectEvidence } from "./measure.js";
import { type AuditOptions, auditSettings, type Settings } from "./options.js";
import { readPeople } from "./people.js";
import type { Spread } from "./spread.js";

/** Metrics overall, in every group and intersection, and how far groups lie apart. */
export interface Audit {
  readonly people: number;
  readonly metrics: readonly Metric[];
  /** `race`, `sex`, `race × sex`, … */
  readonly groupings: readonly string[];
  readonly groups: readonly (Group & { readonly n: number })[];
  /** Strongest evidence first; each names both groups. */
  readonly gaps: readonly Gap[];
  /** Groups and cells that are too small to judge or have no value, with the reason. */
  readonly leftOut: readonly LeftOut[];
  /** What a reviewer would write. */
  readonly sentences: readonly string[];
  readonly settings: Pick<
    Settings,
    "reference" | "intervals" | "level" | "adjust" | "minGroup" | "minDenominator" | "seed"
  >;
  readonly positiveIsFavorable: boolean | undefined;
  /** The metric in a group, such as `race = Asian`, or in `"everyone"`. */
  cell(metric: string, group?: string): Cell;
  /** The metric in all groups of a grouping; of all groupings unless said. */
  byGroup(metric: string, grouping?: string): readonly Cell[];
  /** The metric's estimates in a grouping, with their joint influence. */
  estimates(metric: string, grouping: string): EstimateSet;
  gap(metric: string, group: string): Gap;
  /** Highest and lowest judged group of a grouping, their difference and ratio. */
  spread(metric: string, grouping: string): Spread;
  /** Rates of the favorable decision beside that of the group with the highest: a screening rule. */
  fourFifths(grouping: string): FourFifths;
  toString(): string;
}

export interface LeftOut {
  readonly group: string;
  readonly n: number;
  /** Absent where the whole group is left out. */
  readonly metric?: string;
  readonly reason: string;
}

/**
 * Audits predictions of an outcome, or the outcome itself, for groups of people: each metric overall, in each group and
 * each intersection, with intervals; the gaps between named groups, adjusted for their number; and what could not be
 * judged.
 *
 * Rates have Wilson intervals, their differences Newcombe's and an exact or pooled test; AUROC has DeLong's error; other
 * metrics use influence values. A gap is a description of this table's population, not of its cause. Throws
 * {@link DataError} where labels, scores or group membership are missing.
 *
 * @example
 * const found = await audit(compas, { label: "two_year_recid", score: "decile_score", threshold: 5, favorable: 0, groups: ["race", "sex"] });
 * found.cell("fpr", "race = Caucasian").estimate.value // => 0.2345430107526882
 */
export async function audit(table: Table, options: AuditOptions): Promise<Audit> {
  const settings = auditSettings(options);
  const source = openSource(table, options.frequency);
  const conditioned = options.conditionOn;
  const attributes = conditioned === undefined ? settings.attributes : [...settings.attributes, conditioned];
  const crossed = conditioned !== undefined || (options.intersections ?? true);
  const threshold = options.threshold ?? settings.assumedThreshold;
  const people = readPeople(source, attributes, crossed, { ...options, threshold });
  const { groups, outcome } = people;
  const weights =
    options.weights === undefined ? undefined : numberColumn(source, options.weights, "weights");
  checkWeights(weights, options.weights, settings);
  checkProbabilities(settings.metrics, outcome.score, options.score);
  if (settings.assumedThreshold !== undefined) refuseAssumption(outcome.score!, options.score!);
  const frame = tableFrame(table);
  const units = lazyUnits(options.frequency === undefined ? frame : groups, source.people);
  const evidence = collectEvidence(people, weights, units);
  const families = await measureFamilies(evidence, settings, conditioned, options.intersections ?? true);
  return auditResult(families, evidence, settings, options.score);
}

/** A half is a threshold for probabilities alone. */
function refuseAssumption(score: Float64Array, name: string): void {
  const outside = score.reduce((count, value) => count + (value >= 0 && value <= 1 ? 0 : 1), 0);
  if (outside === 0) return;
  throw new ArgumentError(
    `these metrics need decisions: give prediction or threshold. 0.5 cannot be assumed, since score "${name}" is below 0 or above 1 in ${outside} of ${score.length} rows.`,
  );
}

/** Row numbers are written out when somebody asks for influence values. */
function lazyUnits(frame: object, people: number): Units {
  let made: Units | undefined;
  return {
    frame,
    get ids() {
      made ??= rowUnits(frame, people);
      return made.ids;
    },
  };
}

function checkWeights(weights: Float64Array | undefined, name: string | undefined, settings: Settings): void {
  const counting = settings.metrics.filter(isCounting);
  if (settings.intervals === "multinomial") {
    if (weights)
      throw new ArgumentError('intervals: "multinomial" needs equal weights; use "rows" or "analytic".');
    if (counting.length < settings.metrics.length)
      throw new ArgumentError(
        'intervals: "multinomial" is for metrics of counts; use "rows" for those of scores.',
      );
  }
  if (!weights) return;
  const bad = weights.reduce((count, weight) => count + (weight > 0 ? 0 : 1), 0);
  if (bad > 0)
    throw new DataError(
      `weights "${name}" must be greater than 0; ${bad} of ${weights.length} rows are not.`,
    );
}

function checkProbabilities(
  metrics: readonly Metric[],
  score: Float64Array | undefined,
  name?: string,
): void {
  const metric = metrics.find((each) => !isCounting(each) && each.probability);
  if (!metric || !score) return;
  let outside = 0;
  for (const value of score) if (value < 0 || value > 1) outside++;
  if (outside === 0) return;
  throw new DataError(
    `metric "${metric.name}" needs probabilities; score "${name}" is below 0 or above 1 in ${outside} of ${score.length} rows. Rescale it, or leave the metric out.`,
  );
}
