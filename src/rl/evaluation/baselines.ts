import type { Episodes } from "../../cohort/episodes.js";
import type { Policy } from "../../cohort/policy.js";
import { mostCommonAction } from "../learning/learned-policy.js";
import { constantPolicy, uniformPolicy } from "../planning/tabular-policy.js";
import { behaviorPolicy } from "./behavior-policy.js";
import { isEstimated } from "./behavior-probabilities.js";

/** Baselines that know nothing of the patient. */
export const simpleBaselines: readonly string[] = ["random", "zero treatment", "most common"];

/** All that are always there. */
export const baselineNames: readonly string[] = ["clinician", "cloned", ...simpleBaselines];

export interface BaselineOptions {
  readonly behavior?: Policy | undefined;
  readonly features?: readonly string[] | undefined;
  readonly seed?: number | undefined;
}

export async function baselines(
  log: Episodes,
  { behavior, features, seed }: BaselineOptions,
  zeroTreatment: number,
): Promise<{ name: string; policy: Policy; baseline: true }[]> {
  const one = (action: number): number[] =>
    Array.from({ length: log.actionCount }, (_, a) => Number(a === action));
  const cloned =
    behavior ??
    (await behaviorPolicy(log, { ...(features && { features }), ...(seed !== undefined && { seed }) }));
  return [
    { name: "cloned", policy: outOfFold(cloned, log), baseline: true },
    { name: "random", policy: uniformPolicy(log.actionCount), baseline: true },
    { name: "zero treatment", policy: constantPolicy("zero treatment", one(zeroTreatment)), baseline: true },
    {
      name: "most common",
      policy: constantPolicy("most common", one(mostCommonAction(log))),
      baseline: true,
    },
  ];
}

/** Care cloned from these very patients is judged by what the others teach of each. */
function outOfFold(cloned: Policy, log: Episodes): Policy {
  const own = isEstimated(cloned) ? cloned.fittedTo(log) : undefined;
  return {
    ...cloned,
    learnedFrom: own ? undefined : cloned.learnedFrom,
    probabilities: (at) => (own && at === log.decisions ? own.slice() : cloned.probabilities(at)),
  };
}
