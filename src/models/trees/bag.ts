import { randomStream, type Stream } from "../../stats/random.js";
import { drawCounts } from "../../stats/resample.js";

/** Which rows each tree of a forest sees. */
export interface Sampling {
  readonly kind: "all" | "bootstrap" | "subsample";
  /** Share of the rows in a subsample. */
  readonly fraction: number;
  /** Trees that share a half-sample, of which each draws its subsample; 1: none share. */
  readonly group: number;
  /** Half of a tree's rows choose its splits, the others its predictions. */
  readonly honest: boolean;
  readonly seed: number;
}

/** Writes how often each row is in the bag of tree number `tree`. */
export function drawBag({ kind, fraction, group, seed }: Sampling, tree: number, out: Float64Array): void {
  const n = out.length;
  const root = randomStream(seed);
  if (kind === "all") out.fill(1);
  else if (kind === "bootstrap") drawCounts(root.split("bag", tree), out);
  else {
    const take = Math.max(1, Math.round(fraction * n));
    const whole = Int32Array.from({ length: n }, (_, i) => i);
    const half = root.split("half", Math.floor(tree / group));
    const pool = group > 1 ? sample(whole, Math.ceil(n / 2), half) : whole;
    const stream = root.split("bag", tree);
    out.fill(0);
    for (const row of sample(pool, Math.min(take, pool.length), stream)) out[row] = 1;
  }
}

/** Splits a bag: rows of `structure` keep their count there, the others in `estimation`. */
export function splitHonestly(
  bag: Float64Array,
  tree: number,
  seed: number,
): { structure: Float64Array; estimation: Float64Array } {
  const rows = Int32Array.from({ length: bag.length }, (_, i) => i).filter((i) => bag[i]! > 0);
  const stream = randomStream(seed).split("honest", tree);
  const structure = new Float64Array(bag.length);
  const estimation = Float64Array.from(bag);
  for (const row of sample(rows, Math.ceil(rows.length / 2), stream)) {
    structure[row] = bag[row]!;
    estimation[row] = 0;
  }
  return { structure, estimation };
}

/** `count` of the rows without replacement, by the start of a Fisher–Yates shuffle; reorders `rows`. */
function sample(rows: Int32Array, count: number, stream: Stream): Int32Array {
  for (let i = 0; i < count; i++) {
    const j = i + stream.integer(rows.length - i);
    const row = rows[j]!;
    rows[j] = rows[i]!;
    rows[i] = row;
  }
  return rows.subarray(0, count);
}
