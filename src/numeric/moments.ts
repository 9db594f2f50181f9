import { type Observations, SEGMENT } from "./block.js";
import { type SumsOptions, sumRows } from "./memory-sums.js";
import type { Standardization } from "./standardize.js";

/**
 * Weighted means and standard deviations of the columns, `weight` being the sum of the weights; a constant column keeps
 * the scale 1. A column with a value that is not finite has a center or a scale that is not finite.
 */
export async function columnMoments(
  data: Observations,
  weight: number,
  options: SumsOptions = {},
): Promise<Standardization> {
  const origin = Float64Array.from(data.columns, (column) => column[0]!);
  return standardizationOf(
    origin,
    await sumRows(data, { family: "moments", center: origin }, options),
    weight,
  );
}

/**
 * Means and standard deviations of every so many segments, near enough to keep the digits of sums over all rows; columns
 * that keep them anyhow are left as they are. Undefined where these segments have no weight.
 */
export async function partMoments(
  data: Observations,
  every: number,
  options: SumsOptions = {},
): Promise<Standardization | undefined> {
  const weight = partWeight(data, every);
  if (weight === 0) return undefined;
  const { center, scale } = await columnMoments(data, weight, { ...options, every });
  const kept = center.map((mean, j) =>
    Number(Math.abs(mean) <= scale[j]! && scale[j]! >= 0.25 && scale[j]! <= 4),
  );
  return {
    center: center.map((mean, j) => (kept[j] ? 0 : mean)),
    scale: scale.map((each, j) => (kept[j] ? 1 : each)),
  };
}

/** Sum of the weights in every so many segments. */
function partWeight({ rows, weights }: Observations, every: number): number {
  let sum = 0;
  for (let from = 0; from < rows; from += every * SEGMENT) {
    const end = Math.min(rows, from + SEGMENT);
    if (weights) for (let i = from; i < end; i++) sum += weights[i]!;
    else sum += end - from;
  }
  return sum;
}

/** From Σ w·(x − origin) and Σ w·(x − origin)², in pairs. */
export function standardizationOf(origin: Float64Array, sums: Float64Array, weight: number): Standardization {
  const scale = new Float64Array(origin.length);
  const center = origin.map((first, j) => {
    const shift = sums[2 * j]! / weight;
    const deviation = Math.sqrt(Math.max(0, sums[2 * j + 1]! / weight - shift * shift));
    const mean = first + shift;
    scale[j] = deviation <= 1e-13 * Math.abs(mean) ? 1 : deviation;
    return mean;
  });
  return { center, scale };
}
