import { assertInteger, assertKnownOptions } from "../../assert.js";
import type { Episodes } from "../../cohort/episodes.js";
import { bellman } from "../planning/bellman.js";
import { assertDiscount } from "../planning/options.js";
import { valueIteration } from "../planning/value-iteration.js";
import { assertEpisodes } from "./check-arguments.js";
import type { StateClusters } from "./cluster-states.js";
import { discreteLog } from "./discrete-log.js";
import { modelOfCounts } from "./estimated-model.js";
import { type LearnedPolicy, learnedTable, seenActions } from "./learned-policy.js";
import { transitionCounts } from "./transition-counts.js";

export interface PlanFromLogOptions {
  /** @default 0.99 */
  readonly discount?: number;
  /** How often an action must have been taken in a state to be allowed there. @default 1 */
  readonly atLeast?: number;
  /**
   * `"mask"`: an action that was not seen in a state may not be taken there. A number: it would end the episode with
   * that reward, so that it wins where everything seen is worse. @default "mask"
   */
  readonly unseen?: "mask" | number;
  /** Clusters to be in. @default the log's discrete states, or clusterStates(log) where it has columns alone */
  readonly states?: StateClusters;
}

/**
 * The optimal policy of the decision process that a log of discrete states shows, as the AI Clinician plans
 * (Komorowski et al. 2018), but with unseen actions masked. Where a state was never seen, it does what was done most in
 * the whole log. Among equals the lowest action wins. A log of columns is clustered first, and the policy carries the clusters.
 */
export async function planFromLog(log: Episodes, options: PlanFromLogOptions = {}): Promise<LearnedPolicy> {
  assertEpisodes(log, "log");
  assertKnownOptions(options, ["discount", "atLeast", "unseen", "states"], "planFromLog");
  const { discount = 0.99, atLeast = 1, unseen = "mask" } = options;
  assertDiscount(discount);
  assertInteger(atLeast, "atLeast", 1);
  const seen = await discreteLog(log, options.states);
  const counts = transitionCounts(seen);
  const model = modelOfCounts(counts, { atLeast, unseen });
  const found = valueIteration(model, { discount });
  return learnedTable(seen, {
    name: "planned from the log",
    method: `value iteration on the estimated model, ${unseen === "mask" ? `actions seen fewer than ${atLeast} times masked` : `unseen actions worth ${unseen}`}`,
    table: found.policy.table.subarray(0, counts.states * counts.actions),
    mask: unseen === "mask" ? seenActions(counts.visits, atLeast) : undefined,
    ownValue: found.value,
    curve: [{ round: found.rounds, change: found.bound }],
    decided: bellman(model).open.subarray(0, counts.states),
  });
}
