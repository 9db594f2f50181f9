import { moveCenters } from "./move-centers.js";
import { nearest, type Points, squared } from "./points.js";

/** What is known of distances without computing them. */
export interface Bounds {
  /** Centers in groups of near ones: `members` from `ends[g]` to `ends[g + 1]` are those of group g, ascending. */
  readonly members: Int32Array;
  readonly ends: Int32Array;
  readonly groupOf: Int32Array;
  /** At least the distance of each point to its own center. */
  readonly upper: Float64Array;
  /** Points × groups: at most the distance to the nearest center of the group but for the point's own. */
  readonly lower: Float64Array;
}

const perGroup = 10;

export function startBounds({ rows, width }: Points, centers: Float64Array): Bounds {
  const count = centers.length / width;
  const groups = Math.max(1, Math.floor(count / perGroup));
  const groupOf = groupCenters(centers, width, groups);
  const ends = new Int32Array(groups + 1);
  for (const g of groupOf) ends[g + 1]!++;
  for (let g = 0; g < groups; g++) ends[g + 1]! += ends[g]!;
  const next = ends.slice(0, groups);
  const members = new Int32Array(count);
  groupOf.forEach((g, c) => {
    members[next[g]!++] = c;
  });
  const upper = new Float64Array(rows).fill(Number.POSITIVE_INFINITY);
  return { members, ends, groupOf, upper, lower: new Float64Array(rows * groups) };
}

/** After labels changed outside. */
export function forget({ upper, lower }: Bounds): void {
  upper.fill(Number.POSITIVE_INFINITY);
  lower.fill(0);
}

/** After centers moved `by` so far. */
export function loosen({ upper, lower, groupOf, ends }: Bounds, labels: Int32Array, by: Float64Array): void {
  const groups = ends.length - 1;
  const furthest = new Float64Array(groups);
  groupOf.forEach((g, c) => {
    furthest[g] = Math.max(furthest[g]!, by[c]!);
  });
  for (let i = 0, at = 0; i < upper.length; i++) {
    upper[i]! += by[labels[i]!]!;
    for (let g = 0; g < groups; g++) lower[at++]! -= furthest[g]!;
  }
}

/** Gives each point its nearest center; returns how many changed. */
export function assignNearest(
  points: Points,
  centers: Float64Array,
  labels: Int32Array,
  bounds: Bounds,
): number {
  const { upper, lower, ends } = bounds;
  const groups = ends.length - 1;
  let changed = 0;
  for (let i = 0; i < points.rows; i++) {
    const label = labels[i]!;
    if (label >= 0) {
      let least = Number.POSITIVE_INFINITY;
      for (let g = i * groups; g < (i + 1) * groups; g++) if (lower[g]! < least) least = lower[g]!;
      if (upper[i]! < least) continue;
      upper[i] = Math.sqrt(squared(points.values, i, centers, label, points.width));
      if (upper[i]! < least) continue;
    }
    if (search(points, i, centers, labels, bounds)) changed++;
  }
  return changed;
}

/** Looks into the groups that may hold a nearer center; says whether the point changed its own. */
function search(
  { values, width }: Points,
  i: number,
  centers: Float64Array,
  labels: Int32Array,
  { members, ends, groupOf, upper, lower }: Bounds,
): boolean {
  const groups = ends.length - 1;
  const before = labels[i]!;
  let best = before;
  let square = before < 0 ? Number.POSITIVE_INFINITY : squared(values, i, centers, before, width);
  let least = Math.sqrt(square);
  for (let g = 0; g < groups; g++) {
    if (least < lower[i * groups + g]!) continue;
    let [first, second, winner] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, -1];
    for (let at = ends[g]!; at < ends[g + 1]!; at++) {
      const c = members[at]!;
      if (c === best) continue;
      const d = squared(values, i, centers, c, width);
      if (d < first) [second, first, winner] = [first, d, c];
      else if (d < second) second = d;
    }
    if (first > square || (first === square && winner > best)) {
      lower[i * groups + g] = Math.sqrt(first);
      continue;
    }
    // Who was best until here bounds its own group from now on.
    const left = best < 0 ? -1 : groupOf[best]!;
    lower[i * groups + g] = left === g ? Math.min(least, Math.sqrt(second)) : Math.sqrt(second);
    if (left >= 0 && left !== g) lower[i * groups + left] = Math.min(lower[i * groups + left]!, least);
    [best, square, least] = [winner, first, Math.sqrt(first)];
  }
  labels[i] = best;
  upper[i] = least;
  return best !== before;
}

/** Groups decide what is skipped, never what is found: a few rounds from evenly spaced centers will do. */
function groupCenters(centers: Float64Array, width: number, groups: number): Int32Array {
  const count = centers.length / width;
  const labels = new Int32Array(count);
  if (groups === 1) return labels;
  const points = { rows: count, width, values: centers };
  const middles = new Float64Array(groups * width);
  for (let g = 0; g < groups; g++) {
    const from = Math.floor((g * count) / groups) * width;
    middles.set(centers.subarray(from, from + width), g * width);
  }
  for (let round = 0; round < 5; round++) {
    for (let c = 0; c < count; c++) labels[c] = nearest(points, c, middles);
    moveCenters(points, middles, labels, groups);
  }
  return labels;
}
