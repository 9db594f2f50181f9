import type { Episodes } from "../../cohort/episodes.js";
import type { Policy } from "../../cohort/policy.js";
import { ArgumentError, PositivityError } from "../../errors.js";
import { decisionName } from "./decision-name.js";

/** A policy that was estimated from a log; for the decisions it was fitted to, it knows probabilities out of fold. */
export interface EstimatedPolicy extends Policy {
  readonly estimated: true;
  /** Rows × actions for the decisions of `log`, out of fold, or undefined for another log. */
  fittedTo(log: Episodes): Float64Array | undefined;
}

export interface BehaviorProbabilities {
  /** Probability of each action that was taken. */
  readonly taken: Float64Array;
  /** Of all actions, where they are known: decisions × actions. */
  readonly all: Float64Array | undefined;
  readonly source: "logged" | "known" | "estimated";
}

/** Probabilities of what was done: those of the log, or of a known or an estimated policy. */
export function behaviorProbabilities(log: Episodes, behavior: Policy | undefined): BehaviorProbabilities {
  if (behavior === undefined) {
    if (log.behavior) return { taken: log.behavior, all: undefined, source: "logged" };
    throw new ArgumentError(
      "the log has no behaviour probabilities; give behavior: await behaviorPolicy(learningEpisodes), or the known policy.",
    );
  }
  if (behavior.actionCount !== log.actionCount) {
    throw new ArgumentError(
      `behavior (${behavior.name}) has ${behavior.actionCount} actions; the episodes have ${log.actionCount}.`,
    );
  }
  const estimated = isEstimated(behavior);
  const all = (estimated && behavior.fittedTo(log)) || behavior.probabilities(log.decisions);
  const learned = estimated || behavior.learnedFrom !== undefined;
  const taken = Float64Array.from(log.actions, (action, j) => all[j * log.actionCount + action]!);
  refuseImpossible(log, taken, behavior.name, learned);
  return { taken, all, source: learned ? "estimated" : "known" };
}

export function isEstimated(policy: Policy): policy is EstimatedPolicy {
  return "estimated" in policy;
}

function refuseImpossible(log: Episodes, taken: Float64Array, name: string, learned: boolean): void {
  const at = taken.findIndex((p) => !(p > 0));
  if (at < 0) return;
  const count = taken.reduce((sum, p) => sum + (p > 0 ? 0 : 1), 0);
  const action = log.actions[at]!;
  const times = log.actions.reduce((sum, each) => sum + (each === action ? 1 : 0), 0);
  const remedy = learned
    ? `It was taken ${times === 1 ? "once" : `${times} times`} in this log, and the estimate knows it from other patients only: merge rare actions, take fewer states, or estimate with smoothing.`
    : "Correct the policy.";
  throw new PositivityError(
    `${name} gives probability ${taken[at]} to an action that was taken, in ${count} of ${taken.length} decisions; the first is ${decisionName(log, at)}, action ${action}. What happened cannot have been impossible. ${remedy}`,
  );
}
