import { Block, blockRows, type Family, type MatrixKind, type Observations, SEGMENT } from "./block.js";
import { fitLength, type GroupedQuery, groupedLength, groupedSums } from "./grouped-sums.js";
import { type PredictionQuery, writePredictions } from "./held-out-predictions.js";
import type { Standardization } from "./standardize.js";
import { threadKernels } from "./thread-kernels.js";

/** What is summed over the rows. */
export type Query =
  | {
      readonly family: Family;
      readonly standardization: Standardization;
      readonly beta: Float64Array;
      readonly matrix: MatrixKind;
    }
  | { readonly family: "moments"; readonly center: Float64Array }
  | GroupedQuery
  | PredictionQuery;

/** Some segments of the rows, taken one by one from a counter that the workers share. */
export interface SegmentTask {
  readonly data: Observations;
  readonly query: Query;
  /** The next segment that nobody has taken. */
  readonly next: Int32Array;
  readonly segments: number;
  /** Stride between the segments that are summed: 1 for all of them. */
  readonly every: number;
  /** The sums of each segment, one after the other. */
  readonly out: Float64Array;
}

export function queryLength(columns: number, query: Query): number {
  const p = columns + 1;
  if (query.family === "moments") return 2 * (p - 1);
  if (query.family === "predictions") return 0;
  return "grouping" in query ? groupedLength(p, query) : 1 + p + p * p;
}

/** Multiplications that a row takes, about. */
export function queryWork(columns: number, query: Query): number {
  if (query.family === "predictions") return (columns + 1) * (1 + query.out.length);
  if (!("grouping" in query)) return queryLength(columns, query);
  const most = query.grouping.members.reduce((max, fits) => Math.max(max, fits.length), 0);
  return most * fitLength(columns + 1, query.matrix);
}

/** Runs in a worker: sums segments until none is left. */
export function sumSegments({ data, query, next, segments, every, out }: SegmentTask): void {
  const length = queryLength(data.columns.length, query);
  for (;;) {
    const segment = Atomics.add(next, 0, 1);
    if (segment >= segments) return;
    const start = segment * every * SEGMENT;
    const sums = segmentSums(data, query, start, Math.min(data.rows, start + SEGMENT));
    out.set(sums.subarray(0, length), segment * length);
  }
}

/** The sums over rows `start … end − 1`, at most a segment: a view that is good until the kernels are used again. */
export function segmentSums(data: Observations, query: Query, start: number, end: number): Float64Array {
  const kernels = threadKernels();
  if (query.family === "predictions") return writePredictions(kernels, data, query, start, end);
  if ("grouping" in query) return groupedSums(kernels, data, query, start, end);
  const most = blockRows(data.columns.length);
  const block = new Block(kernels, data.columns.length, Math.min(most, end - start));
  try {
    for (let from = start; from < end; from += most) {
      block.load(data, from, Math.min(most, end - from));
      if (query.family === "moments") {
        block.addMoments(query.center);
        continue;
      }
      block.standardize(query.standardization);
      block.add(query.family, query.beta, query.matrix);
    }
    return block.sums;
  } finally {
    block.close();
  }
}
