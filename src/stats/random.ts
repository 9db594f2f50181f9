import { assertInteger } from "../assert.js";
import { splitting, threefry } from "../numeric/threefry.js";
import { countingKernels } from "../numeric/wasm/counting-kernels.js";

/**
 * A stream of random numbers that belongs to one task: a fold, a replicate, a tree, a patient's variable.
 *
 * The generator is Threefry-2x32 with 20 rounds (Salmon, Moraes, Dror & Shaw 2011, "Parallel random numbers: as easy
 * as 1, 2, 3"). It is counter-based: draw number `c` of a stream is a pure function of the stream's key and `c`, so
 * streams never depend on each other, on threads, or on the order in which they are used. Its known-answer vectors
 * are in the tests.
 */
export interface Stream {
  /** An independent stream for a part of the task, named by words and numbers: `stream.split("tree", 17)`. */
  split(...path: readonly (string | number)[]): Stream;
  /** Uniform on (0, 1), with 52 random bits; never 0 or 1. */
  uniform(): number;
  /** Standard normal, by the polar method of Marsaglia & Bray (1964). */
  normal(): number;
  /** Standard exponential. */
  exponential(): number;
  /** Uniform on 0 … n − 1, without bias. */
  integer(n: number): number;
  /** 1 with probability `p`, else 0. */
  bernoulli(p: number): number;
  /** A uniformly random order of 0 … n − 1 (Fisher–Yates). */
  permutation(n: number): Int32Array;
  /** 32 random bits, as an unsigned integer. */
  bits(): number;
}

/** The root stream of `seed`, a non-negative integer below 2⁵³. */
export function randomStream(seed: number): Stream {
  assertInteger(seed, "seed", 0);
  return new ThreefryStream(seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0);
}

/** The key of a stream that nothing was drawn from yet, for kernels that draw its words themselves. */
export function streamKey(stream: Stream): readonly [number, number] {
  return (stream as ThreefryStream).key();
}

/** Words that are drawn at once by a stream that has used as many blocks one by one as `patience`. */
const bulk = 128;
const patience = 16;

class ThreefryStream implements Stream {
  readonly #k0: number;
  readonly #k1: number;
  #words: Uint32Array = new Uint32Array(2);
  #at = 2;
  #low = 0;
  #high = 0;
  #spare = Number.NaN;

  constructor(k0: number, k1: number) {
    this.#k0 = k0;
    this.#k1 = k1;
  }

  key(): readonly [number, number] {
    return [this.#k0, this.#k1];
  }

  /** The keys of the parts come from counters that draws never reach. */
  split(...path: readonly (string | number)[]): Stream {
    const out = new Uint32Array(2);
    let k0 = this.#k0;
    let k1 = this.#k1;
    const absorb = (word: number, tag: number): void => {
      threefry(k0, k1, word, splitting | tag, out);
      k0 = out[0]!;
      k1 = out[1]!;
    };
    for (const part of path) {
      if (typeof part === "number") {
        assertInteger(part, "a number that names a stream", 0);
        absorb(part >>> 0, 1);
        if (part >= 2 ** 32) absorb(Math.floor(part / 2 ** 32), 2);
      } else {
        for (let i = 0; i < part.length; i++) absorb(part.charCodeAt(i), 3);
        absorb(part.length, 4);
      }
    }
    return new ThreefryStream(k0, k1);
  }

  bits(): number {
    if (this.#at === this.#words.length) this.#draw();
    return this.#words[this.#at++]!;
  }

  /** Counters that pass 2³² go one by one. */
  #draw(): void {
    const many = this.#low >= patience && this.#low < 2 ** 32 - bulk;
    const length = many ? bulk : 2;
    if (this.#words.length !== length) this.#words = new Uint32Array(length);
    if (many) countingKernels().threefry(this.#k0, this.#k1, this.#low, this.#high, this.#words);
    else threefry(this.#k0, this.#k1, this.#low, this.#high, this.#words);
    this.#low = (this.#low + length / 2) >>> 0;
    if (this.#low === 0) this.#high++;
    this.#at = 0;
  }

  uniform(): number {
    const high = this.bits() >>> 6;
    const low = this.bits() >>> 6;
    return (high * 67108864 + low + 0.5) / 4503599627370496;
  }

  normal(): number {
    if (!Number.isNaN(this.#spare)) {
      const value = this.#spare;
      this.#spare = Number.NaN;
      return value;
    }
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const s = u * u + v * v;
      if (s < 1 && s > 0) {
        const factor = Math.sqrt((-2 * Math.log(s)) / s);
        this.#spare = v * factor;
        return u * factor;
      }
    }
  }

  exponential(): number {
    return -Math.log(this.uniform());
  }

  integer(n: number): number {
    const limit = 4294967296 - (4294967296 % n);
    for (;;) {
      const bits = this.bits();
      if (bits < limit) return bits % n;
    }
  }

  bernoulli(p: number): number {
    return this.uniform() < p ? 1 : 0;
  }

  permutation(n: number): Int32Array {
    const order = Int32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const kept = order[i]!;
      order[i] = order[j]!;
      order[j] = kept;
    }
    return order;
  }
}
