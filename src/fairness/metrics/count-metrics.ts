import { type Counts, innerCounts, noCounts } from "./counts.js";
import type { Undefined, UndefinedReason } from "./measured.js";

/** A metric's value at given counts, and how it moves with each of them. */
export interface CountResult {
  readonly value: number;
  /** ∂value/∂count. Its square, weighed by squared weights and summed, is the variance (delta method). */
  readonly gradient: Counts;
  /** Cells that the metric's denominator counts, with 1, and those that its numerator counts; for proportions only. */
  readonly proportion?: { readonly numerator: Counts; readonly denominator: Counts } | undefined;
}

/** A metric as a plain function of counts, homogeneous of degree 0: doubling everybody changes nothing. */
export interface CountMetric {
  (counts: Counts): CountResult | Undefined;
  /** Where the metric is one weighted sum of counts over another: their weights. */
  readonly quotient?: Quotient;
}

export interface Quotient {
  readonly numerator: Counts;
  readonly denominator: Counts;
}

const cell = (part: Partial<Counts>): Counts => ({ ...noCounts, ...part });
const everyone: Counts = { tp: 1, fp: 1, fn: 1, tn: 1 };

function quotient(
  numerator: Counts,
  denominator: Counts,
  empty: UndefinedReason,
  isProportion = true,
): CountMetric {
  const none = { undefined: empty };
  const metric = (counts: Counts): CountResult | Undefined => {
    const size = innerCounts(denominator, counts);
    if (!(size > 0)) return none;
    const value = innerCounts(numerator, counts) / size;
    const slope = (key: keyof Counts): number => (numerator[key] - value * denominator[key]) / size;
    const gradient = { tp: slope("tp"), fp: slope("fp"), fn: slope("fn"), tn: slope("tn") };
    return { value, gradient, proportion: isProportion ? { numerator, denominator } : undefined };
  };
  return Object.assign(metric, { quotient: { numerator, denominator } });
}

const positives = cell({ tp: 1, fn: 1 });
const negatives = cell({ fp: 1, tn: 1 });
const selected = cell({ tp: 1, fp: 1 });
const unselected = cell({ fn: 1, tn: 1 });

/** TP / (TP + FN): share of positives that are predicted positive; sensitivity, recall. */
export const truePositiveRate: CountMetric = quotient(cell({ tp: 1 }), positives, "no-positives");
/** FP / (FP + TN): share of negatives that are predicted positive. */
export const falsePositiveRate: CountMetric = quotient(cell({ fp: 1 }), negatives, "no-negatives");
/** TN / (FP + TN): specificity. */
export const trueNegativeRate: CountMetric = quotient(cell({ tn: 1 }), negatives, "no-negatives");
/** FN / (TP + FN): share of positives that are missed. */
export const falseNegativeRate: CountMetric = quotient(cell({ fn: 1 }), positives, "no-positives");
/** TP / (TP + FP): share of the predicted positive who are positive; precision. */
export const positivePredictiveValue: CountMetric = quotient(cell({ tp: 1 }), selected, "no-selected");
/** TN / (TN + FN): share of the predicted negative who are negative. */
export const negativePredictiveValue: CountMetric = quotient(cell({ tn: 1 }), unselected, "none-unselected");
/** FP / (TP + FP) = 1 − PPV. */
export const falseDiscoveryRate: CountMetric = quotient(cell({ fp: 1 }), selected, "no-selected");
/** FN / (TN + FN) = 1 − NPV. */
export const falseOmissionRate: CountMetric = quotient(cell({ fn: 1 }), unselected, "none-unselected");
/** Share of the group that is predicted positive. */
export const selectionRate: CountMetric = quotient(selected, everyone, "empty");
/** Share of the group that is positive. */
export const baseRate: CountMetric = quotient(positives, everyone, "empty");
export const accuracy: CountMetric = quotient(cell({ tp: 1, tn: 1 }), everyone, "empty");
/** 2 TP / (2 TP + FP + FN): harmonic mean of PPV and TPR. */
export const f1: CountMetric = quotient(
  cell({ tp: 2 }),
  cell({ tp: 2, fp: 1, fn: 1 }),
  "no-positives",
  false,
);

/** (TPR + TNR) / 2. */
export const balancedAccuracy: CountMetric = (counts) => {
  const [a, b] = [truePositiveRate(counts), trueNegativeRate(counts)];
  if ("undefined" in a) return a;
  if ("undefined" in b) return b;
  const half = (key: keyof Counts): number => (a.gradient[key] + b.gradient[key]) / 2;
  return {
    value: (a.value + b.value) / 2,
    gradient: { tp: half("tp"), fp: half("fp"), fn: half("fn"), tn: half("tn") },
  };
};

/** Mean cost of a person when a false positive and a false negative cost what is said. */
export function meanCost(costs: {
  readonly falsePositive: number;
  readonly falseNegative: number;
}): CountMetric {
  return quotient(cell({ fp: costs.falsePositive, fn: costs.falseNegative }), everyone, "empty", false);
}
