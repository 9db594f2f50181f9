import { SEGMENT } from "./block.js";

/** Segments that the largest pilot may have. */
export const mostPilotSegments = 32;
/** A pilot takes at most one segment in so many. */
export const leastStride = 8;

/**
 * Strides over segments for fits to a part of the rows before the fit to all of them, coarsest first. They depend on the
 * number of rows alone; with 8 segments or fewer there is no pilot.
 */
export function pilotStrides(rows: number): number[] {
  const segments = Math.ceil(rows / SEGMENT);
  let every = leastStride;
  while (segments / every > mostPilotSegments) every *= 2;
  return [4 * every, every].filter((stride) => stride < segments);
}
