import { assertKnownOptions, assertLength } from "../assert.js";
import { ArgumentError } from "../errors.js";
import { type Estimate, estimate } from "./estimate.js";
import { type EstimateSet, estimateSet } from "./estimate-set.js";
import type { Units } from "./influence.js";

export interface SubgroupOptions {
  readonly units: Units;
  readonly clusters?: Int32Array | undefined;
  /** @default "mean by group" */
  readonly subject?: string;
  readonly method?: string;
  readonly estimand?: string;
}

/**
 * Means of uncentred orthogonal scores within groups, with their joint influence: subgroup effects where `scores` are
 * an effect's doubly robust scores (Semenova & Chernozhukov 2021). The influence of a unit on the mean of group g is
 * (n / n_g)·1{unit in g}·(score − mean).
 */
export function subgroupMeans(
  scores: Float64Array,
  groups: ArrayLike<string | number>,
  options: SubgroupOptions,
): EstimateSet {
  assertKnownOptions(options, ["units", "clusters", "subject", "method", "estimand"], "subgroupMeans");
  const n = scores.length;
  assertLength(groups, n, "groups");
  const bad = scores.findIndex((score) => !Number.isFinite(score));
  if (bad >= 0) throw new ArgumentError(`scores must be finite; number ${bad + 1} was ${scores[bad]}.`);
  const members = new Map<string, number[]>();
  for (let i = 0; i < n; i++) {
    const label = String(groups[i]);
    const known = members.get(label);
    if (known) known.push(i);
    else members.set(label, [i]);
  }
  const {
    units,
    clusters,
    subject = "mean by group",
    method = "mean of scores",
    estimand = "mean",
  } = options;
  const estimates: Record<string, Estimate> = {};
  for (const [label, rows] of members) {
    const value = rows.reduce((sum, row) => sum + scores[row]!, 0) / rows.length;
    const values = new Float64Array(n);
    for (const row of rows) values[row] = (n / rows.length) * (scores[row]! - value);
    estimates[label] = estimate({
      estimand,
      method,
      subject: `${subject}: ${label}`,
      value,
      n: rows.length,
      influence: { values, units, clusters },
    });
  }
  return estimateSet(subject, estimates);
}
