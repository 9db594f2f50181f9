import type { Stream } from "../../stats/random.js";

/** What trees see of the data: columns of one length, centred outcomes, weights (0: the row is not there). */
export interface TreeData {
  readonly columns: readonly Float64Array[];
  /** Dense ranks of the columns' values; only the best split needs them. */
  readonly ranks: readonly Int32Array[];
  readonly y: Float64Array;
}

/** The rows of a node with the sums of their weights and weighted outcomes. */
export interface NodeRows {
  readonly rows: Int32Array;
  readonly weights: Float64Array;
  readonly sum: number;
  readonly weight: number;
}

export interface Split {
  readonly feature: number;
  readonly threshold: number;
  /** Σ over both sides of (Σ w·y)² / Σ w. */
  readonly score: number;
}

/**
 * The best threshold of a column: it maximizes (Σ w·y)² / Σ w summed over both sides, which minimizes their squared
 * error (Breiman, Friedman, Olshen & Stone 1984, section 8.4; for a 0/1 outcome it is the Gini criterion).
 *
 * Values are compared by rank: counted where the node's ranks are dense, sorted where they are not.
 */
export class BestSplit {
  readonly #data: TreeData;
  readonly #minLeaf: number;
  readonly #keys: Float64Array;
  #weights: Float64Array = new Float64Array(0);
  #sums: Float64Array = new Float64Array(0);
  #counts: Int32Array = new Int32Array(0);
  #first: Int32Array = new Int32Array(0);

  constructor(data: TreeData, rows: number, minLeaf: number) {
    this.#data = data;
    this.#minLeaf = minLeaf;
    this.#keys = new Float64Array(rows);
  }

  /** `"constant"` where all rows have one value, undefined where no threshold leaves enough rows on both sides. */
  find(feature: number, node: NodeRows): Split | "constant" | undefined {
    const { rows } = node;
    const ranks = this.#data.ranks[feature]!;
    let low = ranks[rows[0]!]!;
    let high = low;
    for (let i = 1; i < rows.length; i++) {
      const rank = ranks[rows[i]!]!;
      if (rank < low) low = rank;
      else if (rank > high) high = rank;
    }
    if (low === high) return "constant";
    const dense = high - low < 3 * rows.length;
    return dense ? this.#count(feature, node, low, high - low + 1) : this.#sort(feature, node, low);
  }

  #count(feature: number, node: NodeRows, low: number, bins: number): Split | undefined {
    this.#reserve(bins);
    const [weights, sums, counts, first] = [this.#weights, this.#sums, this.#counts, this.#first];
    weights.fill(0, 0, bins);
    sums.fill(0, 0, bins);
    counts.fill(0, 0, bins);
    const ranks = this.#data.ranks[feature]!;
    const { y } = this.#data;
    for (const row of node.rows) {
      const bin = ranks[row]! - low;
      const weight = node.weights[row]!;
      weights[bin]! += weight;
      sums[bin]! += weight * y[row]!;
      counts[bin]!++;
      first[bin] = row;
    }
    let filled = 0;
    for (let bin = 0; bin < bins; bin++) {
      if (counts[bin] === 0) continue;
      weights[filled] = weights[bin]!;
      sums[filled] = sums[bin]!;
      counts[filled] = counts[bin]!;
      first[filled++] = first[bin]!;
    }
    return this.#scan(feature, node, filled);
  }

