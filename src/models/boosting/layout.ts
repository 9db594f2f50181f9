import { type SharedMemory, sharedMemory } from "../../numeric/wasm/boosting-kernels.js";

/** Doubles that describe the best split of one group of columns: see `writeSplit`. */
export const splitLength = 8;

/** Where everything lies in the memory that the threads of one fit share; addresses are in bytes. */
export interface Layout {
  readonly memory: SharedMemory;
  readonly rows: number;
  readonly columns: number;
  readonly threads: number;
  /** Column at which each group starts, and the number of columns at the end; a group's codes stand side by side. */
  readonly groups: readonly number[];
  readonly codes: readonly number[];
  /** 256 f64 a column: its edges, padded with infinity. */
  readonly edges: number;
  /** i32 a column: how many edges it has. */
  readonly edgeCounts: number;
  readonly y: number;
  readonly weights: number;
  readonly raw: number;
  /** Two f32 a row. */
  readonly gradients: number;
  /** i32 a row: training rows in the order of the leaves, then those that are set aside for validation. */
  readonly order: number;
  readonly spare: number;
  /** Bins of `slots` leaves: gradients, then counts. */
  readonly hists: number;
  readonly slots: number;
  readonly slotBytes: number;
  /** Best splits of each group, for both children. */
  readonly splits: number;
  /** i32 a thread: rows that went left in its part. */
  readonly lefts: number;
  /** f64 a leaf, and f64 a block of validation rows. */
  readonly leafValues: number;
  readonly losses: number;
  /** f64: 4096 a thread, for the values that it encodes. */
  readonly scratch: number;
}

export const encodeBlock = 4096;
export const lossBlock = 8192;

export function createLayout(rows: number, columns: number, leaves: number, threads: number): Layout {
  const groups = columnGroups(columns, threads);
  const padded = rows + (rows & 1) + 2;
  let bytes = 0;
  const take = (size: number): number => {
    const at = bytes;
    bytes += Math.ceil(size / 64) * 64;
    return at;
  };
  const slotBytes = columns * (4096 + 1024);
  const slots = leaves + 1;
  const places = {
    codes: groups.slice(0, -1).map((from, k) => take(padded * (groups[k + 1]! - from))),
    edges: take(2048 * columns),
    edgeCounts: take(4 * columns),
    y: take(8 * padded),
    weights: take(8 * padded),
    raw: take(8 * padded),
    gradients: take(8 * padded),
    order: take(4 * padded),
    spare: take(4 * padded),
    hists: take(slots * slotBytes),
    splits: take(2 * groups.length * splitLength * 8),
    lefts: take(4 * threads),
    leafValues: take(8 * leaves),
    losses: take(8 * Math.ceil(rows / lossBlock) + 8),
    scratch: take(8 * encodeBlock * threads),
  };
  const { memory, start } = sharedMemory(bytes);
  const moved = Object.fromEntries(
    Object.entries(places).map(([name, at]) => [
      name,
      typeof at === "number" ? at + start : at.map((each) => each + start),
    ]),
  ) as unknown as typeof places;
  return { memory, rows, columns, threads, groups, slots, slotBytes, ...moved };
}

/** Groups of at most eight columns, as many for each thread. */
function columnGroups(columns: number, threads: number): number[] {
  const least = Math.ceil(columns / 8);
  const count = Math.min(columns, Math.ceil(least / threads) * threads);
  return Array.from({ length: count + 1 }, (_, k) => Math.floor((k * columns) / count));
}
