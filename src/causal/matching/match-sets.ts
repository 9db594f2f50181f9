import { assign, type Bipartite } from "./assign.js";
import { nearestIndex } from "./nearest-index.js";
import { type Pace, paceEvery } from "./pace.js";

/** Which treated and untreated rows may be put together, and how far apart they are. */
export interface SetsProblem {
  readonly points: readonly Float64Array[];
  readonly treated: Int32Array;
  readonly untreated: Int32Array;
  /** Farthest pair allowed. */
  readonly reach: number;
  /** Awaited now and then with the number of rows that were done since. */
  readonly pace?: Pace;
}

/**
 * Matched sets, each of one treated row with untreated ones or of one untreated row with treated ones, in which the total
 * distance between the single row and the others is as small as it can be: an optimal full matching (Rosenbaum 1991).
 * Returns the pairs; rows that nobody is within reach of are in none.
 *
 * Such sets are the stars of a cheapest edge cover. With c(u) the distance of u to its nearest row of the other group, its
 * cost is Σ c less the largest total of c(u) + c(v) − d(u, v) over disjoint pairs; everybody else goes to the nearest.
 */
export async function matchSets({
  points,
  treated,
  untreated,
  reach,
  pace,
}: SetsProblem): Promise<[number, number][]> {
  if (treated.length === 0 || untreated.length === 0) return [];
  const nearest = new Map<number, Nearest>();
  await findNearest(points, treated, untreated, reach, nearest, pace);
  await findNearest(points, untreated, treated, reach, nearest, pace);
  const left = treated.filter((row) => nearest.has(row));
  const right = untreated.filter((row) => nearest.has(row));
  const mates = await assign(await gainfulPairs(points, left, right, nearest, reach, pace), pace);
  const pairs: [number, number][] = [];
  const paired = new Set<number>();
  mates.forEach((v, u) => {
    if (v < 0) return;
    pairs.push([left[u]!, right[v]!]);
    paired.add(left[u]!).add(right[v]!);
  });
  for (const row of left) if (!paired.has(row)) pairs.push([row, nearest.get(row)!.row]);
  for (const row of right) if (!paired.has(row)) pairs.push([nearest.get(row)!.row, row]);
  return withoutRedundant(pairs);
}

interface Nearest {
  readonly row: number;
  readonly distance: number;
}

async function findNearest(
  points: readonly Float64Array[],
  rows: Int32Array,
  pool: Int32Array,
  reach: number,
  nearest: Map<number, Nearest>,
  pace: Pace | undefined,
): Promise<void> {
  const index = nearestIndex(points, pool);
  for (const [k, row] of rows.entries()) {
    if (k % paceEvery === 0) await pace?.(paceEvery);
    const [found] = index.find(row, 1, { reach, first: true });
    if (found !== undefined) nearest.set(row, { row: found, distance: distanceOf(points, row, found) });
  }
}

/**
 * The pairs that cost less together than each with its nearest, by the first coordinate from near to far: only those whose
 * reaches to their nearest overlap there.
 */
async function gainfulPairs(
  points: readonly Float64Array[],
  left: Int32Array,
  right: Int32Array,
  nearest: ReadonlyMap<number, Nearest>,
  reach: number,
  pace: Pace | undefined,
): Promise<Bipartite> {
  const axis = points[0]!;
  const order = Int32Array.from(right.keys()).sort((i, j) => axis[right[i]!]! - axis[right[j]!]!);
  const rows = order.map((v) => right[v]!);
  const costs = Float64Array.from(rows, (row) => nearest.get(row)!.distance);
  // How far up those to the left reach, and how far down those to the right.
  const up = Float64Array.from(rows, (row, k) => axis[row]! + costs[k]!);
  const down = Float64Array.from(rows, (row, k) => axis[row]! - costs[k]!);
  for (let k = 1; k < up.length; k++) up[k] = Math.max(up[k]!, up[k - 1]!);
  for (let k = down.length - 2; k >= 0; k--) down[k] = Math.min(down[k]!, down[k + 1]!);
  const [starts, ends, gains] = [new Int32Array(left.length + 1), [] as number[], [] as number[]];
  for (const [u, row] of left.entries()) {
    if (u % paceEvery === 0) await pace?.(paceEvery);
    const own = nearest.get(row)!.distance;
    for (let k = firstAbove(up, axis[row]! - own); k < order.length; k++) {
      if (down[k]! > axis[row]! + own) break;
      const distance = distanceOf(points, row, rows[k]!);
      const gain = own + costs[k]! - distance;
      if (distance > reach || !(gain > 0)) continue;
      ends.push(order[k]!);
      gains.push(gain);
    }
    starts[u + 1] = ends.length;
  }
  return {
    left: left.length,
    right: right.length,
    starts,
    ends: Int32Array.from(ends),
    gains: Float64Array.from(gains),
  };
}

/** Drops pairs whose rows both have another: ties and distances of 0 leave some. */
function withoutRedundant(pairs: readonly [number, number][]): [number, number][] {
  const degree = new Map<number, number>();
  for (const pair of pairs) for (const row of pair) degree.set(row, (degree.get(row) ?? 0) + 1);
  return pairs.filter(([i, j]) => {
    if (degree.get(i)! < 2 || degree.get(j)! < 2) return true;
    degree.set(i, degree.get(i)! - 1);
    degree.set(j, degree.get(j)! - 1);
    return false;
  });
}

function distanceOf(points: readonly Float64Array[], i: number, j: number): number {
  let sum = 0;
  for (const column of points) sum += (column[i]! - column[j]!) ** 2;
  return Math.sqrt(sum);
}

/** Place of the first value at or above `bound`. */
function firstAbove(sorted: Float64Array, bound: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
