import { type SharedMemory, sharedMemory } from "../../numeric/wasm/boosting-kernels.js";

/** Doubles that describe the best split of one part of the columns. */
export const splitLength = 8;

/** Where everything lies in the memory that the threads of one fit share; addresses are in bytes. */
export interface Layout {
  readonly memory: SharedMemory;
  readonly rows: number;
  readonly columns: number;
  readonly threads: number;
  /** First column of each thread's part, and the number of columns at the end: multiples of four but for the last. */
  readonly parts: readonly number[];
  /** The same codes column after column, a byte each: rows are sorted by a single column. */
  readonly codes: number;
  /** A row's gradient and Hessian (i32 each, in units), and then its codes. */
  readonly records: number;
  /** Bytes of a record. */
  readonly stride: number;
  /** Bits of a bin's second sum below the number of rows. */
  readonly shift: number;
  /** 256 f64 a column: its edges, padded with infinity. */
  readonly edges: number;
  /** i32 a column: how many edges it has. */
  readonly edgeCounts: number;
  readonly y: number;
  readonly weights: number;
  readonly raw: number;
  /** f64 a thread, twice: largest gradient and Hessian. */
  readonly largest: number;
  /** i32 a row: training rows ascending. */
  readonly training: number;
  /** i32 a row: training rows in the order of the leaves, then those that are set aside for validation. */
  readonly order: number;
  readonly spare: number;
  /** Bins of `slots` leaves, then those of the threads but the first. */
  readonly hists: number;
  readonly slots: number;
  readonly slotBytes: number;
  /** Best splits of each part, for both children. */
  readonly splits: number;
  /** i32 a thread: rows that went left in its part. */
  readonly lefts: number;
  /** f64 a leaf, and f64 a block of validation rows. */
  readonly leafValues: number;
  readonly losses: number;
  /** For the values that a thread encodes, and later for the records that it gathers. */
  readonly scratch: number;
  readonly scratchBytes: number;
  /** Rows that are gathered at a time. */
  readonly gathered: number;
  /** 16 f64 a thread: the leaf that it searches. */
  readonly leaf: number;
}

export const encodeBlock = 4096;
export const lossBlock = 8192;

export function createLayout(rows: number, columns: number, leaves: number, threads: number): Layout {
  const padded = rows + (rows & 1) + 2;
  let bytes = 0;
  const take = (size: number): number => {
    const at = bytes;
    bytes += Math.ceil(size / 64) * 64;
    return at;
  };
  const quads = Math.ceil(columns / 4);
  const parts = Array.from({ length: threads + 1 }, (_, k) =>
    Math.min(columns, 4 * Math.floor((k * quads) / threads)),
  );
  parts[threads] = columns;
  const stride = recordBytes(8 + 4 * quads);
  const slotBytes = 4 * quads * 4096;
  const slots = leaves + 1;
  const gatheredBytes = 16 + 16 * Math.ceil(quads / 4);
  const gathered = Math.max(16, Math.min(128, Math.floor((8 * encodeBlock) / gatheredBytes)));
  const scratchBytes = Math.max(8 * encodeBlock, 64 * Math.ceil((gathered * gatheredBytes) / 64));
  const places = {
    codes: take(rows * columns),
    records: take(padded * stride),
    edges: take(2048 * columns),
    edgeCounts: take(4 * columns),
    y: take(8 * padded),
    weights: take(8 * padded),
    raw: take(8 * padded),
    largest: take(16 * threads),
    training: take(4 * padded),
    order: take(4 * padded),
    spare: take(4 * padded),
    hists: take((slots + threads - 1) * slotBytes),
    splits: take(2 * threads * splitLength * 8),
    lefts: take(4 * threads),
    leafValues: take(8 * leaves),
    losses: take(8 * Math.ceil(rows / lossBlock) + 8),
    scratch: take(scratchBytes * threads),
    leaf: take(128 * threads),
  };
  const { memory, start } = sharedMemory(bytes);
  const moved = Object.fromEntries(
    Object.entries(places).map(([name, at]) => [name, at + start]),
  ) as unknown as typeof places;
  const shift = 63 - Math.ceil(Math.log2(rows + 1));
  return {
    memory,
    rows,
    columns,
    threads,
    parts,
    stride,
    shift,
    slots,
    slotBytes,
    scratchBytes,
    gathered,
    ...moved,
  };
}

/** A short record lies within one line of the cache. */
function recordBytes(least: number): number {
  if (least > 64) return 8 * Math.ceil(least / 8);
  return least > 32 ? 64 : least > 16 ? 32 : 16;
}
