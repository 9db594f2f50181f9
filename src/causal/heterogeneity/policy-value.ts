import { assertKnownOptions, assertLength } from "../../assert.js";
import { ArgumentError } from "../../errors.js";
import { type Estimate, estimate } from "../../stats/estimate.js";
import type { Cate } from "./cate.js";

/**
 * The gain of treating some rather than nobody: the mean of π(x) times the doubly robust score, with π the probability of
 * treating each row (Athey & Wager 2021). The policy must not have been learned from these very rows.
 *
 * @example
 * policyValue(forest, forest.effects.map((effect) => (effect < 0 ? 1 : 0))).interval()
 */
export function policyValue(
  cate: Cate,
  policy: ArrayLike<number>,
  options: { readonly cost?: number } = {},
): Estimate {
  assertKnownOptions(options, ["cost"], "policyValue");
  const { cost = 0 } = options;
  const { study, scores, ate } = cate;
  assertLength(policy, study.n, "policy");
  const weights = study.weights ?? new Float64Array(study.n).fill(1);
  let [total, sum] = [0, 0];
  for (let i = 0; i < study.n; i++) {
    if (!(policy[i]! >= 0 && policy[i]! <= 1)) {
      throw new ArgumentError(`policy[${i}] must be a probability from 0 to 1; it was ${policy[i]}.`);
    }
    total += weights[i]!;
    sum += weights[i]! * policy[i]! * (scores[i]! - cost);
  }
  const value = sum / total;
  const influence = scores.map(
    (score, i) => ((study.n * weights[i]!) / total) * (policy[i]! * (score - cost) - value),
  );
  return estimate({
    estimand: "policy's gain over treating nobody",
    method: "doubly robust scores, influence-function errors",
    value,
    influence: { values: influence, units: study.units, clusters: study.clusters },
    scale: study.binaryOutcome ? "probability" : "plain",
    n: study.n,
    seed: ate.seed,
  });
}
