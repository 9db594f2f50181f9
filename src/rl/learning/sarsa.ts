import { assertKnownOptions } from "../../assert.js";
import type { Episodes } from "../../cohort/episodes.js";
import type { ActionValues } from "../../cohort/policy.js";
import { actionValuesOf, bellman } from "../planning/bellman.js";
import { assertDiscount } from "../planning/options.js";
import { policyValue } from "../planning/policy-value.js";
import { tabularPolicy } from "../planning/tabular-policy.js";
import { clonedTable } from "./behavior-cloning.js";
import { assertEpisodes } from "./check-arguments.js";
import { modelOfCounts } from "./estimated-model.js";
import { valuesAt } from "./state-means.js";
import { transitionCounts } from "./transition-counts.js";

/** The carers' own value, as their log shows it. */
export interface CarersValue extends ActionValues {
  /** Value at the start. */
  readonly value: number;
  /** Of each state; 0 where nothing was seen. */
  readonly stateValues: Float64Array;
  /** States × actions; 0 where the action was not seen. */
  readonly table: Float64Array;
}

/**
 * SARSA on logged care: Q(s, a) ← r + γ Q(s′, a′) with the action that was taken next, to its fixed point. On discrete
 * states that fixed point is the value of the cloned policy in the estimated model, and is computed so: no learning
 * rate, no order of episodes, no noise.
 */
export async function sarsa(
  log: Episodes,
  options: { readonly discount?: number } = {},
): Promise<CarersValue> {
  assertEpisodes(log, "log");
  assertKnownOptions(options, ["discount"], "sarsa");
  const { discount = 0.99 } = options;
  assertDiscount(discount);
  const counts = transitionCounts(log);
  const { states, actions, visits } = counts;
  const model = modelOfCounts(counts);
  const wide = new Float64Array((states + 1) * actions);
  wide.set(clonedTable(counts));
  const policy = tabularPolicy({ name: "carers", stateCount: states + 1, actionCount: actions, table: wide });
  const found = policyValue(model, policy, { discount });
  const q = actionValuesOf(bellman(model), discount, found.values);
  const table = Float64Array.from(visits, (count, pair) => (count > 0 ? q[pair]! : 0));
  return {
    name: "the carers' own values",
    actionCount: actions,
    value: found.value,
    stateValues: found.values.slice(0, states),
    table,
    learnedFrom: log.asSource(),
    values: (situations) => valuesAt(table, situations, actions),
  };
}
