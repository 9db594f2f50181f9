import { drawEqually } from "../numeric/multinomial.js";
import { binomial } from "./binomial.js";
import type { Stream } from "./random.js";

/** Number of times that each of `n` units is drawn when `n` are drawn with replacement; written to `out`. */
export function drawCounts(stream: Stream, out: Float64Array): Float64Array {
  drawEqually(() => stream.bits(), out);
  return out;
}

/** Weights of the Bayesian bootstrap (Rubin 1981): n times a uniform draw from the simplex; written to `out`. */
export function drawSimplex(stream: Stream, out: Float64Array): Float64Array {
  let total = 0;
  for (let i = 0; i < out.length; i++) {
    out[i] = stream.exponential();
    total += out[i]!;
  }
  for (let i = 0; i < out.length; i++) out[i]! *= out.length / total;
  return out;
}

/**
 * Counts of the cells when Σ counts units are drawn with replacement: a multinomial draw, as a chain of binomials, so
 * that its cost grows with the cells and not with the units; written to `out`.
 */
export function drawCells(stream: Stream, counts: ArrayLike<number>, out: Float64Array): Float64Array {
  let units = 0;
  for (let i = 0; i < counts.length; i++) units += counts[i]!;
  let left = units;
  let drawn = units;
  for (let i = 0; i < counts.length; i++) {
    const cell = left > counts[i]! ? binomial(stream, drawn, counts[i]! / left) : drawn;
    out[i] = cell;
    drawn -= cell;
    left -= counts[i]!;
  }
  return out;
}
