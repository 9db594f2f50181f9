import type { Study } from "../../cohort/causal-study.js";
import type { Estimate } from "../../stats/estimate.js";
import { hasInfluence } from "../../stats/influence.js";
import { type Effect, effect } from "../effect.js";
import { weighting } from "../weighting/weighting.js";
import { type CensoringOptions, type FollowUp, followUp } from "./follow-up.js";

/**
 * An estimator that takes weights, run on the rows whose outcome was seen with the inverse of the chance of that as
 * weights, and its errors counted over all rows with the censoring model estimated. An estimator that solves weighted
 * equations moves by φᵢ / (n wᵢ) when weight i does, which carries the model's influence whatever the estimator is.
 */
export async function weighCensored<E extends Effect, Extra extends object = object>(
  study: Study,
  censoring: CensoringOptions | undefined,
  seed: number,
  run: (seen: Study) => Promise<E>,
  extra?: (found: E, lift: (influence: Float64Array) => Float64Array) => Extra,
): Promise<Effect & Readonly<Extra>> {
  const followed = (await followUp(study, censoring, { seed }))!;
  const weights = followed.weight.map((w, i) => w * (study.weights?.[i] ?? 1));
  const found = await run(study.seenOnly(weights));
  const lift = (influence: Float64Array): Float64Array => liftInfluence(study, followed, influence);
  const stacked = followed.influenceOf(new Float64Array(study.n)) !== undefined;
  const means = ["treated", "untreated"].map((arm) => found.potentialOutcomes.get(arm)) as [
    Estimate,
    Estimate,
  ];
  const known = stacked && means.every((mean) => hasInfluence(mean.influence));
  const reason = `censoring weights from ${followed.method} have no valid analytic error; leave out censoring.learner, or use aipw() with folds`;
  const values = (mean: Estimate): Float64Array =>
    hasInfluence(mean.influence) ? mean.influence.values : weights;
  return effect(
    study,
    {
      estimand: found.estimand,
      method: `${found.method}, censoring weights (${followed.method})${known ? "" : ", no valid error"}`,
      means: [means[0].value, means[1].value],
      influence: known ? [lift(values(means[0])), lift(values(means[1]))] : { reason },
      warnings: [...found.warnings, ...(known ? [] : [{ code: "no-error", message: `${reason}.` }])],
      diagnostics: found.diagnostics,
      notes: found.notes.filter((note) => !/^(naive|E-value|no E-value)/.test(note)),
      seed: found.seed ?? (stacked ? undefined : seed),
      censoring: true,
      ...(found.weighting
        ? {
            weighting: weighting(
              study,
              found.weighting.estimand,
              found.weighting.method,
              spread(study, followed, found.weighting.weights),
            ),
          }
        : {}),
    },
    extra?.(found, lift),
  );
}

/** Influence over the rows seen as influence over all, with that of the censoring model. */
function liftInfluence(study: Study, followed: FollowUp, influence: Float64Array): Float64Array {
  const whole = spread(study, followed, influence).map((value) => (value * study.n) / followed.rows.length);
  const through = whole.map((value, i) => (value === 0 ? 0 : value / followed.weight[i]!));
  const extra = followed.influenceOf(through);
  return extra ? whole.map((value, i) => value + extra[i]!) : whole;
}

function spread(study: Study, { rows }: FollowUp, values: Float64Array): Float64Array {
  const whole = new Float64Array(study.n);
  for (let k = 0; k < rows.length; k++) whole[rows[k]!] = values[k]!;
  return whole;
}
