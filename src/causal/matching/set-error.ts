import type { Study } from "../../cohort/causal-study.js";
import { variance } from "../../stats/summary.js";
import { nearestIndex } from "./nearest-index.js";

/** Rows in disjoint matched sets, and what each stands for. */
export interface MatchedSets {
  /** The set of each row; −1 for rows without one. */
  readonly sets: Int32Array;
  /** What a row counts in the estimand's population; 0 outside of it and without a set. */
  readonly own: Float64Array;
  /** What it counts with what it stands in for. */
  readonly weights: Float64Array;
  /** Outcomes less their regressions, and the regressions' difference between the treatments, by row. */
  readonly residual: Float64Array;
  readonly fitted: Float64Array;
  readonly points: readonly Float64Array[];
}

/**
 * The error of a mean of effects imputed within sets (Abadie & Imbens 2006, theorems 6 and 7): the spread of the imputed
 * effects, and (K² + 2 s K − K′) σ² for each row that counts s itself and K in place of others, with K′ the sum of the
 * squares of K's parts, and σ² from the residual of the nearest row of the same group.
 */
export function setError(study: Study, found: MatchedSets, value: number): number {
  const { sets, own, weights, residual, fitted } = found;
  const sums = setSums(study, found);
  const variances = residualVariances(study, found);
  let [total, spread] = [0, 0];
  for (let i = 0; i < study.n; i++) {
    if (sets[i]! < 0) continue;
    const side = study.treatment[i] as 0 | 1;
    const [group, others] = side === 1 ? [sums.treated, sums.untreated] : [sums.untreated, sums.treated];
    const at = sets[i]!;
    if (own[i]! > 0) {
      const gap = residual[i]! - others.residual[at]! / others.mass[at]!;
      spread += (own[i]! * (fitted[i]! + (side === 1 ? gap : -gap) - value)) ** 2;
      total += own[i]!;
    }
    const uses = weights[i]! - own[i]!;
    const parts = ((study.weights?.[i] ?? 1) / group.mass[at]!) ** 2 * others.squares[at]!;
    spread += Math.max(0, uses * uses + 2 * own[i]! * uses - parts) * variances[i]!;
  }
  return Math.sqrt(spread) / total;
}

interface GroupSums {
  /** Σ of survey weights, of weighted residuals, and of own². */
  readonly mass: Float64Array;
  readonly residual: Float64Array;
  readonly squares: Float64Array;
}

function setSums(
  { treatment, weights }: Study,
  { sets, own, residual }: MatchedSets,
): { readonly treated: GroupSums; readonly untreated: GroupSums } {
  const count = 1 + sets.reduce((most, set) => Math.max(most, set), -1);
  const empty = (): GroupSums => ({
    mass: new Float64Array(count),
    residual: new Float64Array(count),
    squares: new Float64Array(count),
  });
  const both = { treated: empty(), untreated: empty() };
  sets.forEach((set, i) => {
    if (set < 0) return;
    const group = treatment[i] === 1 ? both.treated : both.untreated;
    const mass = weights?.[i] ?? 1;
    group.mass[set]! += mass;
    group.residual[set]! += mass * residual[i]!;
    group.squares[set]! += own[i]! ** 2;
  });
  return both;
}

/** The variance of a row's own residual and that of the nearest of its group: one, or all that tie. */
function residualVariances(
  { n, treatment }: Study,
  { weights, residual, points }: MatchedSets,
): Float64Array {
  const variances = new Float64Array(n);
  for (const arm of [0, 1]) {
    const rows = Int32Array.from(treatment.keys()).filter((i) => treatment[i] === arm && weights[i]! > 0);
    const index = nearestIndex(points, rows);
    for (const row of rows) {
      const near = index.find(row, 1, { except: row });
      variances[row] = near.length > 0 ? variance([row, ...near].map((i) => residual[i]!)) : Number.NaN;
    }
  }
  return variances;
}
