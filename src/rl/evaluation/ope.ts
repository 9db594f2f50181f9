import { assertKnownOptions } from "../../assert.js";
import type { Episodes } from "../../cohort/episodes.js";
import type { Policy } from "../../cohort/policy.js";
import { fitEstimators } from "./fit-estimators.js";
import { layGround } from "./ground.js";
import { checkOpe, type OpeOptions, sharedOpeOptions } from "./ope-options.js";
import { type PolicyValue, policyValueOf } from "./policy-value.js";

/**
 * Off-policy evaluation: the mean discounted return of a policy over `horizon` decisions, from episodes that another
 * policy made.
 *
 * With ρₜ the product of the ratios π/μ of an episode's decisions up to t, G its return, δₜ = rₜ − Q(sₜ, aₜ) + γV(sₜ₊₁):
 *
 * - `"is"` mean ρ_T G; `"wis"` Σ ρ_T G / Σ ρ_T; `"pdis"` mean Σ γᵗρₜrₜ; `"pdwis"` Σₜ γᵗ Σρₜrₜ / Σρₜ (Precup, Sutton &
 *   Singh 2000); `"snips"` Σ ρr / Σ ρ where episodes are one decision (Swaminathan & Joachims 2015).
 * - `"mis"` Σₜ γᵗ Σₛ d̂ₜ(s) r̂ₜ(s), where d̂ₜ is carried from decision to decision by the ratios of single decisions, for
 *   discrete states (Xie, Ma & Wang 2019).
 * - `"dm"` mean V(s₀) by `actionValues`; `"fqe"` the same by values fitted here (Le, Voloshin & Yue 2019).
 * - `"dr"` mean V(s₀) + Σ γᵗρₜδₜ (Jiang & Li 2016); `"wdr"` mean V(s₀) + Σₜ γᵗ Σρₜδₜ / Σρₜ, and `"magic"`, which mixes
 *   what follows WDR for j decisions and V from there on, at least estimated squared error (Thomas & Brunskill 2016).
 * - `"switch-dr"` is `"dr"` with its correction left out where the ratio of a decision exceeds `switchAt`: for one decision
 *   the Switch-DR of Wang, Agarwal & Dudík (2017), applied backwards as Jiang & Li (2016, Eq. 10) do with DR:
 *   Vₜ = V(sₜ) + 1{π/μ ≤ τ} (π/μ) (rₜ + γVₜ₊₁ − Q(sₜ, aₜ)). It is biased where ratios exceed τ, unless Q is right.
 *
 * Assumes that the state holds what carers acted on (no hidden confounding), that whatever the policy does was done at
 * times (positivity), and right behaviour probabilities; `"dm"` and `"fqe"` assume right values instead, `"dr"`, `"wdr"`
 * and `"magic"` one of both, `"mis"` besides that states are Markov. Intervals hold behaviour, fitted values and MAGIC's
 * mixture fixed: those of `"fqe"` and `"magic"` are too narrow where values are wrong (in the simulator with halved values
 * and 1,000 episodes MAGIC's 95% interval covers 40%, that of `"wdr"` 93%; see bench/RESULTS.md). Every result carries its effective sample size and warns when it is small.
 *
 * @example
 * (await ope(test, policy, { estimator: "wdr", behavior: await behaviorPolicy(learn), discount: 0.99 })).support.effectiveSize
 */
export async function ope(log: Episodes, policy: Policy, options: OpeOptions = {}): Promise<PolicyValue> {
  assertKnownOptions(options, ["estimator", "interval", "range", ...sharedOpeOptions], "ope");
  const { estimator = "wis" } = options;
  const ground = await layGround(log, policy, [estimator], checkOpe(log, policy, [estimator], options));
  const [fit] = await fitEstimators(ground, [estimator]);
  return policyValueOf(ground, fit!);
}
