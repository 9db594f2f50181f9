import type { Policy } from "../../cohort/policy.js";
import { ArgumentError, DataError } from "../../errors.js";
import type { TabularModel } from "../environments/tabular-model.js";
import { type Bellman, backup, bellman } from "./bellman.js";
import {
  checkPlanning,
  errorBound,
  type HorizonOptions,
  notSettled,
  planningOptions,
  settled,
} from "./options.js";
import { type Solution, solution } from "./solution.js";
import { asTable, type TabularPolicy } from "./tabular-policy.js";

/**
 * The exact value of a policy in a tabular model, without sampling: V(s) = Σₐ π(a | s) Σ p (r + γ V(s′)), solved by
 * sweeping in place, or backwards over a horizon.
 *
 * @example
 * policyValue(sepsisModel(), uniformPolicy(8), { discount: 1, horizon: 20 }).value // => −0.716435
 */
export function policyValue(model: TabularModel, policy: Policy, options: HorizonOptions): Solution {
  const { discount, tolerance, maxRounds } = checkPlanning(
    options,
    [...planningOptions, "horizon"],
    "policyValue",
  );
  const { horizon } = options;
  const b = bellman(model);
  const table = asTable(policy, model.states, isTimed(policy) ? 1 : (horizon ?? 1));
  checkFits(b, table);
  const found = { method: "exact policy evaluation", discount, horizon, policy: table };
  if (horizon !== undefined) {
    const { values, following } = backwards(b, table, discount, horizon);
    const result = solution(model, b, { ...found, values, rounds: horizon, bound: 0 });
    return { ...result, actionValues: qValues(b, discount, following) };
  }
  if (table.blocks > 1) {
    throw new ArgumentError(`${policy.name} depends on time, so its value needs a horizon.`);
  }
  const { values, rounds, change } = iterate(b, table.table, { discount, tolerance, maxRounds });
  return solution(model, b, { ...found, values, rounds, bound: errorBound(discount, change) });
}

function isTimed(policy: Policy): boolean {
  return "blocks" in policy;
}

/** Q(s, a) with t decisions to go, for t = 1 … horizon: what a direct method would know if it knew the model. */
export function exactActionValues(
  model: TabularModel,
  policy: Policy,
  options: HorizonOptions & { readonly horizon: number },
): Float64Array[] {
  const { discount } = checkPlanning(options, [...planningOptions, "horizon"], "exactActionValues");
  const b = bellman(model);
  const table = asTable(policy, model.states, options.horizon);
  checkFits(b, table);
  const byTime: Float64Array[] = [];
  backwards(b, table, discount, options.horizon, (following) =>
    byTime.unshift(qValues(b, discount, following)),
  );
  return byTime;
}

function qValues(b: Bellman, discount: number, following: Float64Array): Float64Array {
  return Float64Array.from(b.allowed, (may, pair) => (may ? backup(b, pair, discount, following) : 0));
}

/** Sweeps V ← r_π + γ P_π V in place until it settles. */
export function iterate(
  b: Bellman,
  table: Float64Array,
  { discount, tolerance, maxRounds }: { discount: number; tolerance: number; maxRounds: number },
  values: Float64Array = new Float64Array(b.states),
): { values: Float64Array; rounds: number; change: number } {
  for (let rounds = 1; ; rounds++) {
    let [change, size] = [0, 0];
    for (let s = 0; s < b.states; s++) {
      if (b.open[s] === 0) continue;
      const value = mix(b, table, s, 0, discount, values);
      change = Math.max(change, Math.abs(value - values[s]!));
      size = Math.max(size, Math.abs(value));
      values[s] = value;
    }
    if (settled(discount, change, size, tolerance)) return { values, rounds, change };
    if (rounds >= maxRounds) notSettled("policy evaluation", rounds, change, discount);
  }
}

function backwards(
  b: Bellman,
  policy: TabularPolicy,
  discount: number,
  horizon: number,
  visit: (following: Float64Array) => void = () => {},
): { values: Float64Array; following: Float64Array } {
  let following: Float64Array = new Float64Array(b.states);
  let values: Float64Array = new Float64Array(b.states);
  for (let t = horizon - 1; t >= 0; t--) {
    following = values;
    visit(following);
    const block = Math.min(t, policy.blocks - 1) * b.states * b.actions;
    values = Float64Array.from(b.open, (open, s) =>
      open ? mix(b, policy.table, s, block, discount, following) : 0,
    );
  }
  return { values, following };
}

function mix(
  b: Bellman,
  table: Float64Array,
  s: number,
  block: number,
  discount: number,
  values: Float64Array,
): number {
  let value = 0;
  for (let pair = s * b.actions; pair < (s + 1) * b.actions; pair++) {
    const p = table[block + pair]!;
    if (p > 0) value += p * backup(b, pair, discount, values);
  }
  return value;
}

function checkFits(b: Bellman, policy: TabularPolicy): void {
  if (policy.stateCount !== b.states || policy.actionCount !== b.actions) {
    throw new ArgumentError(
      `${policy.name} has ${policy.stateCount} states and ${policy.actionCount} actions; the model has ${b.states} and ${b.actions}.`,
    );
  }
  for (let at = 0; at < policy.table.length; at++) {
    const pair = at % (b.states * b.actions);
    const s = Math.floor(pair / b.actions);
    if (policy.table[at]! > 0 && b.open[s] && !b.allowed[pair]) {
      throw new DataError(
        `${policy.name} takes action ${pair % b.actions} in state ${s}, where it is not allowed.`,
      );
    }
    if (pair % b.actions === 0 && b.open[s] && !decides(policy, at)) {
      throw new DataError(
        `${policy.name} has no action in state ${s}, which is not terminal. If the episode ends there, list it under terminal.`,
      );
    }
  }
}

function decides(policy: TabularPolicy, row: number): boolean {
  for (let a = 0; a < policy.actionCount; a++) if (policy.table[row + a]! > 0) return true;
  return false;
}
