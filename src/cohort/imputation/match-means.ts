import { type Cholesky, cholesky } from "../../numeric/cholesky.js";
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
  const factor = cholesky(crossProducts(predictors, present), predictors.length + 1, 0);
  const means = codes.map((code, j) =>
    predictedMeans(code, predictors, { present, absent, factor }, stream.split("draw", j)),
  );
  const random = stream.split("donor");
  if (means.length === 1) return nearestOnLine(means[0]!, present, random);
  const donors = donorsInSpace(means);
  return absent.map((_, k) => present[donors(k)[random.integer(Math.min(donorCount, present.length))]!]!);
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
  { present, absent, factor }: { present: Int32Array; absent: Int32Array; factor: Cholesky },
  stream: Stream,
): Means {
  const p = predictors.length + 1;
  const fitted = factor.solve(momentsOf(y, predictors, present));
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

/** Σ z z′ over the rows with z = (1, predictors), its diagonal raised by the ridge. */
function crossProducts(predictors: readonly Float64Array[], rows: Int32Array): Float64Array {
  const p = predictors.length + 1;
  const matrix = new Float64Array(p * p);
  const z = new Float64Array(p);
  z[0] = 1;
  for (const row of rows) {
    for (let j = 1; j < p; j++) z[j] = predictors[j - 1]![row]!;
    for (let j = 0; j < p; j++) for (let k = 0; k <= j; k++) matrix[j * p + k]! += z[j]! * z[k]!;
  }
  for (let j = 0; j < p; j++) {
    matrix[j * p + j]! *= 1 + ridge;
    if (matrix[j * p + j] === 0) matrix[j * p + j] = ridge;
    for (let k = 0; k < j; k++) matrix[k * p + j] = matrix[j * p + k]!;
  }
  return matrix;
}

function momentsOf(y: Float64Array, predictors: readonly Float64Array[], rows: Int32Array): Float64Array {
  const moments = new Float64Array(predictors.length + 1);
  for (const row of rows) moments[0]! += y[row]!;
  predictors.forEach((column, j) => {
    for (const row of rows) moments[j + 1]! += column[row]! * y[row]!;
  });
  return moments;
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
    let right = firstAtLeast(line, mean);
    let left = right - 1;
    const count = Math.min(donorCount, line.length);
    for (let found = 0; found < count; found++) {
      if (left < 0 || (right < line.length && line[right]! - mean <= mean - line[left]!)) right++;
      else left--;
    }
    return present[order[left + 1 + random.integer(count)]!]!;
  });
}

/**
 * Places among the present rows of the nearest in the space of all the variable's level indicators, the nearest first and
 * of equally near ones the earlier row. Rows are walked outwards along the widest axis, until it alone is too far.
 */
function donorsInSpace(means: readonly Means[]): (k: number) => Int32Array {
  const axis = means.reduce((widest, each) =>
    spread(each.present) > spread(widest.present) ? each : widest,
  );
  const order = Int32Array.from(axis.present.keys()).sort(
    (a, b) => axis.present[a]! - axis.present[b]! || a - b,
  );
  const line = Float64Array.from(order, (place) => axis.present[place]!);
  const places = new Int32Array(donorCount);
  const distances = new Float64Array(donorCount);
  return (k) => {
    let found = 0;
    const consider = (place: number): void => {
      let distance = 0;
      for (const { present, absent } of means) distance += (present[place]! - absent[k]!) ** 2;
      let at = found;
      while (at > 0 && isNearer(distance, place, distances[at - 1]!, places[at - 1]!)) at--;
      if (at === donorCount) return;
      if (found < donorCount) found++;
      for (let m = found - 1; m > at; m--) {
        places[m] = places[m - 1]!;
        distances[m] = distances[m - 1]!;
      }
      places[at] = place;
      distances[at] = distance;
    };
    const target = axis.absent[k]!;
    const reaches = (position: number): boolean =>
      found < donorCount || (line[position]! - target) ** 2 <= distances[donorCount - 1]!;
    let right = firstAtLeast(line, target);
    let left = right - 1;
    while (left >= 0 || right < line.length) {
      const goRight = left < 0 || (right < line.length && line[right]! - target <= target - line[left]!);
      const next = goRight ? right++ : left--;
      if (!reaches(next)) break;
      consider(order[next]!);
    }
    return places;
  };
}

function isNearer(distance: number, place: number, other: number, otherPlace: number): boolean {
  return distance < other || (distance === other && place < otherPlace);
}

function spread(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}

function firstAtLeast(line: Float64Array, target: number): number {
  let [low, high] = [0, line.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (line[middle]! < target) low = middle + 1;
    else high = middle;
  }
  return low;
}
