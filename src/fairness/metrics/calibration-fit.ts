import { variance } from "../../stats/summary.js";
import type { Undefined } from "./measured.js";
import { labelTotals, type Scored, type ScoreMetric, type ScoreResult } from "./scored.js";

/** Coefficients of logit P(y = 1) = intercept + slope · logit(p), and n·H⁻¹ times each person's score. */
export interface CalibrationFit {
  readonly intercept: number;
  readonly slope: number;
  readonly influence: { readonly intercept: Float64Array; readonly slope: Float64Array };
  /** From the inverse of the information. */
  readonly errors: { readonly intercept: number; readonly slope: number };
}

/** Curvature of the likelihood, relative to that of even odds and to the spread of scores, below which no finite maximum is taken to exist. */
const flat = 1e-9;

/**
 * Logistic recalibration (Cox 1958): slope 1 and intercept 0 where probabilities are right; with `fixedSlope` the slope
 * is held at 1, and the intercept is calibration in the large.
 */
export function calibrationFit(people: Scored, fixedSlope: boolean): CalibrationFit | Undefined {
  const problem = fitProblem(people, fixedSlope);
  if (problem) return problem;
  const { y, score, weights } = people;
  const x = score.map((p) => Math.log(p / (1 - p)));
  const total = weights ? weights.reduce((sum, weight) => sum + weight, 0) : y.length;
  const spread = variance(x, weights);
  let [intercept, slope] = [0, 1];
  for (let step = 0; step < 100; step++) {
    const h = sums(x, y, weights, intercept, slope);
    const determinant = h.h00 * h.h11 - h.h01 * h.h01;
    if (h.h00 < flat * total || (!fixedSlope && determinant < flat * h.h00 * h.h00 * spread))
      return { undefined: "separated" };
    const a = fixedSlope ? h.g0 / h.h00 : (h.h11 * h.g0 - h.h01 * h.g1) / determinant;
    const b = fixedSlope ? 0 : (h.h00 * h.g1 - h.h01 * h.g0) / determinant;
    const damp = Math.min(1, 5 / Math.max(Math.abs(a), Math.abs(b), 5));
    intercept += damp * a;
    slope += damp * b;
    if (Math.abs(a) + Math.abs(b) < 1e-12 * (1 + Math.abs(intercept) + Math.abs(slope)))
      return withInfluence(x, y, weights, intercept, slope, fixedSlope);
  }
  return { undefined: "separated" };
}

function fitProblem(people: Scored, fixedSlope: boolean): Undefined | undefined {
  const { positives, negatives } = labelTotals(people);
  if (positives + negatives === 0) return { undefined: "empty" };
  if (positives === 0) return { undefined: "no-positives" };
  if (negatives === 0) return { undefined: "no-negatives" };
  const { score } = people;
  if (score.some((p) => p <= 0 || p >= 1)) return { undefined: "certain-score" };
  if (!fixedSlope && score.every((p) => p === score[0])) return { undefined: "constant-score" };
  return undefined;
}

interface Sums {
  g0: number;
  g1: number;
  h00: number;
  h01: number;
  h11: number;
}

function sums(
  x: Float64Array,
  y: Float64Array,
  weights: Float64Array | undefined,
  intercept: number,
  slope: number,
): Sums {
  const total: Sums = { g0: 0, g1: 0, h00: 0, h01: 0, h11: 0 };
  for (let i = 0; i < x.length; i++) {
    const mu = 1 / (1 + Math.exp(-intercept - slope * x[i]!));
    const weight = weights ? weights[i]! : 1;
    const residual = weight * (y[i]! - mu);
    const v = weight * mu * (1 - mu);
    total.g0 += residual;
    total.g1 += residual * x[i]!;
    total.h00 += v;
    total.h01 += v * x[i]!;
    total.h11 += v * x[i]! * x[i]!;
  }
  return total;
}

function withInfluence(
  x: Float64Array,
  y: Float64Array,
  weights: Float64Array | undefined,
  intercept: number,
  slope: number,
  fixedSlope: boolean,
): CalibrationFit {
  const { h00, h01, h11 } = sums(x, y, weights, intercept, slope);
  const determinant = h00 * h11 - h01 * h01;
  const n = x.length;
  const [first, second] = [new Float64Array(n), new Float64Array(n)];
  for (let i = 0; i < n; i++) {
    const mu = 1 / (1 + Math.exp(-intercept - slope * x[i]!));
    const residual = (weights ? weights[i]! : 1) * (y[i]! - mu);
    first[i] = fixedSlope ? (n * residual) / h00 : (n * residual * (h11 - h01 * x[i]!)) / determinant;
    second[i] = fixedSlope ? 0 : (n * residual * (h00 * x[i]! - h01)) / determinant;
  }
  const errors = fixedSlope
    ? { intercept: Math.sqrt(1 / h00), slope: 0 }
    : { intercept: Math.sqrt(h11 / determinant), slope: Math.sqrt(h00 / determinant) };
  return { intercept, slope, influence: { intercept: first, slope: second }, errors };
}

function asResult(
  people: Scored,
  fit: CalibrationFit | Undefined,
  part: "intercept" | "slope",
): ScoreResult | Undefined {
  if ("undefined" in fit) return fit;
  const { positives, negatives } = labelTotals(people);
  const model = people.weights ? {} : { standardError: fit.errors[part] };
  const fewest = Math.min(positives, negatives);
  return { value: fit[part], influence: fit.influence[part], ...model, degrees: fewest, denominator: fewest };
}

/** Slope of labels' log-odds on predicted log-odds: below 1 where predictions are too extreme. */
export const calibrationSlope: ScoreMetric = (people) =>
  asResult(people, calibrationFit(people, false), "slope");

/** Calibration in the large: intercept with the slope held at 1; positive where risks are understated. */
export const calibrationIntercept: ScoreMetric = (people) =>
  asResult(people, calibrationFit(people, true), "intercept");
