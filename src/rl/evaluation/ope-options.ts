import { assertFinite, assertInteger, assertOneOf } from "../../assert.js";
import type { Episodes } from "../../cohort/episodes.js";
import type { ActionValues, Policy } from "../../cohort/policy.js";
import { ArgumentError, DataError } from "../../errors.js";
import type { Learner } from "../../models/learner.js";
import {
  assertEpisodes,
  assertLearner,
  assertPolicy,
  assertSameStates,
} from "../learning/check-arguments.js";
import { assertDiscount } from "../planning/options.js";
import { decisionName } from "./decision-name.js";
import { type EstimatorName, estimatorNames } from "./estimators.js";
import type { BoundKind } from "./return-bounds.js";
import type { IntervalSettings } from "./value-intervals.js";
import { wholeReturns } from "./whole-returns.js";

/** What the estimators of one policy's value share. */
export interface SharedOpeOptions {
  /** Weight of a reward one decision later. @default 1 */
  readonly discount?: number;
  /** Decisions that count. @default those of the longest episode; fitted values follow episodes to their end where all came to one */
  readonly horizon?: number;
  /** Whoever made the recorded decisions: known, or estimated from other patients or out of fold. @default the log's own probabilities */
  readonly behavior?: Policy;
  /** Values of actions for `"dm"`, `"dr"`, `"wdr"`, `"magic"` and `"switch-dr"`. @default fitted here on other patients, as for `"fqe"` */
  readonly actionValues?: ActionValues;
  /** Regression for fitted values. @default none for discrete states, 20 extra trees with leaves of 20 or more for columns */
  readonly learner?: Learner;
  readonly features?: readonly string[];
  /** Parts of the patients for fitted values. @default 2 */
  readonly folds?: number;
  /**
   * `"carry"`: a finished episode keeps its weight in every later decision's sum, as if it stayed in an absorbing state
   * (Thomas & Brunskill 2016). `"alive"`: it leaves. For `"pdwis"`, `"wdr"` and `"magic"`. @default "carry"
   */
  readonly normalise?: "carry" | "alive";
  /** For `"switch-dr"`, which needs it: the largest ratio of one decision whose weight is trusted; beyond it values are. */
  readonly switchAt?: number;
  /** @default 1000 */
  readonly replicates?: number;
  /** What carers knew and the state does not hold; said with the result. */
  readonly unrecorded?: readonly string[];
  /** @default 1 */
  readonly seed?: number;
}

export interface OpeOptions extends SharedOpeOptions {
  /** @default "wis" */
  readonly estimator?: EstimatorName;
  /** How intervals are made. `"hoeffding"` and `"bernstein"` need `range`. @default "bootstrap", of patients */
  readonly interval?: "bootstrap" | BoundKind;
  /** What a weighted return can be: weightedReturnRange(range of returns, largest possible weight). */
  readonly range?: readonly [number, number];
}

export const sharedOpeOptions: readonly string[] = [
  ...["discount", "horizon", "behavior", "actionValues", "learner", "features", "folds"],
  ...["normalise", "switchAt", "replicates", "unrecorded", "seed"],
];

/** Options with their defaults, checked. */
export interface OpeSettings extends Omit<SharedOpeOptions, "replicates" | "seed">, IntervalSettings {
  readonly discount: number;
  readonly horizon: number;
  /** Whether fitted values follow episodes to their own end. */
  readonly whole: boolean;
  readonly folds: number;
  readonly normalise: "carry" | "alive";
  readonly unrecorded: readonly string[];
}

export function checkOpe(
  log: Episodes,
  policy: Policy,
  estimators: readonly EstimatorName[],
  options: OpeOptions,
): OpeSettings {
  assertEpisodes(log, "log");
  assertPolicy(policy, "policy");
  if (options.behavior !== undefined) assertPolicy(options.behavior, "behavior");
  assertLearner(options.learner);
  const { discount = 1, horizon = log.horizon, seed = 1, folds = 2, replicates = 1000 } = options;
  const { normalise = "carry", interval = "bootstrap", range, switchAt, unrecorded = [] } = options;
  for (const name of estimators) assertOneOf(name, "estimator", estimatorNames);
  assertDiscount(discount);
  assertInteger(horizon, "horizon", 1);
  assertInteger(replicates, "replicates", 50);
  assertInteger(folds, "folds", 2);
  assertOneOf(normalise, "normalise", ["carry", "alive"]);
  assertOneOf(interval, "interval", ["bootstrap", "normal", "t", "hoeffding", "bernstein"]);
  checkPolicy(log, policy);
  if (estimators.includes("switch-dr")) checkSwitch(switchAt);
  if (estimators.includes("snips") && Math.min(horizon, log.horizon) > 1) {
    throw new ArgumentError(
      `"snips" is of one decision; these episodes have up to ${log.horizon}. Its forms for more are "wis" and "pdwis".`,
    );
  }
  return {
    ...options,
    ...{
      discount,
      horizon,
      whole: wholeReturns(log, options.horizon),
      seed,
      folds,
      normalise,
      interval,
      replicates,
      range,
      unrecorded,
    },
  };
}

export function checkPolicy(log: Episodes, policy: Policy): void {
  if (policy.actionCount !== log.actionCount) {
    throw new ArgumentError(
      `${policy.name} has ${policy.actionCount} actions; the episodes have ${log.actionCount}.`,
    );
  }
  assertSameStates(policy, log);
  if (log.patientCount < 2) {
    const patient = log.patientIds[log.patients[0]!];
    throw new DataError(
      `the episodes are of a single patient, ${patient}; a value's error needs at least two.`,
    );
  }
}

function checkSwitch(switchAt: number | undefined): void {
  if (switchAt === undefined) {
    throw new ArgumentError(
      `"switch-dr" needs switchAt, the largest ratio of one decision whose weight is trusted, such as 10; "dr" trusts all.`,
    );
  }
  assertFinite(switchAt, "switchAt");
  if (switchAt < 0) throw new ArgumentError(`switchAt must be 0 or more; it was ${switchAt}.`);
}

/** The policy's probabilities at the decisions of the log, checked: none negative or missing, and adding up to 1. */
export function targetProbabilities(log: Episodes, policy: Policy): Float64Array {
  const target = policy.probabilities(log.decisions);
  if (target.length !== log.steps * log.actionCount) {
    throw new DataError(
      `${policy.name}: probabilities must hold ${log.actionCount} numbers for each of ${log.steps} decisions; there were ${target.length}.`,
    );
  }
  const { actionCount, steps } = log;
  for (let j = 0; j < steps; j++) {
    let total = 0;
    let least = 0;
    for (let a = j * actionCount; a < (j + 1) * actionCount; a++) {
      const p = target[a]!;
      total += p;
      if (p < least) least = p;
    }
    if (Math.abs(total - 1) <= 1e-6 && least >= 0) continue;
    const where = decisionName(log, j);
    throw new DataError(
      least < 0
        ? `${policy.name}: a probability at ${where} is ${least}; it must be 0 or more.`
        : `${policy.name}: probabilities at ${where} add up to ${total}, not 1.`,
    );
  }
  return target;
}
