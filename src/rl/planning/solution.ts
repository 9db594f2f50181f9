import { displayable } from "../../plot/display.js";
import { formatCompact, formatFixed } from "../../plot/format.js";
import type { TabularModel } from "../environments/tabular-model.js";
import { actionValuesOf, type Bellman, greedy } from "./bellman.js";
import { greedyPolicy, type TabularPolicy } from "./tabular-policy.js";

/** An optimal (or evaluated) policy with its values. */
export interface Solution {
  readonly method: string;
  readonly discount: number;
  /** Decisions in all; undefined without a limit. */
  readonly horizon: number | undefined;
  /** Value at the start: the states' values under the model's start distribution. */
  readonly value: number;
  /** Value of each state at the first decision; 0 in terminal states. */
  readonly values: Float64Array;
  /** States × actions at the first decision; −∞ where not allowed. */
  readonly actionValues: Float64Array;
  readonly policy: TabularPolicy;
  /** Sweeps or improvements that it took. */
  readonly rounds: number;
  /** No state's value is further than this from the exact one; NaN where the discount is 1 and nothing bounds it. */
  readonly bound: number;
  toString(): string;
}

export interface Found {
  readonly method: string;
  readonly discount: number;
  readonly horizon?: number | undefined;
  readonly values: Float64Array;
  readonly rounds: number;
  readonly bound: number;
  readonly policy?: TabularPolicy | undefined;
}

/** Puts a solution together; without a policy, the greedy one of the values. */
export function solution(model: TabularModel, b: Bellman, found: Found): Solution {
  const { method, discount, horizon, values, rounds, bound } = found;
  const actionValues = actionValuesOf(b, discount, values);
  const policy =
    found.policy ?? greedyPolicy(`optimal for ${model.name}`, greedy(b, actionValues), b.actions);
  const value = startValue(model, values);
  const result = { method, discount, horizon, value, values, actionValues, policy, rounds, bound };
  const limit = horizon === undefined ? "no horizon" : `horizon ${horizon}`;
  return displayable(result, {
    text: () =>
      `${model.name}: value ${formatFixed(value, 4)} at the start · ${method}, discount ${discount}, ${limit}, ${rounds} rounds, ${Number.isNaN(bound) ? "settled; without discount nothing bounds the error" : `exact to ${formatCompact(bound)}`}`,
  });
}

export function startValue(model: TabularModel, values: Float64Array): number {
  let sum = 0;
  for (let s = 0; s < values.length; s++) if (model.start[s]! > 0) sum += model.start[s]! * values[s]!;
  return sum;
}
