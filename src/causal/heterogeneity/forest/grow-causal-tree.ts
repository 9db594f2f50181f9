import type { Stream } from "../../../stats/random.js";
import type { TreeArena } from "./tree-arena.js";

/** The forest's rows: columns, residuals of outcome and treatment, and each column's rows in ascending order. */
export interface ForestData {
  readonly columns: readonly Float64Array[];
  readonly y: Float64Array;
  readonly w: Float64Array;
  readonly orders: readonly Int32Array[];
}

export interface TreeRules {
  /** Columns that a node chooses from. */
  readonly candidates: number;
  /** Least rows with treatment above the node's mean, and below it, on each side of a split. */
  readonly minNode: number;
  /** Least share of the node's treatment variation on each side of a split. */
  readonly alpha: number;
}

/** Scratch arrays of one worker, sized for the largest sample. */
export class GrowScratch {
  readonly orders: Int32Array[];
  readonly buffer: Int32Array;
  readonly side: Uint8Array;
  readonly pseudo: Float64Array;

  constructor(columns: number, rows: number, sample: number) {
    this.orders = Array.from({ length: columns }, () => new Int32Array(sample));
    this.buffer = new Int32Array(sample);
    this.side = new Uint8Array(rows);
    this.pseudo = new Float64Array(rows);
  }
}

/**
 * Grows one tree on the rows that `chosen` marks (1) and appends it to the arena: each node regresses residual outcome on
 * residual treatment, and splits where the gradients of that regression, as pseudo-outcomes, differ most (Athey,
 * Tibshirani & Wager 2019, sections 2.3 and 6.1).
 */
export function growCausalTree(
  data: ForestData,
  rules: TreeRules,
  chosen: Uint8Array,
  scratch: GrowScratch,
  arena: TreeArena,
  stream: Stream,
): number {
  const size = keepChosen(data.orders, chosen, scratch.orders);
  const root = arena.startTree();
  const stack = [{ node: root, start: 0, end: size }];
  while (stack.length > 0) {
    const { node, start, end } = stack.pop()!;
    const best = bestSplit(data, rules, scratch, start, end, stream);
    if (!best) continue;
    const left = arena.split(node, best.feature, best.threshold);
    const middle = partition(data, scratch, start, end, best);
    stack.push({ node: left + 1, start: middle, end }, { node: left, start, end: middle });
  }
  return root;
}

function keepChosen(orders: readonly Int32Array[], chosen: Uint8Array, out: readonly Int32Array[]): number {
  let size = 0;
  orders.forEach((order, j) => {
    const target = out[j]!;
    let next = 0;
    for (let k = 0; k < order.length; k++) {
      const row = order[k]!;
      target[next] = row;
      next += chosen[row]!;
    }
    size = next;
  });
  return size;
}

interface Split {
  readonly feature: number;
  readonly threshold: number;
}

function bestSplit(
  data: ForestData,
  rules: TreeRules,
  scratch: GrowScratch,
  start: number,
  end: number,
  stream: Stream,
): Split | undefined {
  const { y, w, columns } = data;
  const m = end - start;
  if (m < 4 * rules.minNode) return undefined;
  const any = scratch.orders[0]!;
  let [sumY, sumW, sumYW, sumWW] = [0, 0, 0, 0];
  for (let k = start; k < end; k++) {
    const row = any[k]!;
    sumY += y[row]!;
    sumW += w[row]!;
    sumYW += y[row]! * w[row]!;
    sumWW += w[row]! * w[row]!;
  }
  const [meanY, meanW] = [sumY / m, sumW / m];
  const variation = sumWW - sumW * meanW;
  if (!(variation > 1e-10 * m)) return undefined;
  const effect = (sumYW - sumY * meanW) / variation;
  const { pseudo } = scratch;
  let small = 0;
  for (let k = start; k < end; k++) {
    const row = any[k]!;
    const centered = w[row]! - meanW;
    pseudo[row] = centered * (y[row]! - meanY - effect * centered);
    if (centered < 0) small++;
  }
  const node = { start, end, meanW, variation, small };
  let best: Split | undefined;
  let most = 0;
  const order = pickColumns(columns.length, rules.candidates, stream);
  for (const feature of order) {
    const found = scanColumn(data, rules, scratch, feature, node);
    if (found.gain > most) {
      most = found.gain;
      best = { feature, threshold: found.threshold };
    }
  }
  return best;
}

interface Node {
  readonly start: number;
  readonly end: number;
  readonly meanW: number;
  readonly variation: number;
  readonly small: number;
}

/** Pseudo-outcomes sum to 0 over the node, so a split gains (Σ left)² (1/n_left + 1/n_right). */
function scanColumn(
  { columns, w }: ForestData,
  { minNode, alpha }: TreeRules,
  { orders, pseudo }: GrowScratch,
  feature: number,
  { start, end, meanW, variation, small }: Node,
): { gain: number; threshold: number } {
  const order = orders[feature]!;
  const values = columns[feature]!;
  const m = end - start;
  const least = alpha * variation;
  let [gain, threshold, sum, left, leftSmall, squares] = [0, 0, 0, 0, 0, 0];
  let value = values[order[start]!]!;
  for (let k = start; k < end - 1; k++) {
    const row = order[k]!;
    const centered = w[row]! - meanW;
    sum += pseudo[row]!;
    squares += centered * centered;
    left++;
    if (centered < 0) leftSmall++;
    const next = values[order[k + 1]!]!;
    if (next === value) continue;
    const at = value;
    value = next;
    if (leftSmall < minNode || left - leftSmall < minNode) continue;
    if (small - leftSmall < minNode || m - left - (small - leftSmall) < minNode) break;
    if (squares < least) continue;
    if (variation - squares < least) break;
    const score = sum * sum * (1 / left + 1 / (m - left));
    if (score > gain) {
      gain = score;
      threshold = (at + next) / 2;
      if (threshold >= next) threshold = at;
    }
  }
  return { gain, threshold };
}

/** Splits the rows of a node in every column's order, keeping the orders; returns where the right side begins. */
function partition(
  { columns }: ForestData,
  { orders, buffer, side }: GrowScratch,
  start: number,
  end: number,
  { feature, threshold }: Split,
): number {
  const values = columns[feature]!;
  const own = orders[feature]!;
  for (let k = start; k < end; k++) {
    const row = own[k]!;
    side[row] = values[row]! <= threshold ? 1 : 0;
  }
  let middle = start;
  for (const order of orders) {
    let left = start;
    let right = 0;
    for (let k = start; k < end; k++) {
      const row = order[k]!;
      const goes = side[row]!;
      order[left] = row;
      buffer[right] = row;
      left += goes;
      right += 1 - goes;
    }
    for (let k = 0; k < right; k++) order[left + k] = buffer[k]!;
    middle = left;
  }
  return middle;
}

/** `count` different columns in random order. */
function pickColumns(columns: number, count: number, stream: Stream): number[] {
  const all = Array.from({ length: columns }, (_, j) => j);
  if (count >= columns) return all;
  for (let j = 0; j < count; j++) {
    const k = j + stream.integer(columns - j);
    const kept = all[j]!;
    all[j] = all[k]!;
    all[k] = kept;
  }
  return all.slice(0, count);
}
