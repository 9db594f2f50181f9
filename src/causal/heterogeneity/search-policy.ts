/** A question, or a decision for the rows that reach it. */
export type PolicyNode =
  | {
      readonly column: number;
      readonly threshold: number;
      /** For rows at or below the threshold. */
      readonly low: PolicyNode;
      readonly high: PolicyNode;
    }
  | { readonly treat: boolean; readonly rows: number; readonly gain: number };

export interface PolicySearch {
  readonly depth: 1 | 2;
  readonly thresholds: number;
  readonly minRows: number;
}

/** The tree with the largest sum of gains over the rows that it treats, among all trees on the grid of thresholds. */
export function searchPolicy(
  columns: readonly Float64Array[],
  gains: Float64Array,
  rows: Int32Array,
  search: PolicySearch,
): PolicyNode {
  const cuts = columns.map((column) => gridOf(column, rows, search.thresholds));
  const bins = columns.map((column, j) => binsOf(column, cuts[j]!));
  return grow({ cuts, bins, gains, minRows: search.minRows }, rows, search.depth).node;
}

interface Grid {
  readonly cuts: readonly Float64Array[];
  /** For each column, how many of its cuts lie below each row. */
  readonly bins: readonly Uint16Array[];
  readonly gains: Float64Array;
  readonly minRows: number;
}

interface Found {
  readonly node: PolicyNode;
  readonly gain: number;
}

function grow(grid: Grid, rows: Int32Array, depth: number): Found {
  const leaf = leafOf(grid.gains, rows);
  if (depth === 0 || rows.length < 2 * grid.minRows) return leaf;
  return depth === 1 ? bestQuestion(grid, rows, leaf) : bestPair(grid, rows, leaf);
}

function leafOf(gains: Float64Array, rows: Int32Array): Found {
  const sum = rows.reduce((total, row) => total + gains[row]!, 0);
  const gain = Math.max(0, sum);
  return { node: { treat: sum > 0, rows: rows.length, gain }, gain };
}

/** One question: all cuts of a column from its bins' sums. A split must gain, or the leaf stays. */
function bestQuestion(grid: Grid, rows: Int32Array, leaf: Found): Found {
  let best = leaf;
  let chosen: { column: number; cut: number } | undefined;
  const total = rows.reduce((sum, row) => sum + grid.gains[row]!, 0);
  let most = leaf.gain * (1 + 1e-12);
  grid.bins.forEach((bin, column) => {
    const sums = new Float64Array(grid.cuts[column]!.length + 1);
    const counts = new Int32Array(sums.length);
    for (const row of rows) {
      sums[bin[row]!]! += grid.gains[row]!;
      counts[bin[row]!]!++;
    }
    let [below, count] = [0, 0];
    for (let cut = 0; cut + 1 < sums.length; cut++) {
      below += sums[cut]!;
      count += counts[cut]!;
      if (count < grid.minRows || rows.length - count < grid.minRows) continue;
      const gain = Math.max(0, below) + Math.max(0, total - below);
      if (gain > most) {
        most = gain;
        chosen = { column, cut };
      }
    }
  });
  if (chosen) {
    const [low, high] = divide(grid, rows, chosen.column, chosen.cut);
    best = join(grid, chosen, leafOf(grid.gains, low), leafOf(grid.gains, high));
  }
  return best;
}

function bestPair(grid: Grid, rows: Int32Array, leaf: Found): Found {
  let best = bestQuestion(grid, rows, leaf);
  grid.cuts.forEach((cuts, column) => {
    for (let cut = 0; cut < cuts.length; cut++) {
      const [low, high] = divide(grid, rows, column, cut);
      if (low.length < grid.minRows || high.length < grid.minRows) continue;
      const [left, right] = [grow(grid, low, 1), grow(grid, high, 1)];
      if (left.gain + right.gain > best.gain * (1 + 1e-12)) best = join(grid, { column, cut }, left, right);
    }
  });
  return best;
}

function join(grid: Grid, { column, cut }: { column: number; cut: number }, low: Found, high: Found): Found {
  const node = { column, threshold: grid.cuts[column]![cut]!, low: low.node, high: high.node };
  return { node, gain: low.gain + high.gain };
}

function divide(grid: Grid, rows: Int32Array, column: number, cut: number): [Int32Array, Int32Array] {
  const bin = grid.bins[column]!;
  return [rows.filter((row) => bin[row]! <= cut), rows.filter((row) => bin[row]! > cut)];
}

/** Cut points: values of the rows at quantiles, or halfway between neighbours where the column has few values. */
function gridOf(column: Float64Array, rows: Int32Array, most: number): Float64Array {
  const sorted = Float64Array.from(rows, (row) => column[row]!).sort();
  const distinct = sorted.filter((value, k) => k === 0 || value !== sorted[k - 1]);
  if (distinct.length <= most + 1) {
    return Float64Array.from(
      { length: distinct.length - 1 },
      (_, k) => (distinct[k]! + distinct[k + 1]!) / 2,
    );
  }
  const cuts = Array.from(
    { length: most },
    (_, k) => sorted[Math.floor(((k + 1) / (most + 1)) * sorted.length)]!,
  );
  return Float64Array.from(new Set(cuts));
}

function binsOf(column: Float64Array, cuts: Float64Array): Uint16Array {
  return Uint16Array.from(column, (value) => {
    let [low, high] = [0, cuts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (value <= cuts[middle]!) high = middle;
      else low = middle + 1;
    }
    return low;
  });
}
