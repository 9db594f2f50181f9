import { assertKnownOptions, assertLength } from "../../assert.js";
import { ArgumentError, DataError } from "../../errors.js";
import { displayable } from "../../plot/display.js";
import { formatFixed, formatNumber, formatPercent } from "../../plot/format.js";
import { type TextTable, tableHtml, tableText } from "../../plot/table.js";
import type { Estimate } from "../../stats/estimate.js";
import { type EstimateSet, estimateSet } from "../../stats/estimate-set.js";
import { rowUnits, type Units } from "../../stats/influence.js";
import { subgroupMeans } from "../../stats/subgroup-means.js";
import { effectiveSampleSize } from "../../stats/summary.js";
import { allocationGap } from "./allocation-gap.js";

/** What an off-policy evaluation knows of each patient. */
export interface PatientValues {
  /** Uncentred contributions whose mean is the policy's value, such as doubly robust scores. */
  readonly policy: Float64Array;
  /** The same for the policy to compare with: the clinicians', or the best one for regret. */
  readonly comparator?: Float64Array;
  /** Importance weights of the policy, for its effective sample size. */
  readonly weights?: Float64Array;
}

export interface PolicyFairnessOptions {
  /** Probability that the policy treats the patient. */
  readonly treatment: Float64Array;
  readonly groups: ArrayLike<string | number>;
  /** Strata of need, within which treatment is compared. */
  readonly need?: ArrayLike<string | number>;
  /** @default the group with the most patients */
  readonly reference?: string;
  readonly values?: PatientValues;
  readonly units?: Units;
  /** Values resting on fewer effective patients are flagged. @default 30 */
  readonly minEffective?: number;
}

export interface PolicyFairness {
  readonly groups: readonly string[];
  readonly reference: string;
  readonly treatmentRate: EstimateSet;
  /** Treatment rate minus the reference's at equal need, averaged over the group's own needs. */
  readonly allocationGaps: EstimateSet | undefined;
  readonly value: EstimateSet | undefined;
  /** Value minus the comparator's, by group. */
  readonly gain: EstimateSet | undefined;
  /** Effective number of patients behind each group's value. */
  readonly effective: Readonly<Record<string, number>> | undefined;
  /** Groups whose value rests on too few effective patients. */
  readonly notJudged: readonly string[];
  toString(): string;
}

/**
 * Whom a treatment policy treats and whom it serves: treatment rates, gaps at equal need, values with effective sample
 * sizes, and gains over another policy, by group. Action fairness and value fairness are different questions (Frauen et
 * al. 2024); values come from the caller's off-policy evaluation and are no better than it.
 */
export function policyFairness(options: PolicyFairnessOptions): PolicyFairness {
  const names = ["treatment", "groups", "need", "reference", "values", "units", "minEffective"];
  assertKnownOptions(options, names, "policyFairness");
  const { treatment, groups, need, values, minEffective = 30 } = options;
  checkPatients(options);
  const units = options.units ?? rowUnits(treatment, treatment.length);
  const byGroup = (scores: Float64Array, subject: string): EstimateSet =>
    subgroupMeans(scores, groups, { units, subject, estimand: subject, method: "mean by group" });
  const treatmentRate = byGroup(treatment, "treatment rate");
  const labels = treatmentRate.labels;
  const reference = options.reference ?? largest(treatmentRate);
  if (!labels.includes(reference))
    throw new ArgumentError(`reference must be one of ${labels.join(", ")}; it was ${reference}.`);
  const { policy, comparator, weights } = values ?? {};
  const effective = weights && effectiveByGroup(weights, groups, labels);
  const result = {
    groups: labels,
    reference,
    treatmentRate,
    allocationGaps: need && needGaps({ treatment, groups, need, units }, labels, reference),
    value: policy && byGroup(policy, "value"),
    gain:
      policy &&
      comparator &&
      byGroup(
        policy.map((each, i) => each - comparator[i]!),
        "gain over the comparator",
      ),
    effective,
    notJudged: effective ? labels.filter((label) => effective[label]! < minEffective) : [],
  };
  const view = (): TextTable => policyTable(result);
  return displayable(result, { text: () => tableText(view()), html: () => tableHtml(view()) });
}

function checkPatients({ treatment, groups, need, values }: PolicyFairnessOptions): void {
  const n = treatment.length;
  assertLength(groups, n, "groups");
  if (need) assertLength(need, n, "need");
  const bad = treatment.reduce((count, p) => count + (p >= 0 && p <= 1 ? 0 : 1), 0);
  if (bad > 0) throw new DataError(`treatment must be probabilities; ${bad} of ${n} patients have others.`);
  for (const [name, column] of Object.entries(values ?? {})) {
    assertLength(column, n, `values.${name}`);
    const wrong = column.reduce((count: number, each: number) => count + (Number.isFinite(each) ? 0 : 1), 0);
    if (wrong > 0)
      throw new DataError(`values.${name} must be finite numbers; ${wrong} of ${n} patients have others.`);
  }
}

function largest({ labels, estimates }: EstimateSet): string {
  return labels[estimates.reduce((most, each, j) => (each.n > estimates[most]!.n ? j : most), 0)]!;
}

function effectiveByGroup(
  weights: Float64Array,
  groups: ArrayLike<string | number>,
  labels: readonly string[],
): Record<string, number> {
  return Object.fromEntries(
    labels.map((label) => {
      const own = weights.filter((_, i) => String(groups[i]) === label);
      return [label, own.some((weight) => weight > 0) ? effectiveSampleSize(own) : 0];
    }),
  );
}

function needGaps(
  data: {
    treatment: Float64Array;
    groups: ArrayLike<string | number>;
    need: ArrayLike<string | number>;
    units: Units;
  },
  labels: readonly string[],
  reference: string,
): EstimateSet {
  const others = labels.filter((label) => label !== reference);
  return estimateSet(
    `treatment at equal need, minus ${reference}`,
    Object.fromEntries(
      others.map((label): [string, Estimate] => [label, allocationGap({ ...data, group: label, reference })]),
    ),
  );
}

function policyTable(result: Omit<PolicyFairness, "toString">): TextTable {
  const range = (each: Estimate, show: (x: number) => string): string => {
    const { low, high } = each.interval();
    return `${show(each.value)} (${show(low)} to ${show(high)})`;
  };
  const fixed = (x: number): string => formatFixed(x, 3);
  const { value, gain, allocationGaps, effective } = result;
  return {
    title: "Treatment and value by group",
    columns: [
      { name: "", align: "left" },
      { name: "patients" },
      { name: "treated" },
      ...(allocationGaps ? [{ name: `at equal need, minus ${result.reference}` }] : []),
      ...(value ? [{ name: "value" }] : []),
      ...(gain ? [{ name: "gain" }] : []),
      ...(effective ? [{ name: "effective patients" }] : []),
    ],
    rows: result.groups.map((label) => [
      label,
      formatNumber(result.treatmentRate.get(label).n, 0),
      range(result.treatmentRate.get(label), formatPercent),
      ...(allocationGaps ? [label === result.reference ? "" : range(allocationGaps.get(label), fixed)] : []),
      ...(value ? [range(value.get(label), fixed)] : []),
      ...(gain ? [range(gain.get(label), fixed)] : []),
      ...(effective
        ? [formatFixed(effective[label]!, 0) + (result.notJudged.includes(label) ? ": too few to judge" : "")]
        : []),
    ]),
  };
}
