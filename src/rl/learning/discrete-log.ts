import type { Episodes } from "../../cohort/episodes.js";
import { DataError } from "../../errors.js";
import { assertStates } from "./check-arguments.js";
import { clusterStates, type StateClusters } from "./cluster-states.js";

/** The log in the states that are given, in its own, or, where it has columns alone, in clusters of them that are made here. */
export async function discreteLog(log: Episodes, states: StateClusters | undefined): Promise<Episodes> {
  if (states !== undefined) {
    assertStates(states);
    return states.assign(log);
  }
  if (log.states) return log;
  try {
    return (await clusterStates(log)).assign(log);
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    throw new DataError(
      `these episodes have no discrete states, and no clusters could be made of their columns: ${error.message} Give states: await clusterStates(log, { … }), which takes features.`,
    );
  }
}
