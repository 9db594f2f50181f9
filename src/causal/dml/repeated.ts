import { assertInteger } from "../../assert.js";
import { ArgumentError } from "../../errors.js";
import { randomStream } from "../../stats/random.js";
import type { Folds } from "../cross-fit.js";

/** What one round of cross-fitting found. */
export interface Round {
  readonly value: number;
  readonly influence: Float64Array;
  readonly standardError: number;
}

/**
 * The median of repeated cross-fitting, with the error √median(σᵣ² + (θᵣ − θ)²) (Chernozhukov et al. 2018, definition
 * 3.3), so that an unlucky split neither makes the estimate nor hides how much splits matter.
 */
export interface Repeated {
  readonly value: number;
  /** Averages over the rounds, which agree to first order. */
  readonly influence: Float64Array;
  readonly standardError: number;
  readonly rounds: readonly Round[];
}

/** Runs `once` for each repetition; the first uses `seed` itself, so that one repetition is no repetition. */
export async function repeat<T>(
  repetitions: number,
  folds: Folds,
  seed: number,
  once: (seed: number) => Promise<T>,
): Promise<readonly T[]> {
  assertInteger(repetitions, "repetitions", 1);
  if (repetitions > 1 && typeof folds !== "number") {
    throw new ArgumentError("repetitions draw their own folds; give the number of folds, or repetitions: 1.");
  }
  const results: T[] = [];
  for (let r = 0; r < repetitions; r++) {
    results.push(await once(r === 0 ? seed : randomStream(seed).split("repetition", r).bits()));
  }
  return results;
}

export function medianOfRounds(rounds: readonly Round[]): Repeated {
  if (rounds.length === 1) return { ...rounds[0]!, rounds };
  const value = median(rounds.map((round) => round.value));
  const variance = median(rounds.map((round) => round.standardError ** 2 + (round.value - value) ** 2));
  return {
    value,
    influence: averageInfluence(rounds.map((round) => round.influence)),
    standardError: Math.sqrt(variance),
    rounds,
  };
}

export function averageInfluence(parts: readonly Float64Array[]): Float64Array {
  return parts[0]!.map((_, i) => parts.reduce((sum, part) => sum + part[i]!, 0) / parts.length);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
