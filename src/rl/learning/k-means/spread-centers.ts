import type { Stream } from "../../../stats/random.js";
import type { Points } from "./points.js";

/**
 * First centers by k-means++ (Arthur & Vassilvitskii 2007): each next one is a point drawn with probability
 * proportional to its squared distance to the nearest so far; of 2 + ln(count) such draws the one that leaves the least
 * is taken, as scikit-learn does. Fewer centers than asked where no other point is left.
 */
export function spreadCenters(points: Points, count: number, stream: Stream): Float64Array {
  const { rows, width, values } = points;
  const centers = new Float64Array(count * width);
  const draws = 2 + Math.floor(Math.log(count));
  let nearest = new Float64Array(rows).fill(Number.POSITIVE_INFINITY);
  let [best, trial] = [new Float64Array(rows), new Float64Array(rows)];
  let total = 0;
  for (let c = 0; c < count; c++) {
    let least = Number.POSITIVE_INFINITY;
    for (let k = 0; k < (c === 0 ? 1 : draws); k++) {
      const chosen = c === 0 ? stream.integer(rows) : drawByWeight(nearest, total, stream);
      let left = 0;
      for (let i = 0; i < rows; i++) {
        trial[i] = lesser(values, i, chosen, width, nearest[i]!);
        left += trial[i]!;
      }
      if (left >= least) continue;
      least = left;
      centers.set(values.subarray(chosen * width, (chosen + 1) * width), c * width);
      [best, trial] = [trial, best];
    }
    [nearest, best] = [best, nearest];
    total = least;
    if (total === 0) return centers.subarray(0, (c + 1) * width);
  }
  return centers;
}

/** The squared distance between two rows, or `limit` as soon as it is beyond that. */
function lesser(values: Float64Array, i: number, j: number, width: number, limit: number): number {
  let sum = 0;
  for (let k = 0; k < width; k++) {
    const d = values[i * width + k]! - values[j * width + k]!;
    sum += d * d;
    if (sum >= limit) return limit;
  }
  return sum;
}

function drawByWeight(weights: Float64Array, total: number, stream: Stream): number {
  let left = stream.uniform() * total;
  let last = 0;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] === 0) continue;
    last = i;
    left -= weights[i]!;
    if (left < 0) break;
  }
  return last;
}
