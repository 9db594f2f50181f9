import { show } from "../../assert.js";
import type { LevelsStudy } from "../../cohort/causal-study.js";
import { ArgumentError } from "../../errors.js";
import { addAll } from "./add-all.js";
import type { LevelsPropensity } from "./levels-propensity.js";

/** Whose potential outcomes a mean speaks of: everybody's, or those of the rows that have one of the levels. */
export interface Among {
  /** Undefined for everybody. */
  readonly level: number | undefined;
  readonly estimand: string;
  /** n over the population's size, and each row's share of that population, n in all. */
  readonly scale: number;
  readonly share: Float64Array;
}

export function among(study: LevelsStudy, level: string | number | boolean | undefined): Among {
  const { n, levels, treatment, treatmentName } = study;
  const code = level === undefined ? undefined : levels.indexOf(String(level));
  if (code === -1) {
    throw new ArgumentError(
      `among is ${show(level)}, which "${treatmentName}" does not have; its levels are ${levels.join(", ")}.`,
    );
  }
  const size = treatment.map((a, i) => (code === undefined || a === code ? (study.weights?.[i] ?? 1) : 0));
  const total = size.reduce((sum, s) => sum + s, 0);
  return {
    level: code,
    estimand: code === undefined ? "ATE" : `effect among ${treatmentName} = ${levels[code]}`,
    scale: n / total,
    share: size.map((s) => (n * s) / total),
  };
}

/** How many of that population a row with this level stands for: 1 / P(A = level | x), or P(A = among | x) over it. */
export function standsFor({ scores }: LevelsPropensity, { level: of }: Among, level: number): Float64Array {
  const own = scores[level]!;
  return of === undefined ? own.map((p) => 1 / p) : own.map((p, i) => scores[of]![i]! / p);
}

/** Extra influence of (1/n) Σ cᵢ through the propensity's coefficients, c being proportional to `standsFor` of the level. */
export function throughPropensity(
  ps: LevelsPropensity,
  { level: of }: Among,
  level: number,
  c: Float64Array,
): Float64Array | undefined {
  if (of === level) return new Float64Array(c.length);
  const own = ps.influenceOf(
    level,
    c.map((value, i) => -value / ps.scores[level]![i]!),
  );
  if (of === undefined) return own;
  const theirs = ps.influenceOf(
    of,
    c.map((value, i) => value / ps.scores[of]![i]!),
  );
  return addAll([own, theirs]);
}
