import { cholesky } from "../../numeric/cholesky.js";
import { mean, variance } from "../../stats/summary.js";
import type { Population } from "../outcome-models/population.js";
import type { PropensityScore } from "../weighting/propensity-score.js";
import type { Matches } from "./find-matches.js";

interface Scored {
  readonly ps: PropensityScore;
  readonly matches: Matches;
  readonly estimand: Population;
  readonly value: number;
  readonly neighbors: number;
}

/**
 * What estimating a logistic propensity adds to the variance of matching on it (Abadie & Imbens 2016, theorems 1 and 2):
 * −c′I⁻¹c, and for the ATT and ATC also g′I⁻¹g, with I the logistic information, c what outcomes have to do with terms
 * among rows of like score, and g what the population's effect has to do with its score. As in Stata, like rows are the two
 * nearest of each group.
 */
export function estimatedPropensity({ ps, matches, estimand, value, neighbors }: Scored): number {
  const { study, score, design } = ps;
  const { n, treatment, outcome } = study;
  const size = estimand === "ATE" ? n : treatment.filter((a) => a === (estimand === "ATT" ? 1 : 0)).length;
  // The forms do not change with the terms' origin and unit.
  const terms = [new Float64Array(n).fill(1), ...design.columns.map(standardized)];
  const p = terms.length;
  const [c, g] = [new Float64Array(p), new Float64Array(p)];
  const information = new Float64Array(p * p);
  for (let i = 0; i < n; i++) {
    const e = score[i]!;
    const f = e * (1 - e);
    const own = [i, ...matches.sameGroup(i, 1)];
    const other = matches.otherGroup(i, 2);
    const [one, zero] = treatment[i] === 1 ? [own, other] : [other, own];
    // The estimand's population by score, over the chance of each group.
    const h = { ATE: 1, ATT: e, ATC: 1 - e }[estimand];
    const near = matches.otherGroup(i, neighbors);
    const theirs = near.reduce((sum, j) => sum + outcome[j]!, 0) / near.length;
    const gap = (treatment[i] === 1 ? outcome[i]! - theirs : theirs - outcome[i]!) - value;
    for (let k = 0; k < p; k++) {
      const z = terms[k]!;
      c[k]! += (f * h * (covariance(z, outcome, one) / e + covariance(z, outcome, zero) / (1 - e))) / size;
      g[k]! += (z[i]! * f * gap) / size;
      for (let l = 0; l < p; l++) information[k * p + l]! += f * z[i]! * terms[l]![i]!;
    }
  }
  const factor = cholesky(information, p);
  const quadratic = (v: Float64Array): number => {
    const solved = factor.solve(v);
    return v.reduce((sum, each, k) => sum + each * solved[k]!, 0);
  };
  return (estimand === "ATE" ? 0 : quadratic(g)) - quadratic(c);
}

function standardized(column: Float64Array): Float64Array {
  const center = mean(column);
  const spread = Math.sqrt(variance(column));
  return column.map((x) => (x - center) / spread);
}

function covariance(x: Float64Array, y: Float64Array, rows: readonly number[]): number {
  const m = rows.length;
  if (m < 2) return 0;
  const center = (values: Float64Array): number => rows.reduce((sum, i) => sum + values[i]!, 0) / m;
  const [mx, my] = [center(x), center(y)];
  return rows.reduce((sum, i) => sum + (x[i]! - mx) * (y[i]! - my), 0) / (m - 1);
}
