import { assertKnownOptions } from "../../assert.js";
import type { Policy } from "../../cohort/policy.js";
import type { TabularModel } from "../environments/tabular-model.js";
import { type Bellman, backup, bellman } from "./bellman.js";
import { assertDiscount } from "./options.js";
import { startValue } from "./solution.js";
import { asTable } from "./tabular-policy.js";

/** How far values and a policy are from solving the linear program of a decision process. */
export interface LinearProgramCheck {
  /** Largest violation of V(s) ≥ r(s, a) + γ Σ p V(s′): 0 where the values bound the optimum from above. */
  readonly primalViolation: number;
  /** Σ start · V, the primal objective. */
  readonly primal: number;
  /** Σ occupancy · r of the policy, the dual objective: its exact value. */
  readonly dual: number;
  /** Primal minus dual: 0 (to rounding) proves that the policy is optimal from the start. */
  readonly gap: number;
}

/**
 * Checks an optimal solution by linear-programming duality (Puterman 1994, section 6.9), independently of how it was
 * found: the values must satisfy the primal constraints, and the discounted occupancy of the policy, which is feasible
 * for the dual, must earn the same. Needs a discount below 1.
 */
export function linearProgramCheck(
  model: TabularModel,
  candidate: { readonly values: Float64Array; readonly policy: Policy },
  options: { readonly discount: number },
): LinearProgramCheck {
  assertKnownOptions(options, ["discount"], "linearProgramCheck");
  const { discount } = options;
  assertDiscount(discount);
  const b = bellman(model);
  let primalViolation = 0;
  b.allowed.forEach((may, pair) => {
    if (!may) return;
    const q = backup(b, pair, discount, candidate.values);
    primalViolation = Math.max(primalViolation, q - candidate.values[Math.floor(pair / b.actions)]!);
  });
  const occupied = occupancy(b, asTable(candidate.policy, b.states).table, model.start, discount);
  let dual = 0;
  occupied.forEach((x, pair) => {
    dual += x * b.reward[pair]!;
  });
  const primal = startValue(model, candidate.values);
  return { primalViolation, primal, dual, gap: primal - dual };
}

/** Discounted visits to each (state, action): x = Σ γᵗ P(sₜ = s, aₜ = a), pushed forward until nothing is left. */
export function occupancy(
  b: Bellman,
  table: Float64Array,
  start: Float64Array,
  discount: number,
  horizon: number = Number.POSITIVE_INFINITY,
): Float64Array {
  const visits = new Float64Array(b.states * b.actions);
  let mass: Float64Array = Float64Array.from(start);
  for (let t = 0; t < horizon; t++) {
    const following = new Float64Array(b.states);
    let left = 0;
    for (let s = 0; s < b.states; s++) {
      if (mass[s] === 0 || b.open[s] === 0) continue;
      for (let a = 0; a < b.actions; a++) {
        const pair = s * b.actions + a;
        const x = mass[s]! * table[pair]!;
        if (x === 0) continue;
        visits[pair]! += x;
        for (let at = b.offsets[pair]!; at < b.offsets[pair + 1]!; at++) {
          following[b.next[at]!]! += discount * x * b.probability[at]!;
        }
      }
    }
    for (const m of following) left += m;
    mass = following;
    if (left < 1e-15) break;
  }
  return visits;
}
