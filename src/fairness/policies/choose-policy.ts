import { assertFinite, assertKnownOptions } from "../../assert.js";
import { ArgumentError } from "../../errors.js";
import { displayable } from "../../plot/display.js";
import { formatFixed } from "../../plot/format.js";
import { type TextTable, tableHtml, tableText } from "../../plot/table.js";
import type { PolicyFairness } from "./policy-fairness.js";

export interface ChoosePolicyOptions {
  /** What must be alike between groups: treatment at equal need, or value. */
  readonly criterion: "allocation" | "value";
  /** Largest accepted difference between groups. */
  readonly tolerance: number;
}

export interface PolicyChoice {
  /** The policy of greatest value within the tolerance; `undefined` where none is. */
  readonly chosen: string | undefined;
  readonly candidates: readonly PolicyCandidate[];
  toString(): string;
}

export interface PolicyCandidate {
  readonly name: string;
  /** Mean value over all patients. */
  readonly value: number;
  readonly gap: number;
  readonly allowed: boolean;
  readonly efficient: boolean;
  /** Groups whose value rests on too few effective patients; such a policy is not chosen. */
  readonly notJudged: readonly string[];
}

/** The best of several policies whose gap between groups is within a tolerance, with all of them on one frontier. */
export function choosePolicy(
  policies: Readonly<Record<string, PolicyFairness>>,
  options: ChoosePolicyOptions,
): PolicyChoice {
  assertKnownOptions(options, ["criterion", "tolerance"], "choosePolicy");
  assertFinite(options.tolerance, "tolerance");
  const bare = Object.entries(policies).map(([name, policy]) => {
    if (!policy.value)
      throw new ArgumentError(`policy "${name}" has no values; give values to policyFairness.`);
    const people = policy.value.estimates.reduce((sum, each) => sum + each.n, 0);
    const value = policy.value.estimates.reduce((sum, each) => sum + (each.n / people) * each.value, 0);
    return { name, value, gap: gapOf(name, policy, options.criterion), notJudged: policy.notJudged };
  });
  const candidates = bare.map((each) => ({
    ...each,
    allowed: each.gap <= options.tolerance && each.notJudged.length === 0,
    efficient: !bare.some(
      (other) =>
        other.value >= each.value &&
        other.gap <= each.gap &&
        (other.value > each.value || other.gap < each.gap),
    ),
  }));
  const allowed = candidates.filter((each) => each.allowed);
  const best =
    allowed.length > 0 ? allowed.reduce((most, each) => (each.value > most.value ? each : most)) : undefined;
  const result = { chosen: best?.name, candidates };
  const view = (): TextTable => ({
    title: `Policies by value and ${options.criterion} gap`,
    columns: [
      { name: "policy", align: "left" },
      { name: "value" },
      { name: "gap" },
      { name: "", align: "left" },
    ],
    rows: candidates.map((each) => [
      each.name,
      formatFixed(each.value, 3),
      formatFixed(each.gap, 3),
      remark(each, best?.name),
    ]),
    notes: best
      ? []
      : [`no policy has a gap within ${options.tolerance} and enough effective patients in every group`],
  });
  return displayable(result, { text: () => tableText(view()), html: () => tableHtml(view()) });
}

function remark(each: PolicyCandidate, chosen: string | undefined): string {
  if (each.name === chosen) return "chosen";
  if (each.notJudged.length > 0) return `too few effective patients: ${each.notJudged.join(", ")}`;
  return each.allowed ? "" : "gap beyond the tolerance";
}

function gapOf(name: string, policy: PolicyFairness, criterion: "allocation" | "value"): number {
  if (criterion === "value") {
    const values = policy.value!.estimates.map((each) => each.value);
    return Math.max(...values) - Math.min(...values);
  }
  if (!policy.allocationGaps)
    throw new ArgumentError(`policy "${name}" has no allocation gaps; give need to policyFairness.`);
  const gaps = [0, ...policy.allocationGaps.estimates.map((each) => each.value)];
  return Math.max(...gaps) - Math.min(...gaps);
}
