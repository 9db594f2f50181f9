/** Answers which rows of a pool lie nearest to a row. */
export interface NearestIndex {
  /**
   * The `count` nearest rows within `reach`, and all that tie with the last of them; `except` is never among them, nor
   * are rows that `taken` marks.
   */
  find(row: number, count: number, options?: FindOptions): readonly number[];
}

export interface FindOptions {
  readonly reach?: number;
  readonly except?: number;
  readonly taken?: Uint8Array;
  /** Keep only the first of those that tie. @default false */
  readonly first?: boolean;
}

/**
 * An index of `pool` by Euclidean distance over `points` (one column per dimension): rows in the order of their first
 * coordinate are visited outwards until that coordinate alone is farther than the nearest found.
 */
export function nearestIndex(points: readonly Float64Array[], pool: Int32Array): NearestIndex {
  const axis = points[0]!;
  const order = Int32Array.from(pool).sort((i, j) => axis[i]! - axis[j]! || i - j);
  const distance = (i: number, j: number): number => {
    let sum = 0;
    for (const column of points) {
      const gap = column[i]! - column[j]!;
      sum += gap * gap;
    }
    return sum;
  };
  return {
    find(row, count, { reach = Number.POSITIVE_INFINITY, except = -1, taken, first = false } = {}) {
      const limit = reach * reach;
      const found: { row: number; square: number }[] = [];
      let worst = limit;
      const visit = (candidate: number): void => {
        if (candidate === except || taken?.[candidate]) return;
        const square = distance(row, candidate);
        if (square > worst * (1 + 1e-12)) return;
        found.push({ row: candidate, square });
        if (found.length < count) return;
        found.sort((a, b) => a.square - b.square || a.row - b.row);
        worst = Math.min(limit, found[count - 1]!.square);
        while (found.length > count && found.at(-1)!.square > worst * (1 + 1e-12) + 1e-300) found.pop();
      };
      let high = lowerBound(order, axis, axis[row]!);
      let low = high - 1;
      for (;;) {
        const below = low >= 0 ? axis[row]! - axis[order[low]!]! : Number.POSITIVE_INFINITY;
        const above = high < order.length ? axis[order[high]!]! - axis[row]! : Number.POSITIVE_INFINITY;
        const gap = Math.min(below, above);
        if (gap === Number.POSITIVE_INFINITY || gap * gap > worst * (1 + 1e-12)) break;
        visit(below <= above ? order[low--]! : order[high++]!);
      }
      found.sort((a, b) => a.square - b.square || a.row - b.row);
      return (first ? found.slice(0, count) : found).map((each) => each.row);
    },
  };
}

function lowerBound(order: Int32Array, axis: Float64Array, value: number): number {
  let [low, high] = [0, order.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (axis[order[middle]!]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