  #sort(feature: number, node: NodeRows, low: number): Split | undefined {
    const { rows } = node;
    this.#reserve(rows.length);
    const ranks = this.#data.ranks[feature]!;
    const keys = this.#keys.subarray(0, rows.length);
    for (let i = 0; i < rows.length; i++) keys[i] = (ranks[rows[i]!]! - low) * rows.length + i;
    if (rows.length > 24) keys.sort();
    else insertionSort(keys);
    let [filled, before] = [-1, -1];
    for (const key of keys) {
      const rank = Math.floor(key / rows.length);
      const row = rows[key - rank * rows.length]!;
      if (rank !== before) {
        filled++;
        this.#weights[filled] = 0;
        this.#sums[filled] = 0;
        this.#counts[filled] = 0;
        this.#first[filled] = row;
        before = rank;
      }
      const weight = node.weights[row]!;
      this.#weights[filled]! += weight;
      this.#sums[filled]! += weight * this.#data.y[row]!;
      this.#counts[filled]!++;
    }
    return this.#scan(feature, node, filled + 1);
  }

  /** The best cut between the first `filled` groups of equal values. */
  #scan(feature: number, node: NodeRows, filled: number): Split | undefined {
    const last = node.rows.length - this.#minLeaf;
    let [weight, sum, count, best, score] = [0, 0, 0, -1, Number.NEGATIVE_INFINITY];
    for (let k = 0; k + 1 < filled; k++) {
      weight += this.#weights[k]!;
      sum += this.#sums[k]!;
      count += this.#counts[k]!;
      if (count < this.#minLeaf) continue;
      if (count > last) break;
      const rest = node.sum - sum;
      const found = (sum * sum) / weight + (rest * rest) / (node.weight - weight);
      if (found > score) {
        score = found;
        best = k;
      }
    }
    if (best < 0) return undefined;
    const column = this.#data.columns[feature]!;
    const below = column[this.#first[best]!]!;
    return { feature, score, threshold: midpoint(below, column[this.#first[best + 1]!]!) };
  }

  #reserve(bins: number): void {
    if (this.#weights.length >= bins) return;
    const size = Math.max(bins, 2 * this.#weights.length);
    this.#weights = new Float64Array(size);
    this.#sums = new Float64Array(size);
    this.#counts = new Int32Array(size);
    this.#first = new Int32Array(size);
  }
}

/** A threshold drawn uniformly between a column's least and greatest value (Geurts, Ernst & Wehenkel 2006, table 1). */
export class RandomSplit {
  readonly #data: TreeData;
  readonly #minLeaf: number;
  readonly #counted: boolean;
  readonly #stream: Stream;

  constructor(
    data: TreeData,
    { minLeaf, counted = false }: { readonly minLeaf: number; readonly counted?: boolean },
    stream: Stream,
  ) {
    this.#data = data;
    this.#minLeaf = minLeaf;
    this.#counted = counted;
    this.#stream = stream;
  }

  find(feature: number, { rows, weights, sum, weight }: NodeRows): Split | "constant" | undefined {
    const column = this.#data.columns[feature]!;
    const { y } = this.#data;
    let low = column[rows[0]!]!;
    let high = low;
    for (let i = 1; i < rows.length; i++) {
      const value = column[rows[i]!]!;
      if (value < low) low = value;
      else if (value > high) high = value;
    }
    if (low === high) return "constant";
    const u = this.#stream.uniform();
    const drawn = low * (1 - u) + high * u;
    const threshold = drawn < high ? Math.max(low, drawn) : low;
    let [leftSum, leftWeight, count] = [0, 0, 0];
    // A product in place of a branch, which a random threshold makes unforeseeable.
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      const inside = Number(column[row]! <= threshold);
      const w = inside * weights[row]!;
      leftWeight += w;
      leftSum += w * y[row]!;
      count += inside;
    }
    const [left, all] = this.#counted ? [leftWeight, weight] : [count, rows.length];
    if (left < this.#minLeaf || all - left < this.#minLeaf) return undefined;
    const rest = sum - leftSum;
    const score = (leftSum * leftSum) / leftWeight + (rest * rest) / (weight - leftWeight);
    return { feature, threshold, score };
  }
}

/** Halfway between neighbours, and never the upper one. */
export function midpoint(below: number, above: number): number {
  const middle = below / 2 + above / 2;
  return middle >= above || middle < below ? below : middle;
}

function insertionSort(keys: Float64Array): void {
  for (let i = 1; i < keys.length; i++) {
    const key = keys[i]!;
    let j = i - 1;
    for (; j >= 0 && keys[j]! > key; j--) keys[j + 1] = keys[j]!;
    keys[j + 1] = key;
  }
}
