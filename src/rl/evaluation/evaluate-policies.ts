import { assertInteger, assertKnownOptions, assertOneOf } from "../../assert.js";
import type { Episodes } from "../../cohort/episodes.js";
import type { Policy } from "../../cohort/policy.js";
import { ArgumentError } from "../../errors.js";
import type { Estimate, ResultWarning } from "../../stats/estimate.js";
import { work } from "../../work.js";
import { assertEpisodes, assertPolicy } from "../learning/check-arguments.js";
import { assertDiscount } from "../planning/options.js";
import { baselineNames, baselines } from "./baselines.js";
import { compare, withComparisons } from "./compare-policies.js";
import { type EstimatorName, estimatorNames, isDirect } from "./estimators.js";
import { type Evaluation, evaluation } from "./evaluation-view.js";
import { observedValue } from "./observed-value.js";
import type { OpeOptions } from "./ope-options.js";
import { type OpeSetOptions, valuesIfAny } from "./ope-set.js";
import { ownStates } from "./own-states.js";
import type { PolicyValue } from "./policy-value.js";
import { subgroupValues } from "./subgroup-values.js";
import { learnerNote } from "./value-learner.js";
import { wholeReturns } from "./whole-returns.js";

export interface EvaluatePoliciesOptions
  extends Pick<
    OpeOptions,
    | "behavior"
    | "discount"
    | "horizon"
    | "learner"
    | "features"
    | "replicates"
    | "seed"
    | "switchAt"
    | "unrecorded"
  > {
  /** At least one that weights episodes and one direct one; the first is compared. @default ["wdr", "fqe"] */
  readonly estimators?: readonly EstimatorName[];
  /** The action that means no treatment. @default 0 */
  readonly zeroTreatment?: number;
  /** A column of numbers whose value at an episode's start names its group. */
  readonly groups?: string;
}

/** One policy's values, one by each estimator, and its difference from the recorded care. */
export interface EvaluatedPolicy {
  readonly name: string;
  /** Whether it is one of the baselines that are always there. */
  readonly baseline: boolean;
  /** In the order of the estimators; a string says why there is none. */
  readonly values: readonly (PolicyValue | string)[];
  /** By the first estimator, paired by patient; undefined where that has no value. */
  readonly difference: Estimate | undefined;
  readonly warnings: readonly ResultWarning[];
}

const known = [
  ...[
    "behavior",
    "discount",
    "horizon",
    "learner",
    "features",
    "replicates",
    "seed",
    "switchAt",
    "unrecorded",
  ],
  ...["estimators", "zeroTreatment", "groups"],
];

/**
 * Candidate policies beside the care that was recorded, random, absent and most common treatment, and cloned care, each
 * by two families of estimators, on the same patients: values with their effective sample, paired differences from the
 * recorded care, and warnings where families disagree or support is missing.
 *
 * A log of columns needs no states: candidates that were learned in clusters carry them and make their own, and fitted values
 * come from trees unless a `learner` is given. Both are said below the table.
 *
 * @example
 * await evaluatePolicies({ fqi, safe }, test, { behavior: await behaviorPolicy(learn), estimators: ["wdr", "fqe"] })
 */
export async function evaluatePolicies(
  candidates: Readonly<Record<string, Policy>>,
  log: Episodes,
  options: EvaluatePoliciesOptions = {},
): Promise<Evaluation> {
  assertKnownOptions(options, known, "evaluatePolicies");
  assertEpisodes(log, "log");
  const {
    estimators = ["wdr", "fqe"],
    discount = 1,
    horizon = log.horizon,
    zeroTreatment = 0,
    groups,
    ...rest
  } = options;
  checkEstimators(estimators);
  checkCandidates(candidates);
  if (options.behavior !== undefined) assertPolicy(options.behavior, "behavior");
  assertDiscount(discount);
  assertInteger(horizon, "horizon", 1);
  assertInteger(zeroTreatment, "zeroTreatment", 0);
  if (zeroTreatment >= log.actionCount) {
    throw new ArgumentError(
      `zeroTreatment must be one of 0 … ${log.actionCount - 1}; it was ${zeroTreatment}.`,
    );
  }
  const clinician = observedValue(log, { discount, horizon });
  const policies = [
    ...Object.entries(candidates).map(([name, policy]) => ({ name, policy, baseline: false })),
    ...(await baselines(log, options, zeroTreatment)),
  ];
  const found: EvaluatedPolicy[] = [
    {
      name: "clinician",
      baseline: true,
      values: estimators.map(() => clinician),
      difference: undefined,
      warnings: [],
    },
  ];
  const asked = { ...rest, discount, ...(!wholeReturns(log, options.horizon) && { horizon }) };
  await work("evaluating policies", policies.length, async ({ report, check }) => {
    for (const { name, policy, baseline } of policies) {
      check();
      const named = { ...policy, name };
      const values = await valuesOf(log, named, { ...asked, estimators });
      found.push({ name, baseline, values, ...compare(name, values, clinician, estimators) });
      report(found.length - 1);
    }
  });
  const byGroup =
    groups === undefined
      ? undefined
      : await subgroupValues(log, candidates, groups, {
          ...{ ...asked, estimators: [estimators[0]!] },
        });
  const told = withComparisons(found, byGroup ?? [], clinician);
  const notes = [
    ...Object.entries(candidates).flatMap(([name, policy]) => ownStates(name, policy, log)),
    ...learnerNote(log, options.learner),
  ];
  return evaluation({ estimators, policies: told, clinician, groups: byGroup, notes });
}

function checkCandidates(candidates: Readonly<Record<string, Policy>>): void {
  if (
    typeof candidates !== "object" ||
    candidates === null ||
    Array.isArray(candidates) ||
    "probabilities" in candidates
  ) {
    throw new ArgumentError("candidates must be policies by their names, such as { safe, fqi }.");
  }
  const names = Object.keys(candidates);
  for (const name of names) assertPolicy(candidates[name], `candidates.${name}`);
  if (names.length === 0) throw new ArgumentError("evaluatePolicies needs at least one candidate.");
  const taken = names.find((name) => baselineNames.includes(name));
  if (taken !== undefined) {
    throw new ArgumentError(
      `a candidate must not be named "${taken}", which is a baseline that is always there.`,
    );
  }
}

function checkEstimators(estimators: readonly EstimatorName[]): void {
  estimators.forEach((name, j) => {
    assertOneOf(name, `estimators[${j}]`, estimatorNames);
  });
  const direct = estimators.filter(isDirect).length;
  if (direct === 0 || direct === estimators.length) {
    throw new ArgumentError(
      `estimators must come from two families, one that weights episodes ("wis", "wdr", …) and a direct one ("fqe"), because each fails where the other need not; they were ${estimators.join(", ")}.`,
    );
  }
}

async function valuesOf(
  log: Episodes,
  policy: Policy,
  options: OpeSetOptions,
): Promise<(PolicyValue | string)[]> {
  const values = await valuesIfAny(log, policy, options);
  return values.map((value) => value ?? "no episode follows it");
}
