import type { Episodes } from "../../cohort/episodes.js";
import type { Policy, Situations } from "../../cohort/policy.js";
import { displayable } from "../../plot/display.js";
import { formatFixed, formatNumber, formatPercent } from "../../plot/format.js";
import type { ResultWarning } from "../../stats/estimate.js";
import { type TabularPolicy, tabularPolicy } from "../planning/tabular-policy.js";

/** One round of learning: how much values still changed. */
export interface CurvePoint {
  readonly round: number;
  readonly change: number;
}

/** What a learner brings: a policy, what it was allowed to do, and how it came about. */
export interface Learned {
  readonly method: string;
  /** Value at the start by the learner's own account, which is optimistic: judge it by ope(). */
  readonly ownValue: number;
  readonly curve: readonly CurvePoint[];
  /** 1 for each (state, action) that was allowed, where the learner masks discrete states. */
  readonly mask: Uint8Array | undefined;
  /** Share of the log's decisions in which the policy would do what was done. */
  readonly agreement: number;
  /** Share of the policy's decisions in the log that take an action seen fewer than 10 times in that state. */
  readonly thinShare: number;
  readonly warnings: readonly ResultWarning[];
  toString(): string;
}

export type LearnedPolicy = TabularPolicy & Learned;

export interface LearnedParts {
  readonly name: string;
  readonly method: string;
  readonly table: ArrayLike<number>;
  readonly mask?: Uint8Array | undefined;
  readonly ownValue: number;
  readonly curve: readonly CurvePoint[];
  /** 1 for the states in which the log shows what can be done. */
  readonly decided: ArrayLike<number>;
}

/** A learned policy of discrete states; states that the log never shows get its most common action. */
export function learnedTable(log: Episodes, parts: LearnedParts): LearnedPolicy {
  const { stateCount, actionCount, stateMap } = log;
  const table = Float64Array.from(parts.table);
  const usual = mostCommonAction(log);
  for (let s = 0; s < stateCount; s++) {
    if (parts.decided[s]) continue;
    table.fill(0, s * actionCount, (s + 1) * actionCount);
    table[s * actionCount + usual] = 1;
  }
  const { name, method, mask, ownValue, curve } = parts;
  const policy = tabularPolicy({
    name,
    stateCount,
    actionCount,
    table,
    stateMap,
    learnedFrom: log.asSource(),
  });
  return withAccount(policy, log, { method, mask, ownValue, curve });
}

/** Adds to a policy the account of how it was learned. */
export function withAccount<P extends Policy>(
  policy: P,
  log: Episodes,
  parts: Pick<Learned, "method" | "ownValue" | "curve" | "mask">,
): P & Learned {
  const account = { ...parts, ...agreement(log, policy) };
  const warnings: ResultWarning[] = [
    ...(account.thinShare > 0.1
      ? [
          {
            code: "thin-support",
            message: `${policy.name}: ${formatPercent(account.thinShare)} of its decisions take actions seen fewer than 10 times where it takes them.`,
          },
        ]
      : []),
    ...(policy.stateMap?.warnings ?? []),
  ];
  const whole = { ...policy, ...account, warnings: Object.freeze(warnings) };
  return displayable(whole, {
    text: () =>
      [
        `${policy.name}: ${account.method}`,
        ...(policy.stateMap ? [`decides by ${policy.stateMap.name}`] : []),
        `learned from ${formatNumber(log.count, 0)} episodes · does what was done in ${formatPercent(account.agreement)} of their decisions · worth ${formatFixed(account.ownValue, 3)} by its own account, which is optimistic`,
        ...warnings.map((each) => `Warning: ${each.message}`),
      ].join("\n"),
  });
}

function agreement(log: Episodes, policy: Policy): { agreement: number; thinShare: number } {
  const { actionCount, steps } = log;
  const situations: Situations = log.decisions;
  const chosen = policy.probabilities(situations);
  const { states } = situations;
  const counts = takenInStates(log);
  let [same, thin] = [0, 0];
  for (let j = 0; j < steps; j++) {
    same += chosen[j * actionCount + log.actions[j]!]!;
    for (let a = 0; a < actionCount && states; a++) {
      if (counts[states[j]! * actionCount + a]! < 10) thin += chosen[j * actionCount + a]!;
    }
  }
  return { agreement: same / steps, thinShare: states ? thin / steps : Number.NaN };
}

/** How often each action was taken in each discrete state: states × actions. */
export function takenInStates({ stateCount, actionCount, actions, decisions }: Episodes): Float64Array {
  const counts = new Float64Array(stateCount * actionCount);
  decisions.states?.forEach((state, j) => {
    counts[state * actionCount + actions[j]!]!++;
  });
  return counts;
}

export function mostCommonAction(log: Episodes): number {
  const counts = new Float64Array(log.actionCount);
  for (const action of log.actions) counts[action]!++;
  return counts.indexOf(Math.max(...counts));
}

/** 1 for each (state, action) that was taken at least so often. */
export function seenActions(visits: Float64Array, atLeast: number): Uint8Array {
  return Uint8Array.from(visits, (count) => (count >= atLeast ? 1 : 0));
}
