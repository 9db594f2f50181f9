import type { Observations } from "./block.js";
import { leastStride, mostPilotSegments, partStride, pilotStrides } from "./pilot.js";
import { segmentBuffer } from "./stream-segments.js";

/** Keeps, while a stream goes by, the segments that pilots will need, without knowing how many will come. */
export class PilotKeeper {
  readonly #kept = new Map<number, Observations>();
  #stride = leastStride;
  #rows = 0;

  /** Whether the segment stays in memory. */
  readonly keep = (segment: Observations, index: number): boolean => {
    this.#rows += segment.rows;
    if (index % this.#stride !== 0) return false;
    this.#kept.set(index, segment);
    if (this.#kept.size > mostPilotSegments) {
      this.#stride *= 2;
      for (const each of this.#kept.keys()) if (each % this.#stride !== 0) this.#kept.delete(each);
    }
    return this.#kept.has(index);
  };

  get rows(): number {
    return this.#rows;
  }

  /** The kept segments as one table, and the strides over its segments for the pilots, coarsest first, and for the part. */
  pilots(columns: number): { data: Observations; strides: number[]; part: number } | undefined {
    const strides = pilotStrides(this.#rows);
    if (strides.length === 0) return undefined;
    const segments = [...this.#kept.values()];
    return {
      data: join(segments, columns),
      strides: strides.map((every) => every / this.#stride),
      part: partStride(this.#rows)! / this.#stride,
    };
  }
}

function join(segments: readonly Observations[], columns: number): Observations {
  const rows = segments.reduce((sum, segment) => sum + segment.rows, 0);
  const joined = segmentBuffer(columns, rows);
  let at = 0;
  for (const segment of segments) {
    segment.columns.forEach((column, j) => {
      joined.columns[j]!.set(column.subarray(0, segment.rows), at);
    });
    joined.y.set(segment.y.subarray(0, segment.rows), at);
    joined.weights.set(segment.weights!.subarray(0, segment.rows), at);
    joined.offset.set(segment.offset!.subarray(0, segment.rows), at);
    at += segment.rows;
  }
  return joined;
}
