import type { Family, Observations } from "./block.js";
import { sharedColumn } from "./columns.js";
import { addSegments, type SumsOptions, unpackSegments } from "./memory-sums.js";
import { type Query, queryLength, type SegmentTask, segmentSums } from "./segment-task.js";
import type { Standardization } from "./standardize.js";
import { cutSegments, type ObservationStream, type SegmentBuffer, segmentBuffer } from "./stream-segments.js";
import type { SumsProvider } from "./sums.js";
import { defaultThreads } from "./threads.js";
import { workers } from "./workers.js";

/** Answers sums from a stream, one pass over it for each question, with a few segments of rows in memory. */
export function streamSums(
  stream: ObservationStream,
  family: Family,
  standardization: Standardization,
  options: SumsOptions = {},
): SumsProvider {
  const size = stream.columns + 1;
  return {
    size,
    at: async (beta, matrix) =>
      unpackSegments(
        await streamSegments(stream, { family, standardization, beta, matrix }, options),
        size,
        options.part,
      ),
  };
}

/**
 * The same bits as the sums over the same rows in memory, however the stream cuts them. Workers sum segments while the
 * next ones are read. `keep` says which segments stay in memory.
 */
export async function sumStream(
  stream: ObservationStream,
  query: Query,
  options: SumsOptions = {},
  keep?: Keep,
): Promise<Float64Array> {
  return addSegments(await streamSegments(stream, query, options, keep), queryLength(stream.columns, query));
}

type Keep = (segment: Observations, index: number) => boolean;

async function streamSegments(
  stream: ObservationStream,
  query: Query,
  { threads = defaultThreads(), signal }: SumsOptions,
  keep: Keep = () => false,
): Promise<Float64Array> {
  const length = queryLength(stream.columns, query);
  const sums: Float64Array[] = [];
  const free: SegmentBuffer[] = [];
  const pending = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const sum = async (segment: Observations, index: number, buffer: SegmentBuffer): Promise<void> => {
    const kept = keep(segment, index);
    sums[index] = await segmentSumsAnywhere(segment, query, length, threads, signal);
    if (!kept) free.push(buffer);
  };
  const take = async (
    segment: Observations,
    index: number,
    buffer: SegmentBuffer,
  ): Promise<SegmentBuffer> => {
    const running = sum(segment, index, buffer)
      .catch((error: unknown) => {
        failures.push(error);
      })
      .finally(() => pending.delete(running));
    pending.add(running);
    if (pending.size > threads) await Promise.race(pending);
    if (failures.length > 0) throw failures[0];
    return free.pop() ?? segmentBuffer(stream.columns);
  };
  try {
    await cutSegments(stream, take, signal);
  } finally {
    await Promise.all(pending);
  }
  if (failures.length > 0) throw failures[0];
  return concatenate(sums, length);
}

async function segmentSumsAnywhere(
  segment: Observations,
  query: Query,
  length: number,
  threads: number,
  signal: AbortSignal | undefined,
): Promise<Float64Array> {
  if (threads === 1) return segmentSums(segment, query, 0, segment.rows).slice(0, length);
  const out = sharedColumn(length);
  const next = new Int32Array(new SharedArrayBuffer(4));
  const task: SegmentTask = { data: segment, query, next, segments: 1, every: 1, out };
  await workers.run(new URL("./segment-task.js", import.meta.url), "sumSegments", task, signal);
  return out;
}

function concatenate(parts: readonly Float64Array[], length: number): Float64Array {
  const all = new Float64Array(length * parts.length);
  parts.forEach((part, i) => {
    all.set(part, i * length);
  });
  return all;
}
