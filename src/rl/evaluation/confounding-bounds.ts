import { assertFinite, assertInteger, assertKnownOptions } from "../../assert.js";
import type { Episodes } from "../../cohort/episodes.js";
import type { Policy } from "../../cohort/policy.js";
import { ArgumentError, PositivityError } from "../../errors.js";
import { displayable } from "../../plot/display.js";
import { formatFixed } from "../../plot/format.js";
import { type TextTable, tableHtml, tableText } from "../../plot/table.js";
import { effectiveSampleSize } from "../../stats/summary.js";
import { assertEpisodes, assertPolicy } from "../learning/check-arguments.js";
import { assertDiscount } from "../planning/options.js";
import { behaviorProbabilities } from "./behavior-probabilities.js";
import { checkPolicy, targetProbabilities } from "./ope-options.js";
import { trajectorySums } from "./trajectories.js";

export interface ConfoundingBoundsOptions {
  /** By what factor hidden reasons may have changed an episode's weight. @default [1, 1.25, 1.5, 2, 3] */
  readonly gammas?: readonly number[];
  readonly behavior?: Policy;
  readonly discount?: number;
  readonly horizon?: number;
}

export interface ConfoundingBounds {
  readonly rows: readonly { readonly gamma: number; readonly low: number; readonly high: number }[];
  /** What the recorded care was worth. */
  readonly clinician: number;
  /** The smallest factor at which the policy may be no better (or no worse) than the recorded care. */
  readonly tippingGamma: number;
  /** Kish's effective sample size of the weights that the bounds start from. */
  readonly effectiveSize: number;
  toString(): string;
}

/**
 * How far hidden confounding can move a policy's value by weighted importance sampling: if carers acted on something
 * that the state does not hold, each episode's true weight lies between w / Γ and Γ w; the bounds are the smallest and
 * the largest Σ w G / Σ w under that (Aronow & Lee 2013; Kallus & Zhou 2020 for one decision). They leave sampling
 * error aside. Γ is of a whole episode, so it grows with the number of confounded decisions.
 *
 * @example
 * // Of 1,000 patients with one decision by a coin, action 1 brings 1; the policy takes it in 80%.
 * confoundingBounds(log, policy, { gammas: [2] }).rows[0] // => { gamma: 2, low: 0.5, high: 0.9411764705882353 }
 */
export function confoundingBounds(
  log: Episodes,
  policy: Policy,
  options: ConfoundingBoundsOptions = {},
): ConfoundingBounds {
  assertEpisodes(log, "log");
  assertPolicy(policy, "policy");
  assertKnownOptions(options, ["gammas", "behavior", "discount", "horizon"], "confoundingBounds");
  const { gammas = [1, 1.25, 1.5, 2, 3], behavior, discount = 1, horizon = log.horizon } = options;
  assertDiscount(discount);
  assertInteger(horizon, "horizon", 1);
  checkPolicy(log, policy);
  for (const gamma of gammas) {
    assertFinite(gamma, "gammas");
    if (gamma < 1) throw new ArgumentError(`gammas must be 1 or more; one was ${gamma}.`);
  }
  const { weights, returns } = trajectorySums({
    ...{ log, discount, horizon, direct: undefined, normalise: "carry" },
    target: targetProbabilities(log, policy),
    behavior: behaviorProbabilities(log, behavior).taken,
  });
  const effectiveSize = followers(weights, policy.name);
  const order = Array.from(returns.keys()).sort((a, b) => returns[a]! - returns[b]!);
  const bounds = (gamma: number): { gamma: number; low: number; high: number } => ({
    gamma,
    low: extreme(order, weights, returns, gamma, -1),
    high: extreme(order, weights, returns, gamma, 1),
  });
  const clinician = returns.reduce((sum, each) => sum + each, 0) / returns.length;
  const rows = gammas.map(bounds);
  const result = { rows, clinician, tippingGamma: tipping(bounds, clinician), effectiveSize };
  return displayable(result, {
    text: () => tableText(layout(policy.name, result)),
    html: () => tableHtml(layout(policy.name, result)),
  });
}

/** The effective sample size of the weights; refused where they are all 0. */
function followers(weights: Float64Array, name: string): number {
  if (!weights.some((weight) => weight > 0)) {
    throw new PositivityError(
      `no episode follows ${name}: the weights of all ${weights.length} add up to 0, so its value has no bounds.`,
    );
  }
  return effectiveSampleSize(weights);
}

/** The largest (side 1) or smallest (−1) weighted mean: the weights are Γ w on one side of a threshold, w / Γ on the other. */
function extreme(
  order: readonly number[],
  weights: Float64Array,
  returns: Float64Array,
  gamma: number,
  side: 1 | -1,
): number {
  let [weight, weighted] = [0, 0];
  for (const i of order) {
    weight += weights[i]! / gamma;
    weighted += (weights[i]! / gamma) * returns[i]!;
  }
  let best = weighted / weight;
  const gain = gamma - 1 / gamma;
  for (let k = 0; k < order.length; k++) {
    const i = side === 1 ? order[order.length - 1 - k]! : order[k]!;
    weight += gain * weights[i]!;
    weighted += gain * weights[i]! * returns[i]!;
    if (side * (weighted / weight) > side * best) best = weighted / weight;
  }
  return best;
}

function tipping(bounds: (gamma: number) => { low: number; high: number }, clinician: number): number {
  const crosses = (gamma: number): boolean => {
    const { low, high } = bounds(gamma);
    return low <= clinician && clinician <= high;
  };
  let [low, high] = [1, 1];
  while (!crosses(high) && high < 1e6) high *= 2;
  if (high >= 1e6) return Number.POSITIVE_INFINITY;
  for (let k = 0; k < 50; k++) {
    const middle = (low + high) / 2;
    if (crosses(middle)) high = middle;
    else low = middle;
  }
  return high;
}

function layout(
  name: string,
  { rows, clinician, tippingGamma, effectiveSize }: Omit<ConfoundingBounds, "toString">,
): TextTable {
  const could = Number.isFinite(tippingGamma)
    ? `hidden reasons that change weights by a factor of ${formatFixed(tippingGamma, 2)} could explain the whole difference`
    : "no hidden reasons of this kind explain the whole difference";
  return {
    title: `Value of ${name} under hidden confounding`,
    columns: [{ name: "Γ" }, { name: "lowest" }, { name: "highest" }],
    rows: rows.map(({ gamma, low, high }) => [String(gamma), formatFixed(low, 3), formatFixed(high, 3)]),
    notes: [
      `recorded care ${formatFixed(clinician, 3)}; ${could}`,
      ...(effectiveSize < 50
        ? [
            `Warning: do not use these bounds: the episodes count as ${formatFixed(effectiveSize, 1)}, an error that they leave aside.`,
          ]
        : []),
    ],
  };
}
