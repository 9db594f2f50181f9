import { assertInteger, assertKnownOptions, assertOneOf } from "../../assert.js";
import type { Study } from "../../cohort/causal-study.js";
import { ArgumentError, PositivityError } from "../../errors.js";
import { formatNumber } from "../../plot/format.js";
import { type Effect, effect, errorName } from "../effect.js";
import { admit } from "../missing/admit.js";
import { mostOf, poolEffects, refuseOne } from "../missing/pool-effects.js";
import { type Population, populations, populationWeights } from "../outcome-models/population.js";
import { type PropensityOptions, propensityScore } from "../weighting/propensity-score.js";
import { weighting } from "../weighting/weighting.js";
import { strataWeights } from "./strata-weights.js";

export interface StratifyOptions {
  /** @default "ATE" */
  readonly estimand?: Population;
  /** How many strata of equal size to cut the propensity score into; not with `by`. @default 5 */
  readonly strata?: number;
  readonly propensity?: PropensityOptions;
  /**
   * Coarsened exact matching: columns with the cut points that make their bins, or `"values"` for each value its own.
   */
  readonly by?: Readonly<Record<string, "values" | readonly number[]>>;
  /** @default 1 */
  readonly seed?: number;
}

/** An effect by strata. */
export interface StratifiedEffect extends Effect {
  /** The stratum of each row. */
  stratum(): Int32Array;
  /** Rows in strata where one of the groups is absent, which had to be left out. */
  readonly leftOut: number;
}

/**
 * Stratification on the propensity score (Rosenbaum & Rubin 1984) or, with `by`, on coarsened columns (coarsened exact
 * matching; Iacus, King & Porro 2012): differences of means within strata, averaged over the estimand's population.
 *
 * Assumes exchangeability within strata, positivity and consistency: five propensity strata leave some confounding. Errors
 * take the strata as known. Strata without treated or without untreated rows are left out, and the result says so.
 *
 * @example
 * (await stratify(study, { strata: 10 })).value // => 3.287701818 for qsmk on wt82_71 in NHEFS, SE 0.498084737
 */
export async function stratify(study: Study, options: StratifyOptions = {}): Promise<StratifiedEffect> {
  assertKnownOptions(options, ["estimand", "strata", "propensity", "by", "seed"], "stratify");
  const { estimand = "ATE", strata = 5, by, seed = 1 } = options;
  if (study.imputed) {
    return poolEffects(
      study,
      (each) => stratify(each, options),
      (all) => ({ stratum: refuseOne("strata"), leftOut: mostOf(all.map((each) => each.leftOut)) }),
    );
  }
  admit(study, "stratify");
  assertOneOf(estimand, "estimand", populations);
  assertInteger(strata, "strata", 2);
  if (by && (options.strata !== undefined || options.propensity !== undefined)) {
    throw new ArgumentError("stratify takes by, or strata and propensity, not both.");
  }
  const [stratum, name] = by
    ? [coarsen(study, by), `coarsened ${Object.keys(by).join(", ")}`]
    : await propensityStrata(study, strata, { ...options.propensity, seed });
  const weights = strataWeights(study, estimand, stratum);
  const leftOut = weights.reduce((count, w) => count + (w === 0 ? 1 : 0), 0);
  if (leftOut === study.n) {
    throw new PositivityError("no stratum has both treated and untreated rows; make the strata coarser.");
  }
  const found = weighting(study, estimand, name, weights);
  const inside = populationWeights(estimand, study).map((t, i) => (weights[i] === 0 ? 0 : t));
  const of = { study, stratum, weights: found.weights, inside };
  const [treated, untreated] = [stratifiedMean(of, 1), stratifiedMean(of, 0)];
  const [n, total] = [leftOut, study.n].map((value) => formatNumber(value, 0));
  const message = `${n} of ${total} rows are in strata where only one treatment occurs and were left out, so this is no longer the ${estimand} of the study.`;
  return effect(
    study,
    {
      estimand: leftOut > 0 ? `${estimand} of strata with both treatments` : estimand,
      method: `stratification (${new Set(stratum).size} strata by ${name}), ${errorName(study, "errors with strata taken as known")}`,
      means: [treated.mean, untreated.mean],
      influence: [treated.influence, untreated.influence],
      warnings: leftOut > 0 ? [{ code: "left-out", message }] : [],
      diagnostics: { groups: found.groups, leftOut },
      seed: by ? undefined : seed,
      weighting: found,
    },
    { stratum: () => stratum, leftOut },
  );
}

async function propensityStrata(
  study: Study,
  strata: number,
  options: PropensityOptions & { readonly seed: number },
): Promise<[Int32Array, string]> {
  const { score, method } = await propensityScore(study, options);
  const sorted = Float64Array.from(score).sort();
  const cuts = Array.from({ length: strata - 1 }, (_, k) => {
    const at = ((k + 1) / strata) * (sorted.length - 1);
    const low = Math.floor(at);
    return sorted[low]! + (at - low) * (sorted[low + 1]! - sorted[low]!);
  });
  const stratum = Int32Array.from(score, (e) => cuts.filter((cut) => e > cut).length);
  return [stratum, `propensity (${method})`];
}

/** Codes of the combinations of bins, in order of appearance. */
function coarsen(study: Study, by: NonNullable<StratifyOptions["by"]>): Int32Array {
  const bins = Object.entries(by).map(([name, cuts]) => {
    const values = study.values(name, `by.${name}`);
    if (cuts === "values") return values;
    if (!Array.isArray(cuts)) throw new ArgumentError(`by.${name} must be cut points or "values".`);
    return study.column(name, `by.${name}`).map((value) => cuts.filter((cut) => value > cut).length);
  });
  const codes = new Map<string, number>();
  return Int32Array.from({ length: study.n }, (_, i) => {
    const key = bins.map((bin) => String(bin[i])).join("\u0000");
    const code = codes.get(key) ?? codes.size;
    codes.set(key, code);
    return code;
  });
}

interface Strata {
  readonly study: Study;
  readonly stratum: Int32Array;
  readonly weights: Float64Array;
  /** The population's rows in the strata that count. */
  readonly inside: Float64Array;
}

/** Σ over strata of their share times their mean; influence from within strata and from who falls into them. */
function stratifiedMean(
  { study, stratum, weights, inside }: Strata,
  arm: 0 | 1,
): { mean: number; influence: Float64Array } {
  const sums = new Map<number, [weight: number, outcome: number]>();
  let total = 0;
  for (let i = 0; i < study.n; i++) {
    if (study.treatment[i] !== arm || weights[i] === 0) continue;
    const cell = sums.get(stratum[i]!) ?? [0, 0];
    cell[0] += weights[i]!;
    cell[1] += weights[i]! * study.outcome[i]!;
    sums.set(stratum[i]!, cell);
    total += weights[i]!;
  }
  const mean = [...sums.values()].reduce((sum, [, outcome]) => sum + outcome, 0) / total;
  const influence = new Float64Array(study.n);
  for (let i = 0; i < study.n; i++) {
    if (weights[i] === 0) continue;
    const [weight, outcome] = sums.get(stratum[i]!)!;
    const own = study.treatment[i] === arm ? weights[i]! * (study.outcome[i]! - outcome / weight) : 0;
    influence[i] = (study.n / total) * (own + inside[i]! * (outcome / weight - mean));
  }
  return { mean, influence };
}
