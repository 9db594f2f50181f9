import { assertLength } from "../assert.js";
import { ArgumentError } from "../errors.js";

/** Σ values with Neumaier's compensation (1974): exact to rounding even where terms cancel. */
export function stableSum(values: ArrayLike<number>): number {
  let [sum, lost] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return Number.isFinite(lost) ? sum + lost : sum;
}

/** Σ w·x / Σ w. */
export function mean(values: ArrayLike<number>, weights?: ArrayLike<number>): number {
  if (!weights) {
    refuseNone(values.length, "values");
    return stableSum(values) / values.length;
  }
  assertLength(weights, values.length, "weights");
  const total = totalWeight(weights);
  return (
    stableSum(Float64Array.from(values, (value, i) => (weights[i]! === 0 ? 0 : weights[i]! * value))) / total
  );
}

/**
 * Σ w·(x − mean)² over n − 1. With probability weights the denominator is Σw − Σw²/Σw, which is n − 1 for equal weights;
 * with `kind: "frequency"` it is Σw − 1.
 */
export function variance(
  values: ArrayLike<number>,
  weights?: ArrayLike<number>,
  kind: "probability" | "frequency" = "probability",
): number {
  const center = mean(values, weights);
  const w = (i: number): number => (weights ? weights[i]! : 1);
  const squares = Float64Array.from(values, (value, i) => (w(i) === 0 ? 0 : w(i) * (value - center) ** 2));
  const total = weights ? stableSum(weights) : values.length;
  const frequency = kind === "frequency" || !weights;
  const lost = frequency ? 1 : stableSum(Float64Array.from(weights, (each) => each * each)) / total;
  if (!(total > lost)) throw new ArgumentError("a variance needs at least two values with weight.");
  return stableSum(squares) / (total - lost);
}

/**
 * Quantile: for equal weights the one of R's default (Hyndman & Fan 1996, type 7); with weights the smallest value up to
 * which a share `probability` of the weight lies, or the middle between it and the next where the share is exact.
 */
export function quantile(
  values: ArrayLike<number>,
  probability: number,
  weights?: ArrayLike<number>,
): number {
  if (!(probability >= 0 && probability <= 1))
    throw new ArgumentError(`probability must lie from 0 to 1; it was ${probability}.`);
  refuseNone(values.length, "values");
  if (weights) return weightedQuantile(values, probability, weights);
  return sortedQuantile(Float64Array.from(values).sort(), probability);
}

/** The type 7 quantile of values in order; nothing is checked. */
export function sortedQuantile(sorted: Float64Array, probability: number): number {
  const place = probability * (sorted.length - 1);
  const k = Math.floor(place);
  const next = sorted[Math.min(k + 1, sorted.length - 1)]!;
  return sorted[k]! + (place - k) * (next - sorted[k]!);
}

function weightedQuantile(
  values: ArrayLike<number>,
  probability: number,
  weights: ArrayLike<number>,
): number {
  assertLength(weights, values.length, "weights");
  const target = probability * totalWeight(weights);
  const order = Array.from({ length: values.length }, (_, i) => i)
    .filter((i) => weights[i]! > 0)
    .sort((a, b) => values[a]! - values[b]!);
  let below = 0;
  for (let k = 0; k < order.length; k++) {
    below += weights[order[k]!]!;
    const rounding = 1e-12 * target;
    if (Math.abs(below - target) <= rounding && k + 1 < order.length)
      return (values[order[k]!]! + values[order[k + 1]!]!) / 2;
    if (below > target - rounding) return values[order[k]!]!;
  }
  return values[order[order.length - 1]!]!;
}

/** (Σw)² / Σw²: how many equally weighted values carry as much information (Kish 1965). */
export function effectiveSampleSize(weights: ArrayLike<number>): number {
  const total = totalWeight(weights);
  return total ** 2 / stableSum(Float64Array.from(weights, (each) => each * each));
}

function totalWeight(weights: ArrayLike<number>): number {
  refuseNone(weights.length, "weights");
  for (let i = 0; i < weights.length; i++) {
    if (!(weights[i]! >= 0))
      throw new ArgumentError(`weights must be 0 or more; number ${i + 1} was ${weights[i]}.`);
  }
  const total = stableSum(weights);
  if (!(total > 0)) throw new ArgumentError("weights must not all be 0.");
  return total;
}

function refuseNone(length: number, name: string): void {
  if (length === 0) throw new ArgumentError(`${name} must not be empty.`);
}
