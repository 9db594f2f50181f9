import { assertFinite, assertKnownOptions } from "../../assert.js";
import type { Study } from "../../cohort/causal-study.js";
import { ArgumentError, PositivityError } from "../../errors.js";
import { formatFixed } from "../../plot/format.js";
import { rowsWhere } from "../nuisance.js";
import type { PropensityScore } from "./propensity-score.js";

export interface TrimOptions {
  /**
   * Which propensities stay: a fixed range, `"crump"` for the range that gives the ATE its least variance, or
   * `"common support"` for those that occur in both groups. @default "crump"
   */
  readonly keep?: readonly [low: number, high: number] | "crump" | "common support";
}

/**
 * The study of the rows whose propensity lies in a range. The estimand changes with it: effects are those of the rows
 * that stay, and every result says so. Estimators fit their propensity anew on them.
 *
 * Crump's range is [α, 1 − α] with α from 1/(α(1 − α)) = 2 E[1/(e(1 − e)) | 1/(e(1 − e)) ≤ 1/(α(1 − α))] (Crump, Hotz,
 * Imbens & Mitnik 2009, corollary 1). Errors take the range as fixed.
 *
 * @example
 * const trimmed = trim(await propensityScore(study), { keep: [0.1, 0.9] });
 * trimmed.restriction // => "propensity 0.1 to 0.9"
 */
export function trim(ps: PropensityScore, options: TrimOptions = {}): Study {
  assertKnownOptions(options, ["keep"], "trim");
  const { keep = "crump" } = options;
  const [low, high] = rangeOf(ps, keep);
  const { study, score } = ps;
  const rows = rowsWhere(study.n, (i) => score[i]! >= low && score[i]! <= high);
  const treated = rows.reduce((sum, i) => sum + study.treatment[i]!, 0);
  if (treated === 0 || treated === rows.length) {
    throw new PositivityError(
      `trim leaves ${rows.length} rows with propensity ${formatFixed(low, 3)} to ${formatFixed(high, 3)}, of which ${treated} are treated; choose a wider range.`,
    );
  }
  const label = typeof keep === "string" ? ` (${keep === "crump" ? "Crump" : keep})` : "";
  const digits = (x: number): string => String(Number(x.toFixed(3)));
  return study.narrow(rows, `propensity ${digits(low)} to ${digits(high)}${label}`);
}

function rangeOf(ps: PropensityScore, keep: NonNullable<TrimOptions["keep"]>): readonly [number, number] {
  if (keep === "crump") {
    const alpha = crumpThreshold(ps.score);
    return [alpha, 1 - alpha];
  }
  if (keep === "common support") return sharedRange(ps.score, ps.study.treatment);
  if (!Array.isArray(keep) || keep.length !== 2) {
    throw new ArgumentError(`keep must be [low, high], "crump" or "common support".`);
  }
  const [low, high] = keep as readonly [number, number];
  assertFinite(low, "keep[0]");
  assertFinite(high, "keep[1]");
  if (!(low >= 0 && low < high && high <= 1)) {
    throw new ArgumentError(`keep must be [low, high] with 0 ≤ low < high ≤ 1; it was [${low}, ${high}].`);
  }
  return [low, high];
}

/** α of Crump et al. (2009): 0 where no row is so extreme that leaving it out lowers the variance bound. */
export function crumpThreshold(score: Float64Array): number {
  const cost = score.map((e) => 1 / (e * (1 - e))).sort();
  const n = cost.length;
  let sum = 0;
  let kept = 0;
  // γ = 2 · (mean of the costs at or below γ): walk up while the next cost still lies below the γ it would give.
  for (let i = 0; i < n; i++) {
    if (cost[i]! > (2 * (sum + cost[i]!)) / (i + 1)) break;
    sum += cost[i]!;
    kept = i + 1;
  }
  if (kept === n) return 0;
  const gamma = (2 * sum) / kept;
  return 0.5 - Math.sqrt(0.25 - 1 / gamma);
}

/** The range of propensities that occur in both groups. */
export function sharedRange(score: Float64Array, treatment: Float64Array): [number, number] {
  const [low, high] = [
    [Infinity, Infinity],
    [-Infinity, -Infinity],
  ] as [[number, number], [number, number]];
  for (let i = 0; i < score.length; i++) {
    const a = treatment[i]! as 0 | 1;
    low[a] = Math.min(low[a], score[i]!);
    high[a] = Math.max(high[a], score[i]!);
  }
  return [Math.max(...low), Math.min(...high)];
}
