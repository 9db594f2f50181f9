import type { Study } from "../../cohort/causal-study.js";
import { variance } from "../../stats/summary.js";
import type { Population } from "../outcome-models/population.js";
import type { Matches } from "./find-matches.js";

/** Outcomes of the matched rows under both treatments, imputed from their matches where they were not seen. */
export interface Imputed {
  /** Rows that count: of the estimand's population, and matched. */
  readonly rows: readonly number[];
  /** By row of the study; NaN where it does not count. */
  readonly treated: Float64Array;
  readonly untreated: Float64Array;
  /** How much each row is used as a match: Σ 1/M over its uses, and Σ 1/M². */
  readonly uses: Float64Array;
  readonly squaredUses: Float64Array;
}

/** Whose matches make the estimand: both groups' for the ATE, one group's for the others. */
export function seekersOf(estimand: Population): readonly (0 | 1)[] {
  return estimand === "ATE" ? [1, 0] : estimand === "ATT" ? [1] : [0];
}

/** Counts uses, and imputes each missing potential outcome by the mean of its matches, plus `correction` if given. */
export function impute(
  study: Study,
  matches: Matches,
  correction?: (arm: 0 | 1, row: number, match: number) => number,
): Imputed {
  const { n, treatment, outcome } = study;
  const [uses, squaredUses] = [new Float64Array(n), new Float64Array(n)];
  const sides = [new Float64Array(n).fill(Number.NaN), new Float64Array(n).fill(Number.NaN)] as const;
  const rows: number[] = [];
  for (const [row, found] of matches.of) {
    if (found.length === 0) continue;
    const own = treatment[row]! as 0 | 1;
    const other = (1 - own) as 0 | 1;
    let sum = 0;
    for (const match of found) {
      uses[match]! += 1 / found.length;
      squaredUses[match]! += 1 / found.length ** 2;
      sum += outcome[match]! + (correction ? correction(other, row, match) : 0);
    }
    sides[own][row] = outcome[row]!;
    sides[other][row] = sum / found.length;
    rows.push(row);
  }
  return { rows, treated: sides[1], untreated: sides[0], uses, squaredUses };
}

interface ErrorParts {
  readonly both: boolean;
  readonly value: number;
  readonly sameGroup: Matches["sameGroup"];
  readonly neighbors: number;
}

/**
 * The error of matching with replacement (Abadie & Imbens 2006, theorems 6 and 7): the spread of the imputed effects,
 * and what each reused match adds, (K² + 2K − K′) σ² for the ATE and (K² − K′) σ² otherwise. σ² is the variance of the
 * row's own outcome and those of the nearest `neighbors` rows of its group, and of all that tie with the last of them, as in
 * Stata and R's Matching (Abadie, Drukker, Herr & Imbens 2004); with one neighbour and no ties it is their equation 14.
 */
export function matchingError(
  study: Study,
  { rows, treated, untreated, uses, squaredUses }: Imputed,
  { both, value, sameGroup, neighbors }: ErrorParts,
): number {
  let sum = 0;
  for (const row of rows) sum += (treated[row]! - untreated[row]! - value) ** 2;
  for (let i = 0; i < study.n; i++) {
    if (uses[i] === 0) continue;
    const factor = uses[i]! ** 2 + (both ? 2 * uses[i]! : 0) - squaredUses[i]!;
    if (factor <= 0) continue;
    const near = sameGroup(i, neighbors);
    if (near.length === 0) return Number.NaN;
    sum += factor * variance([study.outcome[i]!, ...near.map((j) => study.outcome[j]!)]);
  }
  return Math.sqrt(sum) / rows.length;
}
