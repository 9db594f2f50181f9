import { assertInteger } from "../../assert.js";
import type { TabularModel } from "../environments/tabular-model.js";
import { actionValuesOf, type Bellman, backup, bellman, greedy } from "./bellman.js";
import {
  checkPlanning,
  errorBound,
  notSettled,
  type PlanningOptions,
  planningOptions,
  settled,
} from "./options.js";
import { iterate } from "./policy-value.js";
import { type Solution, solution } from "./solution.js";

/**
 * The optimal policy by policy iteration (Howard 1960): evaluate the policy exactly, improve it, until nothing
 * improves. Starts from the policy that is best for the next reward alone; among equals the lowest number wins, and an
 * action is changed only for one that is better by more than rounding.
 */
export function policyIteration(model: TabularModel, options: PlanningOptions): Solution {
  const { discount, tolerance, maxRounds } = checkPlanning(options, planningOptions, "policyIteration");
  const b = bellman(model);
  let choices = greedy(b, actionValuesOf(b, discount, new Float64Array(b.states)));
  let values: Float64Array = new Float64Array(b.states);
  for (let rounds = 1; ; rounds++) {
    const table = asChoices(b, choices);
    const found = iterate(b, table, { discount, tolerance: tolerance / 10, maxRounds }, values);
    values = found.values;
    const q = actionValuesOf(b, discount, values);
    const better = improve(b, q, choices);
    if (better === undefined) {
      return solution(model, b, {
        method: "policy iteration",
        ...{ discount, values, rounds },
        bound: errorBound(discount, found.change),
      });
    }
    if (rounds === maxRounds) notSettled("policy iteration", rounds, found.change, discount);
    choices = better;
  }
}

/**
 * The optimal policy by modified policy iteration (Puterman & Shin 1978): between improvements the policy is swept
 * `evaluations` times instead of being evaluated to the end.
 */
export function modifiedPolicyIteration(
  model: TabularModel,
  options: PlanningOptions & { /** @default 20 */ readonly evaluations?: number },
): Solution {
  const { discount, tolerance, maxRounds } = checkPlanning(
    options,
    [...planningOptions, "evaluations"],
    "modifiedPolicyIteration",
  );
  const { evaluations = 20 } = options;
  assertInteger(evaluations, "evaluations", 0);
  const b = bellman(model);
  const values = new Float64Array(b.states);
  for (let rounds = 1; ; rounds++) {
    const choices = greedy(b, actionValuesOf(b, discount, values));
    const { change, size } = follow(b, choices, discount, values);
    if (settled(discount, change, size, tolerance)) {
      const bound = errorBound(discount, change);
      return solution(model, b, { method: "modified policy iteration", discount, values, rounds, bound });
    }
    if (rounds === maxRounds) notSettled("modified policy iteration", rounds, change, discount);
    for (let k = 0; k < evaluations; k++) follow(b, choices, discount, values);
  }
}

function follow(
  b: Bellman,
  choices: Int32Array,
  discount: number,
  values: Float64Array,
): { change: number; size: number } {
  let [change, size] = [0, 0];
  for (let s = 0; s < b.states; s++) {
    if (choices[s]! < 0) continue;
    const value = backup(b, s * b.actions + choices[s]!, discount, values);
    change = Math.max(change, Math.abs(value - values[s]!));
    size = Math.max(size, Math.abs(value));
    values[s] = value;
  }
  return { change, size };
}

function improve(b: Bellman, q: Float64Array, choices: Int32Array): Int32Array | undefined {
  const best = greedy(b, q);
  let changed = false;
  const next = choices.map((choice, s) => {
    if (choice < 0) return -1;
    const [now, other] = [q[s * b.actions + choice]!, q[s * b.actions + best[s]!]!];
    if (other <= now + 1e-9 * Math.max(1, Math.abs(now))) return choice;
    changed = true;
    return best[s]!;
  });
  return changed ? next : undefined;
}

function asChoices(b: Bellman, choices: Int32Array): Float64Array {
  const table = new Float64Array(b.states * b.actions);
  choices.forEach((choice, s) => {
    if (choice >= 0) table[s * b.actions + choice] = 1;
  });
  return table;
}
