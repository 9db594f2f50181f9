import { assertFinite, assertKnownOptions } from "../../assert.js";
import type { Episodes } from "../../cohort/episodes.js";
import { ArgumentError } from "../../errors.js";
import { assertEpisodes } from "./check-arguments.js";
import type { StateClusters } from "./cluster-states.js";
import { discreteLog } from "./discrete-log.js";
import { type LearnedPolicy, learnedTable } from "./learned-policy.js";
import { type TransitionCounts, transitionCounts } from "./transition-counts.js";

export interface BehaviorCloningOptions {
  /** Decisions added to each state, spread like the log's actions: 0 keeps plain frequencies. @default 0 */
  readonly smoothing?: number;
  /** Clusters to be in. @default the log's discrete states, or clusterStates(log) where it has columns alone */
  readonly states?: StateClusters;
}

/**
 * Behaviour cloning in discrete states: each state's actions as often as they were taken there. A log of columns is clustered
 * first, and the policy carries the clusters.
 */
export async function behaviorCloning(
  log: Episodes,
  options: BehaviorCloningOptions = {},
): Promise<LearnedPolicy> {
  assertEpisodes(log, "log");
  assertKnownOptions(options, ["smoothing", "states"], "behaviorCloning");
  const { smoothing = 0 } = options;
  assertFinite(smoothing, "smoothing");
  if (smoothing < 0) throw new ArgumentError(`smoothing must be 0 or more; it was ${smoothing}.`);
  const seen = await discreteLog(log, options.states);
  const counts = transitionCounts(seen);
  let total = 0;
  for (const reward of log.rewards) total += reward;
  return learnedTable(seen, {
    name: "cloned behaviour",
    method:
      smoothing === 0 ? "frequencies of actions in each state" : `frequencies, ${smoothing} decisions added`,
    table: clonedTable(counts, smoothing),
    ownValue: total / log.count,
    curve: [],
    decided: Uint8Array.from({ length: counts.states }, (_, s) =>
      stateVisits(counts, s) + smoothing > 0 ? 1 : 0,
    ),
  });
}

/** Frequencies of actions in each state, pulled towards those of the whole log; zeros where nothing was seen. */
export function clonedTable(
  counts: Pick<TransitionCounts, "states" | "actions" | "visits">,
  smoothing = 0,
): Float64Array {
  const { states, actions, visits } = counts;
  const overall = new Float64Array(actions);
  visits.forEach((count, pair) => {
    overall[pair % actions]! += count;
  });
  const total = overall.reduce((sum, count) => sum + count, 0);
  const table = new Float64Array(states * actions);
  for (let s = 0; s < states; s++) {
    const here = stateVisits(counts, s) + smoothing;
    if (here === 0) continue;
    for (let a = 0; a < actions; a++) {
      table[s * actions + a] = (visits[s * actions + a]! + (smoothing * overall[a]!) / total) / here;
    }
  }
  return table;
}

function stateVisits(
  { actions, visits }: Pick<TransitionCounts, "actions" | "visits">,
  state: number,
): number {
  let sum = 0;
  for (let pair = state * actions; pair < (state + 1) * actions; pair++) sum += visits[pair]!;
  return sum;
}
