import { assertKnownOptions } from "../../assert.js";
import type { Study } from "../../cohort/causal-study.js";
import { ArgumentError } from "../../errors.js";
import { type Weighting, weighting } from "../weighting/weighting.js";
import { admit } from "./admit.js";
import { type CensoringOptions, followUp } from "./follow-up.js";

export interface CensoringWeightsOptions extends CensoringOptions {
  /** Times the share of the row's own treatment group that was seen, so that weights have a mean near 1. @default false */
  readonly stabilized?: boolean;
  /** @default 1 */
  readonly seed?: number;
}

/**
 * Inverse-probability-of-censoring weights: 1 / P(seen | treatment, confounders) where the outcome was seen, else 0, or
 * stabilized P(seen | treatment) / P(seen | treatment, confounders) (What If, section 12.6). Estimators fit and use the
 * same model by themselves; this shows the weights. A study without missing: { outcome: "censor" }, or without anyone
 * censored, is refused. One weight per row, no unit.
 *
 * @example
 * Math.max(...(await censoringWeights(study, { stabilized: true })).weights) // => 1.718045741 for wt82_71 in NHEFS
 */
export async function censoringWeights(
  study: Study,
  options: CensoringWeightsOptions = {},
): Promise<Weighting> {
  assertKnownOptions(options, ["terms", "learner", "stabilized", "seed"], "censoringWeights");
  admit(study, "censoringWeights", { censored: true });
  const { stabilized = false, seed = 1, ...model } = options;
  const followed = await followUp(study, model, { seed });
  if (!followed) {
    throw new ArgumentError(
      `nobody is censored: "${study.outcomeName}" is there in all ${study.n} rows; declare missing: { outcome: "censor" } where it is not.`,
    );
  }
  const method = `seen, ${followed.method}`;
  if (!stabilized) return weighting(study, "everyone", method, followed.weight);
  const share = sharesSeen(study);
  const weights = followed.weight.map((w, i) => w * share[study.treatment[i] as 0 | 1]);
  return weighting(study, "everyone", `${method}, stabilized`, weights);
}

/** The (weighted) share of the untreated and of the treated whose outcome was seen. */
function sharesSeen({ treatment, seen, weights, n }: Study): [number, number] {
  const [known, total] = [
    [0, 0],
    [0, 0],
  ] as [[number, number], [number, number]];
  for (let i = 0; i < n; i++) {
    const weight = weights?.[i] ?? 1;
    total[treatment[i] as 0 | 1] += weight;
    known[treatment[i] as 0 | 1] += weight * seen![i]!;
  }
  return [known[0] / total[0], known[1] / total[1]];
}
