import { ConvergenceError } from "../../errors.js";
import type { Nuisances } from "./nuisances.js";

export interface Fluctuation {
  readonly linear: boolean;
  readonly target: "means" | "difference";
  readonly bounds: readonly [number, number];
}

/** Linear predictors of one arm before and after they moved, in units of which the outcome's range is `range`. */
export interface MovedArm {
  /** ε with its sign. */
  readonly step: number;
  /** Of the mean in the linear predictor after the move, and of the predictor before it in the prediction. */
  readonly slope: Float64Array;
  readonly offsetSlope: Float64Array;
}

export interface Fluctuated {
  /** Targeted predictions under no treatment and under treatment. */
  readonly 0: Float64Array;
  readonly 1: Float64Array;
  readonly epsilon: readonly number[];
  /** How many predictions lay at or beyond the bounds. */
  readonly outside: number;
  /** Derivatives, of no treatment and of treatment. */
  readonly arms: readonly [MovedArm, MovedArm];
}

/** As in the R package tmle (Gruber & van der Laan 2012), predictions start at least this far inside the bounds. */
const margin = 0.0005;

/**
 * Moves predictions by ε times the clever covariate until Σ sᵢ H(aᵢ, xᵢ) (Yᵢ − m*(aᵢ, xᵢ)) = 0: one ε for each arm, or
 * one for both with opposite signs.
 */
export function fluctuate(
  { study, model, followed }: Nuisances,
  clever: readonly [Float64Array, Float64Array],
  { linear, target, bounds: [low, high] }: Fluctuation,
): Fluctuated {
  const range = linear ? 1 : high - low;
  const shift = linear ? 0 : low;
  let outside = 0;
  const start = (predicted: Float64Array): Float64Array =>
    predicted.map((each) => {
      if (linear) return each;
      const q = (each - shift) / range;
      if (q > margin && q < 1 - margin) return Math.log(q / (1 - q));
      outside++;
      return q > 0.5 ? Math.log((1 - margin) / margin) : Math.log(margin / (1 - margin));
    });
  const offsets = [start(model.untreated), start(model.treated)] as const;
  const y = (followed?.outcome ?? study.outcome).map((value) => (value - shift) / range);
  const mean = linear ? (eta: number): number => eta : expit;
  const solveOver = (covariate: (row: number) => number): number => {
    const ofSeen = (i: number): number => (study.seen?.[i] === 0 ? 0 : covariate(i));
    return solveEpsilon(study.treatment, offsets, y, ofSeen, study.weights, linear);
  };
  const sign = (a: number): number => (a === 1 ? 1 : -1);
  const own = study.treatment;
  const epsilon =
    target === "difference"
      ? [solveOver((i) => sign(own[i]!) * clever[own[i]! as 0 | 1][i]!)]
      : [0, 1].map((arm) => solveOver((i) => (own[i] === arm ? clever[arm as 0 | 1][i]! : 0)));
  const stepOf = (arm: 0 | 1): number => (target === "difference" ? sign(arm) * epsilon[0]! : epsilon[arm]!);
  const move = (arm: 0 | 1): Float64Array =>
    offsets[arm].map((eta, i) => shift + range * mean(eta + stepOf(arm) * clever[arm][i]!));
  const [zero, one] = [move(0), move(1)];
  const scale = { linear, low, high };
  const arms = [
    movedArm(stepOf(0), offsets[0], zero, scale),
    movedArm(stepOf(1), offsets[1], one, scale),
  ] as const;
  return { 0: zero, 1: one, epsilon, outside, arms };
}

function movedArm(
  step: number,
  offset: Float64Array,
  moved: Float64Array,
  { linear, low, high }: { readonly linear: boolean; readonly low: number; readonly high: number },
): MovedArm {
  if (linear) {
    const one = new Float64Array(moved.length).fill(1);
    return { step, slope: one, offsetSlope: one };
  }
  const kept = Math.log((1 - margin) / margin) * (1 - 1e-12);
  return {
    step,
    slope: moved.map((m) => ((m - low) * (high - m)) / (high - low)),
    // Predictions that were moved inside the bounds no longer depend on the model.
    offsetSlope: offset.map((eta) =>
      Math.abs(eta) >= kept ? 0 : 1 / ((high - low) * expit(eta) * (1 - expit(eta))),
    ),
  };
}

/** Newton's method with step halving on the concave quasi-likelihood of one coefficient. */
function solveEpsilon(
  treatment: Float64Array,
  offsets: readonly [Float64Array, Float64Array],
  y: Float64Array,
  covariate: (row: number) => number,
  weights: Float64Array | undefined,
  linear: boolean,
): number {
  const scoreAt = (epsilon: number): { score: number; slope: number; size: number } => {
    let [score, slope, size] = [0, 0, 0];
    for (let i = 0; i < y.length; i++) {
      const h = covariate(i);
      if (h === 0) continue;
      const weight = weights ? weights[i]! : 1;
      const eta = offsets[treatment[i]! as 0 | 1][i]! + epsilon * h;
      const mu = linear ? eta : expit(eta);
      score += weight * h * (y[i]! - mu);
      slope += weight * h * h * (linear ? 1 : mu * (1 - mu));
      size += weight * Math.abs(h);
    }
    return { score, slope, size };
  };
  let epsilon = 0;
  let at = scoreAt(0);
  for (let iteration = 0; iteration < 50; iteration++) {
    if (Math.abs(at.score) <= 1e-12 * at.size) return epsilon;
    let step = at.score / at.slope;
    let next = scoreAt(epsilon + step);
    while (Math.abs(next.score) > Math.abs(at.score) && Math.abs(step) > 1e-14) {
      step /= 2;
      next = scoreAt(epsilon + step);
    }
    if (Math.abs(step) <= 1e-14) return epsilon;
    epsilon += step;
    at = next;
  }
  throw new ConvergenceError(
    "TMLE's fluctuation has no finite maximum after 50 steps: some weights are extreme. Look at overlap(), clip the propensity or trim.",
  );
}

function expit(eta: number): number {
  return 1 / (1 + Math.exp(-eta));
}
