import { mostUnits, type UnitDraws } from "../numeric/unit-draws.js";
import { binomial } from "./binomial.js";
import { type Stream, streamKey } from "./random.js";

/** Number of times that each of `n` units is drawn when `n` are drawn with replacement; written to `out`. */
export function drawCounts(stream: Stream, out: Float64Array): Float64Array {
  const n = out.length;
  out.fill(0);
  if (n > largest) {
    for (let i = 0; i < n; i++) out[stream.integer(n)]!++;
    return out;
  }
  // Lemire's method (2019): the high word of bits·n is uniform once the few low words below 2³² mod n are passed over.
  const biased = (4294967296 % n) / 4294967296;
  const share = n / 4294967296;
  for (let i = 0; i < n; i++) {
    // Scaling by a power of two is exact, and so is the difference: the fraction is the low word.
    let scaled = stream.bits() * share;
    while (scaled - Math.trunc(scaled) < biased) scaled = stream.bits() * share;
    out[Math.trunc(scaled)]!++;
  }
  return out;
}

/** Up to here 32 bits times n is exact in a double. */
const largest: number = mostUnits;

/** {@link drawCounts} of replicate r, by a kernel where the units are not too many for it. */
export function drawUnits(stream: Stream, draws: UnitDraws, r: number, units: number): void {
  if (units <= mostUnits) draws.draw(r, streamKey(stream));
  else draws.counts(r).set(drawCounts(stream, new Float64Array(units)));
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
