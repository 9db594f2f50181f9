import { SEGMENT } from "./block.js";

/** Segments that the largest pilot may have. */
export const mostPilotSegments = 64;
/** A pilot takes at most one segment in so many. */
export const leastStride = 4;

/**
 * Strides over segments for fits to a part of the rows before the fit to all of them, coarsest first. They depend on the
 * number of rows alone; with 8 segments or fewer there is no pilot.
 *
 * Each is large enough that the next needs one step from it, and the fit to all rows two, to be within rounding.
 */
export function pilotStrides(rows: number): number[] {
  const segments = Math.ceil(rows / SEGMENT);
  let every = segments < 64 ? 2 * leastStride : leastStride;
  while (segments / every > mostPilotSegments) every *= 2;
  return [16 * every, every].filter((stride) => stride < segments);
}

/** Stride over the segments that stand for all in the last steps of a fit to all rows, if there is a pilot. */
export function partStride(rows: number): number | undefined {
  const strides = pilotStrides(rows);
  const finest = strides[strides.length - 1];
  return strides.length > 1 ? 2 * finest! : finest;
}
