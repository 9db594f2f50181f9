import { assertKnownOptions } from "../../assert.js";
import type { Episodes } from "../../cohort/episodes.js";
import type { ActionValues, Situations, StateMap } from "../../cohort/policy.js";
import { displayable } from "../../plot/display.js";
import { formatFixed } from "../../plot/format.js";
import type { ResultWarning } from "../../stats/estimate.js";
import { actionValuesOf, bellman } from "../planning/bellman.js";
import { assertDiscount } from "../planning/options.js";
import { policyValue } from "../planning/policy-value.js";
import { tabularPolicy } from "../planning/tabular-policy.js";
import { clonedTable } from "./behavior-cloning.js";
import { assertEpisodes } from "./check-arguments.js";
import type { StateClusters } from "./cluster-states.js";
import { discreteLog } from "./discrete-log.js";
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
  /** What makes the states of columns, where it is known. */
  readonly stateMap: StateMap | undefined;
  readonly warnings: readonly ResultWarning[];
  toString(): string;
}

export interface SarsaOptions {
  /** @default 0.99 */
  readonly discount?: number;
  /** Clusters to be in. @default the log's discrete states, or clusterStates(log) where it has columns alone */
  readonly states?: StateClusters;
}

/**
 * SARSA on logged care: Q(s, a) ← r + γ Q(s′, a′) with the action that was taken next, to its fixed point. On discrete
 * states that fixed point is the value of the cloned policy in the estimated model, and is computed so: no learning
 * rate, no order of episodes, no noise. A log of columns is clustered first, and the values carry the clusters.
 */
export async function sarsa(log: Episodes, options: SarsaOptions = {}): Promise<CarersValue> {
  assertEpisodes(log, "log");
  assertKnownOptions(options, ["discount", "states"], "sarsa");
  const { discount = 0.99 } = options;
  assertDiscount(discount);
  const seen = await discreteLog(log, options.states);
  const { stateMap } = seen;
  const counts = transitionCounts(seen);
  const { states, actions, visits } = counts;
  const model = modelOfCounts(counts);
  const wide = new Float64Array((states + 1) * actions);
  wide.set(clonedTable(counts));
  const policy = tabularPolicy({ name: "carers", stateCount: states + 1, actionCount: actions, table: wide });
  const found = policyValue(model, policy, { discount });
  const q = actionValuesOf(bellman(model), discount, found.values);
  const table = Float64Array.from(visits, (count, pair) => (count > 0 ? q[pair]! : 0));
  const { value, values: stateValues } = found;
  const warnings = stateMap?.warnings ?? [];
  const result = {
    ...{ name: "the carers' own values", actionCount: actions, value, table, stateMap, warnings },
    stateValues: stateValues.slice(0, states),
    learnedFrom: log.asSource(),
    values: (situations: Situations) => valuesAt(table, situations, actions, stateMap),
  };
  return displayable(result, {
    text: () =>
      [
        `The carers' own values: ${formatFixed(value, 3)} at the start, in ${stateMap?.name ?? `${states} states`}, discount ${discount}`,
        ...warnings.map((each) => `Warning: ${each.message}`),
      ].join("\n"),
  });
}
