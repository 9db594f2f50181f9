import { assertKnownOptions } from "../../assert.js";
import type { Policy } from "../../cohort/policy.js";
import { ArgumentError } from "../../errors.js";
import { type TabularPolicy, tabularPolicy } from "../planning/tabular-policy.js";
import { decodeSepsis, type SepsisState } from "./sepsis-variables.js";

/** What an observer sees of a model's states: a coarser state, and columns of numbers. */
export interface StateView {
  readonly stateCount: number;
  /** What each of the model's states looks like. */
  readonly states: Int32Array;
  readonly names: readonly string[];
  /** One value per state of the model. */
  readonly columns: readonly Float64Array[];
}

const levels: Readonly<Record<keyof SepsisState, number>> = {
  ...{ diabetic: 2, heartRate: 3, systolicBp: 3, oxygen: 2, glucose: 5 },
  ...{ antibiotic: 2, vasopressor: 2, ventilation: 2 },
};

/**
 * The sepsis simulator's states as their variables, with some hidden. Hiding `diabetic` leaves the 720 states of the
 * original, hiding `glucose` too its 144 projected ones.
 */
export function sepsisView(options: { readonly hide?: readonly (keyof SepsisState)[] } = {}): StateView {
  assertKnownOptions(options, ["hide"], "sepsisView");
  const { hide = [] } = options;
  const all = Object.keys(levels) as (keyof SepsisState)[];
  for (const name of hide) {
    if (!all.includes(name))
      throw new ArgumentError(`hide knows no "${name}"; the variables are ${all.join(", ")}.`);
  }
  const names = all.filter((name) => !hide.includes(name));
  const decoded = Array.from({ length: 1440 }, (_, state) => decodeSepsis(state));
  return {
    stateCount: names.reduce((product, name) => product * levels[name], 1),
    states: Int32Array.from(decoded, (s) => names.reduce((code, name) => code * levels[name] + s[name], 0)),
    names,
    columns: names.map((name) => Float64Array.from(decoded, (s) => s[name])),
  };
}

/** A policy of what is seen, as a policy of the model's own states, so that its exact value can be found. */
export function liftPolicy(policy: Policy, view: StateView, blocks = 1): TabularPolicy {
  const count = view.states.length;
  const at = (array: ArrayLike<number>): Float64Array =>
    Float64Array.from({ length: count * blocks }, (_, k) => array[k % count]!);
  const table = policy.probabilities({
    rows: count * blocks,
    states: Int32Array.from(at(view.states)),
    columns: view.columns.map(at),
    names: view.names,
    times: Int32Array.from({ length: count * blocks }, (_, k) => Math.floor(k / count)),
  });
  const { name, actionCount, learnedFrom, softened } = policy;
  return tabularPolicy({ name, stateCount: count, actionCount, table, learnedFrom, softened });
}
