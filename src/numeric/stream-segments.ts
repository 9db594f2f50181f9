import { InterruptedError } from "../errors.js";
import { type Observations, SEGMENT } from "./block.js";
import { sharedColumn } from "./columns.js";

/** Rows that come in batches of any size; each call of `batches` starts again from the first row. */
export interface ObservationStream {
  /** Number of columns. */
  readonly columns: number;
  batches(): AsyncIterable<Observations>;
}

/** One segment's rows in shared memory; weights and offsets are always there. */
export interface SegmentBuffer extends Observations {
  readonly weights: Float64Array;
  readonly offset: Float64Array;
}

export function segmentBuffer(columns: number, rows: number = SEGMENT): SegmentBuffer {
  const all = sharedColumn((columns + 3) * rows);
  const part = (j: number): Float64Array => all.subarray(j * rows, (j + 1) * rows);
  return {
    rows,
    columns: Array.from({ length: columns }, (_, j) => part(j)),
    y: part(columns),
    weights: part(columns + 1),
    offset: part(columns + 2),
  };
}

/**
 * Cuts a stream into segments, whatever its batches are. `take` gets each full segment (and the last) with its number,
 * and returns the buffer to fill next.
 */
export async function cutSegments(
  stream: ObservationStream,
  take: (segment: Observations, index: number, buffer: SegmentBuffer) => Promise<SegmentBuffer>,
  signal?: AbortSignal,
): Promise<void> {
  let buffer = segmentBuffer(stream.columns);
  let [filled, index] = [0, 0];
  for await (const batch of stream.batches()) {
    if (signal?.aborted) throw new InterruptedError("the work was interrupted.");
    for (let from = 0; from < batch.rows; ) {
      const rows = Math.min(batch.rows - from, SEGMENT - filled);
      copyRows(batch, from, rows, buffer, filled);
      from += rows;
      filled += rows;
      if (filled < SEGMENT) continue;
      buffer = await take(buffer, index++, buffer);
      filled = 0;
    }
  }
  if (filled > 0) await take({ ...buffer, rows: filled }, index, buffer);
}

function copyRows(batch: Observations, from: number, rows: number, to: SegmentBuffer, at: number): void {
  const copy = (source: Float64Array, target: Float64Array): void =>
    target.set(source.subarray(from, from + rows), at);
  batch.columns.forEach((column, j) => {
    copy(column, to.columns[j]!);
  });
  copy(batch.y, to.y);
  if (batch.weights) copy(batch.weights, to.weights);
  else to.weights.fill(1, at, at + rows);
  if (batch.offset) copy(batch.offset, to.offset);
  else to.offset.fill(0, at, at + rows);
}
