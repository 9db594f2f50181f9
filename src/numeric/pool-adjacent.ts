/** A function that is linear between ascending knots, and constant beyond them. */
export interface Knots {
  readonly at: Float64Array;
  readonly value: Float64Array;
}

interface Pool {
  from: number;
  to: number;
  sum: number;
  weight: number;
}

/**
 * The increasing function of x that is nearest to y in weighted squares, by pooling adjacent violators (Ayer et al.
 * 1955). Equal values of x are one point with the mean of their y; rows of weight 0 count nothing.
 */
export function poolAdjacent(x: Float64Array, y: Float64Array, weights?: Float64Array): Knots {
  const pools: Pool[] = [];
  for (const point of tiedPoints(x, y, weights)) {
    let current = point;
    for (let before = pools[pools.length - 1]; before && level(before) >= level(current); ) {
      pools.pop();
      current = {
        from: before.from,
        to: current.to,
        sum: before.sum + current.sum,
        weight: before.weight + current.weight,
      };
      before = pools[pools.length - 1];
    }
    pools.push(current);
  }
  const ends = pools.flatMap((pool) => (pool.from === pool.to ? [pool.from] : [pool.from, pool.to]));
  const values = pools.flatMap((pool) =>
    pool.from === pool.to ? [level(pool)] : [level(pool), level(pool)],
  );
  return { at: Float64Array.from(ends), value: Float64Array.from(values) };
}

function tiedPoints(x: Float64Array, y: Float64Array, weights: Float64Array | undefined): Pool[] {
  const order = Int32Array.from(x.keys()).filter((i) => !weights || weights[i]! > 0);
  order.sort((a, b) => x[a]! - x[b]!);
  const points: Pool[] = [];
  for (const i of order) {
    const weight = weights ? weights[i]! : 1;
    const last = points[points.length - 1];
    if (last && last.to === x[i]) {
      last.sum += weight * y[i]!;
      last.weight += weight;
    } else points.push({ from: x[i]!, to: x[i]!, sum: weight * y[i]!, weight });
  }
  return points;
}

function level({ sum, weight }: Pool): number {
  return sum / weight;
}

/** The value at `x`, by bisection. */
export function interpolate({ at, value }: Knots, x: number): number {
  let [low, high] = [0, at.length - 1];
  if (x <= at[low]!) return value[low]!;
  if (x >= at[high]!) return value[high]!;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (at[middle]! <= x) low = middle;
    else high = middle;
  }
  const part = (x - at[low]!) / (at[high]! - at[low]!);
  return value[low]! + part * (value[high]! - value[low]!);
}
