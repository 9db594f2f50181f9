import { SEGMENT } from "./block.js";

/**
 * Strides over segments for fits to a part of the rows before the fit to all of them, coarsest first: about 1 or 2,
 * then 4 to 8 segments. They depend on the number of rows alone. Fewer than 16 segments need no pilot.
 */
export function pilotStrides(rows: number): number[] {
  const segments = Math.ceil(rows / SEGMENT);
  if (segments < 16) return [];
  let every = 2;
  while (segments / every > 8) every *= 2;
  return [4 * every, every];
}
