/** Points in a k-d tree: each inner node halves its rows at the median of one coordinate, in turn. */
export interface NeighborTree {
  readonly points: Float64Array;
  readonly dimensions: number;
  readonly order: Int32Array;
}

export interface Neighbor {
  readonly row: number;
  /** Squared distance. */
  readonly square: number;
}

/** Rows up to which a node is searched one by one. */
const leaf = 16;

export function buildTree(points: Float64Array, dimensions: number): NeighborTree {
  const order = Int32Array.from({ length: points.length / Math.max(1, dimensions) }, (_, i) => i);
  const divide = (start: number, end: number, depth: number): void => {
    if (end - start <= leaf) return;
    const j = depth % dimensions;
    order
      .subarray(start, end)
      .sort((a, b) => points[a * dimensions + j]! - points[b * dimensions + j]! || a - b);
    const middle = (start + end) >> 1;
    divide(start, middle, depth + 1);
    divide(middle + 1, end, depth + 1);
  };
  divide(0, order.length, 0);
  return { points, dimensions, order };
}

/** The k nearest rows, nearest first; of rows equally far the earlier. */
export function nearest(
  { points, dimensions, order }: NeighborTree,
  point: Float64Array,
  k: number,
): Neighbor[] {
  const found: Neighbor[] = [];
  const offer = (row: number): void => {
    let square = 0;
    for (let j = 0; j < dimensions; j++) square += (points[row * dimensions + j]! - point[j]!) ** 2;
    let place = found.length;
    while (place > 0 && isBefore(square, row, found[place - 1]!)) place--;
    if (place === k) return;
    found.splice(place, 0, { row, square });
    if (found.length > k) found.pop();
  };
  const search = (start: number, end: number, depth: number): void => {
    if (end - start <= leaf) {
      for (let i = start; i < end; i++) offer(order[i]!);
      return;
    }
    const j = depth % dimensions;
    const middle = (start + end) >> 1;
    const apart = point[j]! - points[order[middle]! * dimensions + j]!;
    offer(order[middle]!);
    if (apart <= 0) search(start, middle, depth + 1);
    else search(middle + 1, end, depth + 1);
    if (found.length === k && apart * apart > found[k - 1]!.square) return;
    if (apart <= 0) search(middle + 1, end, depth + 1);
    else search(start, middle, depth + 1);
  };
  search(0, order.length, 0);
  return found;
}

function isBefore(square: number, row: number, other: Neighbor): boolean {
  return square < other.square || (square === other.square && row < other.row);
}
