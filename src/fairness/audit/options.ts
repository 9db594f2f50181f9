import { assertFraction, assertInteger, assertKnownOptions, assertOneOf } from "../../assert.js";
import { ArgumentError } from "../../errors.js";
import { isCounting, type Metric, type MetricName, metricNames, metricOf } from "../metrics/registry.js";
import type { Level } from "./code-levels.js";
import type { OutcomeRoles } from "./outcome.js";

export interface AuditOptions extends OutcomeRoles {
  /** Columns whose levels, alone and crossed, are the groups. */
  readonly groups: string | readonly string[];
  /** Names, or metrics of one's own. @default tpr, fpr, ppv, selectionRate; with scores auroc; for numbers meanError; of a label alone its baseRate */
  readonly metrics?: readonly (MetricName | Metric)[];
  /** What each group is compared with; of attributes not named, the level with the most people. @default "largest" */
  readonly reference?: "largest" | "best" | "overall" | Readonly<Record<string, Level>>;
  /** Column of strata: metrics become averages over the strata of everybody, so that groups are compared like with like. */
  readonly conditionOn?: string;
  /** Column of probability weights, greater than 0. */
  readonly weights?: string;
  /** Column that says how many people a row stands for. */
  readonly frequency?: string;
  /** Whether groups are also crossed. @default true */
  readonly intersections?: boolean;
  /** Formulas (Wilson, DeLong, influence values), draws of cell counts, or draws of rows. @default "analytic" */
  readonly intervals?: "analytic" | "multinomial" | "rows";
  /** Confidence level of intervals and, from 1, of flags. @default 0.95 */
  readonly level?: number;
  /** How p-values count the number of comparisons. @default "holm" */
  readonly adjust?: "holm" | "bh" | "none";
  /** Groups of fewer people are listed, not judged. @default 30 */
  readonly minGroup?: number;
  /** Cells whose denominator counts fewer people are not judged. @default 10 */
  readonly minDenominator?: number;
  /** Bootstrap replicates. @default 1000 */
  readonly replicates?: number;
  /** @default 1 */
  readonly seed?: number;
}

export interface Settings {
  readonly attributes: readonly string[];
  readonly metrics: readonly Metric[];
  readonly reference: NonNullable<AuditOptions["reference"]>;
  readonly intervals: NonNullable<AuditOptions["intervals"]>;
  readonly level: number;
  readonly adjust: NonNullable<AuditOptions["adjust"]>;
  readonly minGroup: number;
  readonly minDenominator: number;
  readonly replicates: number;
  readonly seed: number;
  /** Where decisions are audited and only a score was given: who has at least this much is predicted positive. */
  readonly assumedThreshold: number | undefined;
}

const optionNames = [
  "label",
  "prediction",
  "score",
  "threshold",
  "favorable",
  "positive",
  "groups",
  "metrics",
  "reference",
  "conditionOn",
  "weights",
  "frequency",
  "intersections",
  "intervals",
  "level",
  "adjust",
  "minGroup",
  "minDenominator",
  "replicates",
  "seed",
];

/** Checks the options that need no data and fills in defaults. */
export function auditSettings(options: AuditOptions): Settings {
  assertKnownOptions(options, optionNames, "audit");
  if (typeof options.label !== "string") throw new ArgumentError("label must name the column of outcomes.");
  const { level = 0.95, minGroup = 30, minDenominator = 10, replicates = 1000, seed = 1 } = options;
  const { reference = "largest", intervals = "analytic", adjust = "holm" } = options;
  assertFraction(level, "level");
  assertInteger(minGroup, "minGroup", 1);
  assertInteger(minDenominator, "minDenominator", 1);
  assertInteger(replicates, "replicates", 20);
  assertOneOf(intervals, "intervals", ["analytic", "multinomial", "rows"]);
  assertOneOf(adjust, "adjust", ["holm", "bh", "none"]);
  const attributes = typeof options.groups === "string" ? [options.groups] : options.groups;
  if (!Array.isArray(attributes) || new Set(attributes).size < attributes.length)
    throw new ArgumentError("groups must name columns, each once.");
  if (typeof reference === "string") assertOneOf(reference, "reference", ["largest", "best", "overall"]);
  else assertKnownOptions(reference, attributes, "reference");
  if (options.weights !== undefined && options.frequency !== undefined)
    throw new ArgumentError("give weights or frequency, not both.");
  if (options.conditionOn !== undefined && intervals !== "analytic")
    throw new ArgumentError('conditionOn goes with intervals: "analytic" only.');
  if (options.conditionOn !== undefined && attributes.includes(options.conditionOn))
    throw new ArgumentError(`conditionOn "${options.conditionOn}" must not be one of the groups.`);
  const metrics = (options.metrics ?? defaultMetrics(options)).map(readMetric);
  const twice = metrics.find(({ name }, j) => metrics.findIndex((other) => other.name === name) < j);
  if (twice) throw new ArgumentError(`metrics name "${twice.name}" twice.`);
  const assumedThreshold = needsThreshold(metrics, options) ? 0.5 : undefined;
  checkMetrics(metrics, { ...options, threshold: options.threshold ?? assumedThreshold });
  return {
    attributes,
    metrics,
    reference,
    intervals,
    level,
    adjust,
    minGroup,
    minDenominator,
    replicates,
    seed,
    assumedThreshold,
  };
}

/** Whether a metric asks for decisions where only a score, and a binary label, was given. */
function needsThreshold(metrics: readonly Metric[], options: AuditOptions): boolean {
  const { score, prediction, threshold, favorable } = options;
  if (score === undefined || favorable === undefined) return false;
  return prediction === undefined && threshold === undefined && metrics.some(needsDecisions);
}

function needsDecisions(metric: Metric): boolean {
  return isCounting(metric) && metric.name !== "baseRate";
}

function readMetric(metric: MetricName | Metric, j: number): Metric {
  if (typeof metric !== "string") return metric;
  assertOneOf(metric, `metrics[${j}]`, metricNames);
  return metricOf(metric);
}

function defaultMetrics(options: AuditOptions): MetricName[] {
  if (options.favorable === undefined) return ["meanError", "meanAbsoluteError"];
  const decided = options.prediction !== undefined || options.threshold !== undefined;
  if (!decided && options.score === undefined) return ["baseRate"];
  const rates: MetricName[] = decided ? ["selectionRate", "tpr", "fpr", "ppv"] : [];
  return options.score === undefined ? rates : [...rates, "auroc"];
}

function checkMetrics(metrics: readonly Metric[], options: AuditOptions): void {
  const binary = options.favorable !== undefined;
  const decided = options.prediction !== undefined || options.threshold !== undefined;
  if (metrics.length === 0)
    throw new ArgumentError("there is nothing to audit: give prediction, score, or score and threshold.");
  for (const metric of metrics) {
    const needs = (what: string): never => {
      throw new ArgumentError(`metric "${metric.name}" needs ${what}.`);
    };
    const numeric = !isCounting(metric) && metric.numeric === true;
    if (!binary && !numeric) needs("favorable: which label is good for a person?");
    if (isCounting(metric)) {
      if (!decided && needsDecisions(metric)) needs("prediction, or score and threshold");
    } else if (options.score === undefined && metric.name !== "meanOutcome") {
      if (binary || options.prediction === undefined) needs("score");
    }
  }
}
