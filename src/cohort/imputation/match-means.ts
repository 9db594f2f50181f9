import { cholesky } from "../../numeric/cholesky.js";
import { chiSquaredQuantile } from "../../stats/distributions.js";
import type { Stream } from "../../stats/random.js";
import type { ImputationVariable } from "./variable.js";

const donorCount = 5;
/** Keeps the cross-product invertible where predictors repeat each other; on the scale of standardized columns. */
const ridge = 1e-5;

/**
 * Predictive mean matching: for each missing value, one of the five rows whose predicted value, by the fitted
 * coefficients, is nearest to its own, by coefficients drawn from their posterior (van Buuren 2018, algorithm 3.3).
 */
export function matchMeans(
  variable: ImputationVariable,
  predictors: readonly Float64Array[],
  stream: Stream,
): Int32Array {
  const { present, absent, codes } = variable;
  const means = codes.map((code, j) =>
    predictedMeans(code, predictors, present, absent, stream.split("draw", j)),
  );
  const random = stream.split("donor");
  if (means.length === 1) return nearestOnLine(means[0]!, present, random);
  return absent.map((_, k) => present[nearestInSpace(means, k, random)]!);
}

interface Means {
  /** Of rows that have a value, by the fitted coefficients. */
  readonly present: Float64Array;
  /** Of rows that have none, by drawn coefficients. */
  readonly absent: Float64Array;
}

/** Bayesian linear regression with flat priors: σ*² = RSS / χ², β* = β̂ + σ* N(0, (X′X)⁻¹). */
function predictedMeans(
  y: Float64Array,
  predictors: readonly Float64Array[],
  present: Int32Array,
  absent: Int32Array,
  stream: Stream,
): Means {
  const p = predictors.length + 1;
  const { matrix, moments } = crossProducts(y, predictors, present);
  const factor = cholesky(matrix, p, 0);
  const fitted = factor.solve(moments);
  const onPresent = productOver(predictors, fitted, present);
  let squares = 0;
  present.forEach((row, k) => {
    squares += (y[row]! - onPresent[k]!) ** 2;
  });
  const freedom = Math.max(1, present.length - p);
  const sigma = Math.sqrt(squares / chiSquaredQuantile(stream.uniform(), freedom));
  const noise = factor.drawInverse(Float64Array.from({ length: p }, () => stream.normal()));
  const drawn = fitted.map((value, j) => value + sigma * noise[j]!);
  return { present: onPresent, absent: productOver(predictors, drawn, absent) };
}

function crossProducts(
  y: Float64Array,
  predictors: readonly Float64Array[],
  rows: Int32Array,
): { matrix: Float64Array; moments: Float64Array } {
  const p = predictors.length + 1;
  const matrix = new Float64Array(p * p);
  const moments = new Float64Array(p);
  const z = new Float64Array(p);
  z[0] = 1;
  for (const row of rows) {
    for (let j = 1; j < p; j++) z[j] = predictors[j - 1]![row]!;
    for (let j = 0; j < p; j++) {
      moments[j]! += z[j]! * y[row]!;
      for (let k = 0; k <= j; k++) matrix[j * p + k]! += z[j]! * z[k]!;
    }
  }
  for (let j = 0; j < p; j++) {
    matrix[j * p + j]! *= 1 + ridge;
    if (matrix[j * p + j] === 0) matrix[j * p + j] = ridge;
    for (let k = 0; k < j; k++) matrix[k * p + j] = matrix[j * p + k]!;
  }
  return { matrix, moments };
}

function productOver(
  predictors: readonly Float64Array[],
  beta: Float64Array,
  rows: Int32Array,
): Float64Array {
  const product = new Float64Array(rows.length).fill(beta[0]!);
  predictors.forEach((column, j) => {
    for (let k = 0; k < rows.length; k++) product[k]! += beta[j + 1]! * column[rows[k]!]!;
  });
  return product;
}

/** Donors from a sorted line: the five nearest are found by walking out from where the value would stand. */
function nearestOnLine(means: Means, present: Int32Array, random: Stream): Int32Array {
  const order = Int32Array.from(present.keys()).sort((a, b) => means.present[a]! - means.present[b]!);
  const line = Float64Array.from(order, (k) => means.present[k]!);
  return Int32Array.from(means.absent, (mean) => {
    let [low, high] = [0, line.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (line[middle]! < mean) low = middle + 1;
      else high = middle;
    }
    let [left, right] = [low - 1, low];
    const count = Math.min(donorCount, line.length);
    for (let found = 0; found < count; found++) {
      if (left < 0 || (right < line.length && line[right]! - mean <= mean - line[left]!)) right++;
      else left--;
    }
    return present[order[left + 1 + random.integer(count)]!]!;
  });
}

/** A donor's place among the present rows, near in the space of all the variable's level indicators. */
function nearestInSpace(means: readonly Means[], k: number, random: Stream): number {
  const places: number[] = [];
  const distances: number[] = [];
  const rows = means[0]!.present.length;
  for (let i = 0; i < rows; i++) {
    let distance = 0;
    for (const { present, absent } of means) distance += (present[i]! - absent[k]!) ** 2;
    if (places.length === donorCount && distance >= distances[donorCount - 1]!) continue;
    let at = distances.findIndex((each) => each > distance);
    if (at < 0) at = distances.length;
    distances.splice(at, 0, distance);
    places.splice(at, 0, i);
    if (places.length > donorCount) {
      distances.pop();
      places.pop();
    }
  }
  return places[random.integer(places.length)]!;
}
