import { randomStream, threefry } from "../../src/stats/random.js";

/**
 * The noise of the simulator, keyed by stay, variable and hour and never drawn in sequence: whatever is changed about
 * a patient's treatment, every other draw stays the same, so that counterfactuals are exact and a small cohort is a
 * prefix of a large one.
 */
export class Noise {
  readonly #key0: number;
  readonly #key1: number;
  readonly #out: Uint32Array = new Uint32Array(2);
  #unit = 0;
  /** The pair of standard normals that {@link normals} drew last. */
  first = 0;
  second = 0;

  constructor(seed: number, name: string) {
    const stream = randomStream(seed).split(name);
    this.#key0 = stream.bits() | 0;
    this.#key1 = stream.bits() | 0;
  }

  /** Turns to one unit (a patient, or one stay of a patient), a number below 2³². */
  select(unit: number): void {
    this.#unit = unit;
  }

  /** Uniform on (0, 1) for this unit's `variable` at `hour` (below 4,096). */
  uniform(variable: number, hour = 0): number {
    threefry(this.#key0, this.#key1, this.#unit, variable * 4096 + hour, this.#out);
    return ((this.#out[0]! >>> 6) * 67108864 + (this.#out[1]! >>> 6) + 0.5) / 4503599627370496;
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

/** Names of the draws. A number may be added; one in use is never given another meaning. */
export const draw = {
  // of a patient
  unit: 1,
  age: 2,
  gender: 3,
  race: 4,
  insurance: 5,
  hospital: 6,
  frailty: 7,
  body: 8,
  year: 9,
  anchor: 10,
  admissionMinute: 11,
  comorbidity: 12, // and the twelve after it
  // of a stay
  transfer: 30,
  diagnosis: 31,
  infection: 32,
  severity: 33,
  organs: 34, // and the two after it
  hidden: 37,
  admission: 38,
  ventilated: 39,
  reserve: 40,
  treatment: 41,
  place: 42,
  lengthOfStay: 43,
  readmission: 44,
  interval: 45,
  afterwards: 46,
  thermometer: 47,
  beforeIcu: 48,
  start: 49,
  rescue: 50,
  tubeTime: 51,
  drift: 52,
  sampling: 53,
  culture: 54,
  organism: 55,
  coding: 56,
  minute: 57,
  antibiotic: 58,
  // measurements
  pressure: 60,
  breathing: 61,
  temperature: 62,
  pulse: 63,
  coma: 64,
  urine: 65,
  laboratory: 70, // and the seven after it
  measured: 80, // and the eleven after it
  defect: 1000, // and all after it
} as const;
