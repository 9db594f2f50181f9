import { InterruptedError } from "../errors.js";
import { type Family, type Observations, SEGMENT } from "./block.js";
import { parallel } from "./parallel.js";
import { type Query, queryLength, queryWork, type SegmentTask, segmentSums } from "./segment-task.js";
import type { Standardization } from "./standardize.js";
import { type Sums, type SumsProvider, unpackSums } from "./sums.js";
import { defaultThreads } from "./threads.js";

export interface SumsOptions {
  /** @default the cores this process may use, or `$TXLAB_THREADS` */
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Sums only every so many segments, for a first approximation. @default 1 */
  readonly every?: number | undefined;
  /** Makes every so many segments the provider's part. @default none */
  readonly part?: number | undefined;
}

/** Answers sums from columns in memory, in worker threads where that is worth it. */
export function memorySums(
  data: Observations,
  family: Family,
  standardization: Standardization,
  options: SumsOptions = {},
): SumsProvider {
  const size = data.columns.length + 1;
  const { part, ...rest } = options;
  return {
    size,
    at: async (beta, matrix) =>
      unpackSegments(await segmentwise(data, { family, standardization, beta, matrix }, rest), size, part),
    part:
      part === undefined ? undefined : memorySums(data, family, standardization, { ...rest, every: part }),
  };
}

/** The sums over all rows, and those of every `part`-th segment where they are asked for. */
export function unpackSegments(segments: Float64Array, size: number, part: number | undefined): Sums {
  const length = 1 + size + size * size;
  const all = unpackSums(addSegments(segments, length), size);
  return part === undefined ? all : { ...all, part: unpackSums(addSegments(segments, length, part), size) };
}

/** The sums over all rows: segment by segment, added in the order of the rows. */
export async function sumRows(
  data: Observations,
  query: Query,
  options: SumsOptions = {},
): Promise<Float64Array> {
  return addSegments(await segmentwise(data, query, options), queryLength(data.columns.length, query));
}

/** The sums of each segment, one after the other. */
async function segmentwise(data: Observations, query: Query, options: SumsOptions): Promise<Float64Array> {
  const { threads = defaultThreads(), signal, every = 1 } = options;
  const length = queryLength(data.columns.length, query);
  const segments = Math.ceil(Math.ceil(data.rows / SEGMENT) / every);
  const out = new Float64Array(new SharedArrayBuffer(8 * length * segments));
  if (
    threads > 1 &&
    segments > 1 &&
    isShared(data) &&
    data.rows * queryWork(data.columns.length, query) > 1e7 * every
  ) {
    const next = new Int32Array(new SharedArrayBuffer(4));
    const task: SegmentTask = { data, query, next, segments, every, out };
    const tasks = new Array<SegmentTask>(Math.min(threads, segments)).fill(task);
    await parallel(new URL("./segment-task.js", import.meta.url), "sumSegments", tasks, { threads, signal });
  } else {
    await sumHere(data, query, segments, every, out, signal);
  }
  return out;
}

/** Milliseconds of sums after which timers and messages, an interrupt among them, get their turn. */
const breath = 2;

async function sumHere(
  data: Observations,
  query: Query,
  segments: number,
  every: number,
  out: Float64Array,
  signal: AbortSignal | undefined,
): Promise<void> {
  const length = queryLength(data.columns.length, query);
  let rested = performance.now();
  for (let segment = 0; segment < segments; segment++) {
    const start = segment * every * SEGMENT;
    const sums = segmentSums(data, query, start, Math.min(data.rows, start + SEGMENT));
    out.set(sums.subarray(0, length), segment * length);
    if (performance.now() - rested > breath) {
      await new Promise((resolve) => setImmediate(resolve));
      rested = performance.now();
    }
    if (signal?.aborted) throw new InterruptedError("the work was interrupted.");
  }
}

/** Adds the sums of segments, or of every so many of them, in their order. */
export function addSegments(sums: Float64Array, length: number, every = 1): Float64Array {
  const total = new Float64Array(length);
  for (let at = 0; at < sums.length; at += every * length)
    for (let i = 0; i < length; i++) total[i]! += sums[at + i]!;
  return total;
}

function isShared({ columns, y, weights, offset }: Observations): boolean {
  return [...columns, y, weights, offset].every(
    (column) => column === undefined || column.buffer instanceof SharedArrayBuffer,
  );
}
