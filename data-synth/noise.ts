import { threefry } from "../src/numeric/threefry.js";
import { randomStream } from "../src/stats/random.js";

/**
 * The noise of a simulator, keyed by unit (a patient, a stay, a member), variable and hour (or month), and never drawn in
 * sequence: whatever is changed about a patient's treatment, every other draw stays the same, so that counterfactuals
 * are exact and a small cohort is a prefix of a large one.
 */
export class Noise {
  readonly #key0: number;
  readonly #key1: number;
  readonly #out: Uint32Array = new Uint32Array(2);
  #unit = 0;
  /** The pair that {@link normals} or {@link uniforms} drew last. */
  first = 0;
  second = 0;

  constructor(seed: number, name: string) {
    const stream = randomStream(seed).split(name);
    this.#key0 = stream.bits() | 0;
    this.#key1 = stream.bits() | 0;
  }

  /** Turns to one unit, a number below 2³². */
  select(unit: number): void {
    this.#unit = unit;
  }

  /** Uniform on (0, 1) for this unit's `variable` at `hour` (below 4,096). */
  uniform(variable: number, hour = 0): number {
    threefry(this.#key0, this.#key1, this.#unit, variable * 4096 + hour, this.#out);
    return ((this.#out[0]! >>> 6) * 67108864 + (this.#out[1]! >>> 6) + 0.5) / 4503599627370496;
  }

  /** Draws two independent uniforms of 32 bits each, never 0 or 1, into `first` and `second`. */
  uniforms(variable: number, hour = 0): void {
    threefry(this.#key0, this.#key1, this.#unit, variable * 4096 + hour, this.#out);
    this.first = (this.#out[0]! + 0.5) / 4294967296;
    this.second = (this.#out[1]! + 0.5) / 4294967296;
  }

  /** Draws two independent standard normals into `first` and `second` (Box & Muller 1958). */
  normals(variable: number, hour = 0): void {
    threefry(this.#key0, this.#key1, this.#unit, variable * 4096 + hour, this.#out);
    const radius = Math.sqrt(-2 * Math.log((this.#out[0]! + 0.5) / 4294967296));
    const angle = (this.#out[1]! * 2 * Math.PI) / 4294967296;
    this.first = radius * Math.cos(angle);
    this.second = radius * Math.sin(angle);
  }

  normal(variable: number, hour = 0): number {
    this.normals(variable, hour);
    return this.first;
  }
}
