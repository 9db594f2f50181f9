import { assertKnownOptions } from "../../assert.js";
import type { Episodes } from "../../cohort/episodes.js";
import type { Policy } from "../../cohort/policy.js";
import { ArgumentError } from "../../errors.js";
import { type EstimateSet, estimateSet } from "../../stats/estimate-set.js";
import type { EstimatorName } from "./estimators.js";
import { fitEstimators } from "./fit-estimators.js";
import { layGround } from "./ground.js";
import { checkOpe, type SharedOpeOptions, sharedOpeOptions } from "./ope-options.js";
import { type PolicyValue, policyValueOf } from "./policy-value.js";

export interface OpeSetOptions extends SharedOpeOptions {
  readonly estimators: readonly EstimatorName[];
  /** @default "bootstrap", of patients */
  readonly interval?: "bootstrap" | "normal" | "t";
}

/** One policy's value by several estimators. */
export interface PolicyValueSet extends EstimateSet {
  readonly estimates: readonly PolicyValue[];
  get(label: string): PolicyValue;
}

/**
 * One policy's value by several estimators of {@link ope}, which share probabilities, fitted values, and every bootstrap
 * draw of patients, so that their intervals differ by what they do and not by chance. The set knows their covariance.
 *
 * @example
 * (await opeSet(test, policy, { estimators: ["wis", "wdr", "fqe"], discount: 0.99 })).get("wdr").interval()
 */
export async function opeSet(log: Episodes, policy: Policy, options: OpeSetOptions): Promise<PolicyValueSet> {
  assertKnownOptions(options, ["estimators", "interval", ...sharedOpeOptions], "opeSet");
  const { estimators } = options;
  if (!Array.isArray(estimators) || estimators.length === 0)
    throw new ArgumentError(`opeSet needs estimators, such as ["wis", "wdr", "fqe"].`);
  if (new Set(estimators).size < estimators.length)
    throw new ArgumentError(`estimators must differ; they were ${estimators.join(", ")}.`);
  const settings = checkOpe(log, policy, estimators, options);
  const ground = await layGround(log, policy, estimators, settings);
  const fits = await fitEstimators(ground, estimators);
  const values = fits.map((fit) => [fit.estimator, policyValueOf(ground, fit)]);
  return estimateSet(`Value of ${policy.name}`, Object.fromEntries(values)) as PolicyValueSet;
}

/** Values by each estimator, undefined where no episode follows the policy. */
export async function valuesIfAny(
  log: Episodes,
  policy: Policy,
  { estimators, ...options }: OpeSetOptions,
): Promise<(PolicyValue | undefined)[]> {
  const settings = checkOpe(log, policy, estimators, options);
  const ground = await layGround(log, policy, estimators, settings);
  const fits = await fitEstimators(ground, estimators);
  return fits.map((fit) => (Number.isFinite(fit.value) ? policyValueOf(ground, fit) : undefined));
}
