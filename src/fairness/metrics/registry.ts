import { auprc } from "./auprc.js";
import { auroc } from "./auroc.js";
import { expectedCalibrationError } from "./calibration-bins.js";
import { calibrationIntercept, calibrationSlope } from "./calibration-fit.js";
import * as rates from "./count-metrics.js";
import * as means from "./means.js";
import type { ScoreMetric } from "./scored.js";

/** A metric that an audit knows: a plain function, and how to read it. */
export type Metric = CountingMetric | ScoringMetric;

interface Named {
  readonly name: string;
  /** How a sentence calls it. */
  readonly label: string;
  /** Which values are better: high, low, close to a number, or high exactly where the positive class is favorable. */
  readonly best: "high" | "low" | "favorable" | number;
  /** Shown as a percentage, and its differences in points. */
  readonly percent?: boolean;
}

/** A metric of the four counts of label and prediction. */
export interface CountingMetric extends Named {
  readonly counts: rates.CountMetric;
}

/** A metric of labels and scores. */
export interface ScoringMetric extends Named {
  readonly scores: ScoreMetric;
  /** Scores must lie in [0, 1]. */
  readonly probability?: boolean;
  /** The outcome may be any number. */
  readonly numeric?: boolean;
}

const rate = (
  label: string,
  best: Named["best"],
  counts: rates.CountMetric,
): Omit<CountingMetric, "name"> => ({
  label,
  best,
  counts,
  percent: true,
});

/** The metrics that go by a name. */
export const metricNames = [
  "tpr",
  "fpr",
  "tnr",
  "fnr",
  "ppv",
  "npv",
  "fdr",
  "for",
  "selectionRate",
  "baseRate",
  "accuracy",
  "balancedAccuracy",
  "f1",
  "auroc",
  "auprc",
  "brier",
  "logLoss",
  "calibrationSlope",
  "calibrationIntercept",
  "observedExpected",
  "ece",
  "meanScore",
  "meanOutcome",
  "meanError",
  "meanAbsoluteError",
  "rootMeanSquaredError",
] as const;

export type MetricName = (typeof metricNames)[number];

const known: Readonly<Record<MetricName, Omit<CountingMetric, "name"> | Omit<ScoringMetric, "name">>> = {
  tpr: rate("true positive rate", "high", rates.truePositiveRate),
  fpr: rate("false positive rate", "low", rates.falsePositiveRate),
  tnr: rate("true negative rate", "high", rates.trueNegativeRate),
  fnr: rate("false negative rate", "low", rates.falseNegativeRate),
  ppv: rate("positive predictive value", "high", rates.positivePredictiveValue),
  npv: rate("negative predictive value", "high", rates.negativePredictiveValue),
  fdr: rate("false discovery rate", "low", rates.falseDiscoveryRate),
  for: rate("false omission rate", "low", rates.falseOmissionRate),
  selectionRate: rate("selection rate", "favorable", rates.selectionRate),
  baseRate: rate("base rate", "favorable", rates.baseRate),
  accuracy: rate("accuracy", "high", rates.accuracy),
  balancedAccuracy: rate("balanced accuracy", "high", rates.balancedAccuracy),
  f1: { label: "F1", best: "high", counts: rates.f1 },
  auroc: { label: "AUROC", best: "high", scores: auroc },
  auprc: { label: "average precision", best: "high", scores: auprc },
  brier: { label: "Brier score", best: "low", scores: means.brier, probability: true },
  logLoss: { label: "log-loss", best: "low", scores: means.logLoss, probability: true },
  calibrationSlope: { label: "calibration slope", best: 1, scores: calibrationSlope, probability: true },
  calibrationIntercept: {
    label: "calibration in the large",
    best: 0,
    scores: calibrationIntercept,
    probability: true,
  },
  observedExpected: {
    label: "observed / expected",
    best: 1,
    scores: means.observedExpected,
    probability: true,
  },
  ece: {
    label: "expected calibration error",
    best: "low",
    scores: expectedCalibrationError,
    probability: true,
  },
  meanScore: { label: "mean score", best: "favorable", scores: means.meanScore, numeric: true },
  meanOutcome: { label: "mean outcome", best: "favorable", scores: means.meanOutcome, numeric: true },
  meanError: { label: "mean error", best: 0, scores: means.meanError, numeric: true },
  meanAbsoluteError: {
    label: "mean absolute error",
    best: "low",
    scores: means.meanAbsoluteError,
    numeric: true,
  },
  rootMeanSquaredError: {
    label: "root mean squared error",
    best: "low",
    scores: means.rootMeanSquaredError,
    numeric: true,
  },
};

/** The metric of this name. */
export function metricOf(name: MetricName): Metric {
  return { name, ...known[name] };
}

export function isCounting(metric: Metric): metric is CountingMetric {
  return "counts" in metric;
}

/** The mean cost of a person's error as a metric for an audit. */
export function costMetric(costs: {
  readonly falsePositive: number;
  readonly falseNegative: number;
}): CountingMetric {
  return { name: "cost", label: "mean cost", best: "low", counts: rates.meanCost(costs) };
}
