import { threefry } from "./threefry.js";

/** How a byte of random bits becomes a Poisson count; see {@link drawEqually}. */
export interface CountTable {
  /** A byte, 128 of it added or taken away, counts as many as there are bounds that it is not below. */
  readonly bounds: Int16Array;
  /** A byte below none of them takes a further word, which counts as many as there are entries that it is not below. */
  readonly escapes: Uint32Array;
}

/** Counts that bytes can give; at a rate of 1 a fifth has less than one chance in 256. */
const levels = 5;

/** Counts that words can give: more have less than one chance in 10¹⁴. */
const most = 16;

/** Standard deviations of the total by which Poisson counts fall short of the units on average. */
const short = 2;

/** Counts at the rate 1 − 2/√n, with chances to 2⁻³⁷: what bytes leave of them is made up by words. */
export function countTable(units: number): CountTable {
  const rate = Math.max(0, 1 - short / Math.sqrt(units));
  const rest = new Float64Array(most);
  const bounds = new Int16Array(levels);
  let [chance, codes] = [Math.exp(-rate), 0];
  for (let k = 0; k < most; k++) {
    const whole = k < levels ? Math.floor(256 * chance) : 0;
    rest[k] = 256 * chance - whole;
    codes += whole;
    if (k < levels) bounds[k] = codes;
    chance *= rate / (k + 1);
  }
  const escapes = new Uint32Array(most);
  let below = 0;
  for (let k = 0; k < most; k++) {
    below += rest[k]!;
    escapes[k] = Math.min(2 ** 32 - 1, Math.round((2 ** 32 * below) / (256 - codes || 1)));
  }
  return { bounds, escapes };
}

/**
 * How often each unit is drawn when as many as there are units are drawn with replacement, each equally likely: a
 * multinomial draw, written to `counts`.
 *
 * Independent Poisson counts of one rate are multinomial given their total. So each unit takes a Poisson count from one
 * byte, and what the total lacks is drawn one by one; a total that is too large, which one in forty is, begins anew. The
 * rate leaves two standard deviations to be drawn. Of the words of `bits`, the first two are the key of a second stream of
 * words, two are passed over, and the others give bytes, lowest first, up to a multiple of 16 units; rare counts and the
 * draws one by one take the second stream's.
 */
export function drawEqually(bits: () => number, counts: Uint16Array | Float64Array): void {
  const units = counts.length;
  const { bounds, escapes } = countTable(units);
  const more = wordsOf(bits(), bits());
  bits();
  bits();
  const limit = 2 ** 32 - (2 ** 32 % units);
  let left = -1;
  while (left < 0) {
    left = units;
    for (let i = 0; i < 16 * Math.ceil(units / 16); i += 4) {
      const word = bits();
      for (let k = 0; k < Math.min(4, units - i); k++) {
        const count = rank(((word >>> (8 * k)) & 255) ^ 128, bounds);
        counts[i + k] = count < levels ? count : rank(more(), escapes);
        left -= counts[i + k]!;
      }
    }
  }
  while (left > 0) {
    const word = more();
    if (word >= limit) continue;
    counts[word % units]!++;
    left--;
  }
}

function rank(code: number, bounds: ArrayLike<number>): number {
  let count = 0;
  while (count < bounds.length && code >= bounds[count]!) count++;
  return count;
}

/** The words of Threefry-2x32-20 under a key, from counter 0 on. */
export function wordsOf(k0: number, k1: number): () => number {
  const pair = new Uint32Array(2);
  let drawn = 0;
  return () => {
    if ((drawn & 1) === 0) threefry(k0, k1, drawn / 2, 0, pair);
    return pair[drawn++ & 1]!;
  };
}
