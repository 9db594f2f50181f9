import type { Observations } from "./block.js";
import { type SumsOptions, sumRows } from "./memory-sums.js";
import type { Standardization } from "./standardize.js";

/**
 * Weighted means and standard deviations of the columns, `weight` being the sum of the weights; a constant column keeps
 * the scale 1. A column with a value that is not finite has a center that is not finite either.
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

/** From Σ w·(x − origin) and Σ w·(x − origin)², in pairs. */
export function standardizationOf(origin: Float64Array, sums: Float64Array, weight: number): Standardization {
  const scale = new Float64Array(origin.length);
  const center = origin.map((first, j) => {
    const shift = sums[2 * j]! / weight;
    const deviation = Math.sqrt(Math.max(0, sums[2 * j + 1]! / weight - shift * shift));
    const mean = first + shift;
    scale[j] = deviation > 1e-13 * Math.abs(mean) ? deviation : 1;
    return mean;
  });
  return { center, scale };
}
