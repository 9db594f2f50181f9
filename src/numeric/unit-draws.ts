import { drawnSums } from "./drawn-sums.js";
import { countTable } from "./multinomial.js";
import type { OrderedColumns } from "./ordered-columns.js";
import type { Kernels } from "./wasm/kernels.js";

/** How often each unit is drawn in several replicates, and sums in which it counts so often. Close it after use. */
export class UnitDraws {
  readonly #kernels: Kernels;
  readonly #units: number;
  /** Bytes from one replicate's counts to the next one's. */
  readonly #pitch: number;
  readonly #frame: number;
  readonly #table: number;
  readonly #counts: number;

  /** Room for the counts of `replicates` replicates of `units` units. */
  constructor(kernels: Kernels, units: number, replicates: number) {
    this.#kernels = kernels;
    this.#units = units;
    this.#pitch = 32 * Math.ceil(units / 16);
    this.#frame = kernels.enter(128);
    this.#table = 8 * kernels.enter(10);
    this.#counts = 8 * kernels.enter((replicates * this.#pitch) / 8);
    const { bounds, escapes } = countTable(units);
    const { buffer } = kernels.memory;
    new Int8Array(buffer, this.#table, bounds.length).set(bounds.map((bound) => bound - 129));
    new Uint32Array(buffer, this.#table + 16, escapes.length).set(escapes);
  }

  close(): void {
    this.#kernels.leave(this.#frame);
  }

  /** Draws as many units as there are, with replacement, by part number `part` of the stream that has this key. */
  draw(r: number, [k0, k1]: readonly [number, number], part: number): void {
    const at = this.#counts + r * this.#pitch;
    this.#kernels.drawUnits(k0, k1, part, this.#units, this.#table, 8 * this.#frame, at);
  }

  /** Counts of replicate r, to read until something else is called. */
  counts(r: number): Uint16Array {
    return new Uint16Array(this.#kernels.memory.buffer, this.#counts + r * this.#pitch, this.#units);
  }

  /**
   * Σᵢ counts[i] · column[i] of the first `count` replicates: those of one replicate, a number a column, after those of
   * another. Each is added up in an order of its own, so that it is the same beside any other replicates.
   */
  sums(columns: OrderedColumns, count: number): Float64Array {
    return drawnSums(this.#kernels, columns, { first: this.#counts, pitch: this.#pitch, replicates: count });
  }
}
