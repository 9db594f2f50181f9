import type { IcuKnobs } from "./knobs.js";
import type { Stay } from "./stay.js";

/** Care is decided every four hours, the first time twelve hours after ICU admission. */
export const careStart = 12;
export const careStep = 4;
/** Levels of each treatment, 0 to 4. */
export const careLevels = 5;
/** Norepinephrine-equivalent dose of each level in mcg/kg/min; what is given lies within a fifth of it. */
export const vasopressorDoses: readonly number[] = [0, 0.04, 0.1, 0.2, 0.4];
/** Millilitres of crystalloid that each level gives over four hours. */
export const fluidVolumes: readonly number[] = [0, 250, 500, 1000, 2000];
/** The level at which an early vasopressor runs until the first decision. */
export const earlyLevel = 2;

/** What the decision looks at, all of it on record. */
export interface CareState {
  /** Lowest mean pressure charted in the last four hours. */
  readonly map_low: number;
  /** Level of the vasopressor that runs. */
  readonly vasopressor: number;
  /** Litres given since the first decision. */
  readonly fluid_l: number;
}

/** The level of vasopressor that the pressure asks for: 0 from 65 mmHg up, 4 from 49 mmHg down. */
export function vasopressorNeed({ map_low }: CareState): number {
  return Math.max(0, Math.min(4, (65 - map_low) / 4));
}

/** The level of fluids that pressure and what was given ask for; past litres make it less. */
export function fluidNeed(seen: CareState): number {
  return Math.max(0, Math.min(4, 0.8 * vasopressorNeed(seen) + 0.5 - 0.7 * seen.fluid_l));
}

/**
 * What four hours at vasopressor level v and fluid level w do to the log-odds of death within 28 days, beside nothing
 * at all: 0.012 (v² − 2 v n) + 0.0075 (w² − 2 w m), n and m the needs. It is lowest where the level meets the need, and
 * harm where it exceeds the need twice.
 */
export function careEffect(seen: CareState, v: number, w: number): number {
  return 0.012 * v * (v - 2 * vasopressorNeed(seen)) + 0.0075 * w * (w - 2 * fluidNeed(seen));
}

/**
 * The clinicians' practice: probabilities of the levels given what is seen, chosen independently,
 *
 * P(v) ∝ exp(−(v − u)² / 2 − 4.5 c′ [v > 0, none runs]), u = 0.4 + c′ (0.45 · running + 0.75 n − 0.4) + 0.4 h · impression,
 * P(w) ∝ exp(−(w − r)² / 2 − c′ [w > 0]), r = 0.4 + c′ (0.6 m − 0.4) + 0.4 h · impression,
 *
 * c′ = min(1, confounding / overlap), h = hiddenConfounding. Hospital and group enter the early decision only.
 */
export class Practice {
  readonly vasopressor: Float64Array = new Float64Array(careLevels);
  readonly fluid: Float64Array = new Float64Array(careLevels);
  readonly #follow: number;
  readonly #hidden: number;

  constructor(knobs: IcuKnobs) {
    this.#follow = Math.min(1, knobs.confounding / knobs.overlap);
    this.#hidden = 0.4 * knobs.hiddenConfounding;
  }

  set(seen: CareState, stay: Stay): void {
    const [follow, hidden] = [this.#follow, this.#hidden * stay.impression];
    const v = 0.4 + follow * (0.45 * seen.vasopressor + 0.75 * vasopressorNeed(seen) - 0.4) + hidden;
    const w = 0.4 + follow * (0.6 * fluidNeed(seen) - 0.4) + hidden;
    around(v, 0.5, seen.vasopressor === 0 ? 4.5 * follow : 0, this.vasopressor);
    around(w, 0.5, follow, this.fluid);
  }

  /** The mean of {@link careEffect} over the practice. */
  meanEffect(seen: CareState): number {
    const [n, m] = [vasopressorNeed(seen), fluidNeed(seen)];
    let sum = 0;
    for (let level = 0; level < careLevels; level++) {
      sum += 0.012 * level * (level - 2 * n) * this.vasopressor[level]!;
      sum += 0.0075 * level * (level - 2 * m) * this.fluid[level]!;
    }
    return sum;
  }
}

/** Fills in P(level) ∝ exp(−precision · (level − centre)² − cost · [level > 0]). */
function around(centre: number, precision: number, cost: number, out: Float64Array): void {
  let sum = 0;
  for (let level = 0; level < careLevels; level++) {
    const weight = Math.exp(-precision * (level - centre) ** 2 - (level > 0 ? cost : 0));
    out[level] = weight;
    sum += weight;
  }
  for (let level = 0; level < careLevels; level++) out[level]! /= sum;
}

/** The level in which `u` falls. */
export function drawLevel(probabilities: ArrayLike<number>, u: number): number {
  let left = u;
  for (let level = 0; level < probabilities.length - 1; level++) {
    left -= probabilities[level]!;
    if (left < 0) return level;
  }
  return probabilities.length - 1;
}
