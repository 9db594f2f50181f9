import { readFileSync } from "node:fs";
import { threefry } from "../threefry.js";

/** Counting bytes and drawing random words, in bulk. */
export interface CountingKernels {
  /**
   * Adds to `counts[k]` how many rows have the key k: column by column `key · size + value`, below 256. Returns false as
   * soon as a value is not below its column's size; `counts` are then of no use.
   */
  tally(columns: readonly Uint8Array[], sizes: readonly number[], counts: Float64Array): boolean;
  /** The largest value, 0 where there is none. */
  largest(values: Uint8Array): number;
  /** Words of Threefry-2x32-20 at the counters from (low, high) on, two of each; a multiple of 8 words. */
  threefry(k0: number, k1: number, low: number, high: number, words: Uint32Array): void;
}

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  appendKey(values: number, length: number, size: number, keys: number): number;
  tally(keys: number, length: number, tables: number, counts: number): void;
  threefry(k0: number, k1: number, low: number, high: number, quads: number, out: number): void;
}

/** What this file uses of the host's WebAssembly, which TypeScript declares only for browsers. */
interface WebAssemblyHost {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
}

/** Where things lie in the kernels' memory of 64 kB, behind what the module keeps for itself. */
const place = { words: 1024, counts: 4096, tables: 8192, keys: 16384, values: 32768 } as const;
const block = 16384;

/** The thread's kernels: a cache that no result depends on. */
class Cache {
  #kernels: CountingKernels | undefined;

  get(): CountingKernels {
    this.#kernels ??= process.env.TXLAB_SIMD === "off" ? plainCounting : (instantiate() ?? plainCounting);
    return this.#kernels;
  }
}

const cache = new Cache();

/** SIMD where the machine has it, else JavaScript. */
export function countingKernels(): CountingKernels {
  return cache.get();
}

function instantiate(): CountingKernels | undefined {
  const { WebAssembly } = globalThis as { WebAssembly?: WebAssemblyHost };
  const bytes = readFileSync(new URL("./counting.wasm", import.meta.url));
  if (!WebAssembly?.validate(bytes)) return undefined;
  return framed(new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as Exports);
}

function framed(kernels: Exports): CountingKernels {
  const bytes = new Uint8Array(kernels.memory.buffer);
  const drawn = new Uint32Array(kernels.memory.buffer, place.words);
  const found = new Float64Array(kernels.memory.buffer, place.counts, 256);
  return {
    tally(columns, sizes, counts) {
      const rows = columns[0]!.length;
      found.fill(0);
      for (let from = 0; from < rows; from += block) {
        const length = Math.min(block, rows - from);
        bytes.fill(0, place.keys, place.keys + block);
        for (const [j, column] of columns.entries()) {
          if (length < block) bytes.fill(0, place.values, place.values + block);
          bytes.set(column.subarray(from, from + length), place.values);
          const largest = kernels.appendKey(place.values, length, sizes[j]!, place.keys);
          if (largest >= sizes[j]!) return false;
        }
        // What fills the last eight up has key 0.
        const padded = Math.ceil(length / 8) * 8;
        kernels.tally(place.keys, padded, place.tables, place.counts);
        found[0]! -= padded - length;
      }
      for (let k = 0; k < counts.length; k++) counts[k]! += found[k]!;
      return true;
    },
    largest(values) {
      let most = 0;
      for (let from = 0; from < values.length; from += block) {
        const length = Math.min(block, values.length - from);
        if (length < block) bytes.fill(0, place.values, place.values + block);
        bytes.set(values.subarray(from, from + length), place.values);
        most = Math.max(most, kernels.appendKey(place.values, length, 0, place.keys));
      }
      return most;
    },
    threefry(k0, k1, low, high, words) {
      kernels.threefry(k0, k1, low, high, words.length / 8, place.words);
      for (let i = 0; i < words.length; i++) words[i] = drawn[i]!;
    },
  };
}

/** The same without WebAssembly. */
export const plainCounting: CountingKernels = {
  tally(columns, sizes, counts) {
    const rows = columns[0]!.length;
    const keys = new Uint8Array(block);
    for (let from = 0; from < rows; from += block) {
      const length = Math.min(block, rows - from);
      keys.fill(0);
      for (const [j, column] of columns.entries()) {
        if (appendKey(column.subarray(from, from + length), sizes[j]!, keys) >= sizes[j]!) return false;
      }
      for (let i = 0; i < length; i++) counts[keys[i]!]!++;
    }
    return true;
  },
  largest: (values) => values.reduce((most, value) => Math.max(most, value), 0),
  threefry(k0, k1, low, high, words) {
    const pair = new Uint32Array(2);
    for (let i = 0; i < words.length; i += 2) {
      threefry(k0, k1, low + i / 2, high, pair);
      words.set(pair, i);
    }
  },
};

function appendKey(values: Uint8Array, size: number, keys: Uint8Array): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value > largest) largest = value;
    keys[i] = keys[i]! * size + value;
  }
  return largest;
}
