import type { Episodes } from "../../cohort/episodes.js";
import type { Policy } from "../../cohort/policy.js";
import { DataError } from "../../errors.js";
import { formatSigned } from "../../plot/format.js";
import { contrast } from "../../stats/contrast.js";
import type { Estimate, ResultWarning } from "../../stats/estimate.js";
import { observedValue } from "./observed-value.js";
import { type OpeSetOptions, valuesIfAny } from "./ope-set.js";
import type { PolicyValue } from "./policy-value.js";
import { warning } from "./support-warnings.js";

/** A policy's value among the patients of one group. */
export interface SubgroupValue {
  readonly policy: string;
  readonly group: string;
  readonly episodes: number;
  /** A string says why there is none. */
  readonly value: PolicyValue | string;
  readonly clinician: PolicyValue;
  /** The policy's value minus that of the recorded care, paired by patient; undefined where there is none. */
  readonly difference: Estimate | undefined;
  /** Share of the group's decisions in which the policy takes, and carers took, each action. */
  readonly actions: { readonly policy: Float64Array; readonly clinician: Float64Array };
}

/** Values within groups that a column names at each episode's start. Groups with fewer than 10 patients are not judged. */
export async function subgroupValues(
  log: Episodes,
  candidates: Readonly<Record<string, Policy>>,
  column: string,
  options: OpeSetOptions & { readonly discount: number },
): Promise<SubgroupValue[]> {
  const at = log.names.indexOf(column);
  if (at < 0) {
    throw new DataError(
      `groups names a column "${column}"; the episodes have ${log.names.join(", ") || "none"}.`,
    );
  }
  const labels = Array.from({ length: log.count }, (_, i) => log.columns[at]![log.offsets[i]! + i]!);
  const groups = [...new Set(labels)].sort((a, b) => a - b);
  const found: SubgroupValue[] = [];
  for (const group of groups) {
    const part = log.select(labels.flatMap((label, i) => (label === group ? [i] : [])));
    if (part.patientCount < 2) continue;
    const clinician = observedValue(part, { horizon: log.horizon, ...options });
    for (const [name, policy] of Object.entries(candidates)) {
      const value =
        part.patientCount < 10
          ? `${part.patientCount} patients, not judged`
          : ((await valuesIfAny(part, { ...policy, name }, options))[0] ?? "no episode follows it");
      found.push({
        ...{ policy: name, group: `${column} = ${group}`, episodes: part.count, clinician, value },
        difference: typeof value === "string" ? undefined : contrast(value, clinician),
        actions: actionShares(part, policy),
      });
    }
  }
  return found;
}

function actionShares(part: Episodes, policy: Policy): SubgroupValue["actions"] {
  const target = policy.probabilities(part.decisions);
  const [own, clinician] = [new Float64Array(part.actionCount), new Float64Array(part.actionCount)];
  for (let at = 0; at < target.length; at++) own[at % part.actionCount]! += target[at]! / part.steps;
  for (const action of part.actions) clinician[action]! += 1 / part.steps;
  return { policy: own, clinician };
}

/** Groups that a policy serves worse than the recorded care did, or in which the data cannot judge it. */
export function subgroupWarnings(groups: readonly SubgroupValue[], policy: string): ResultWarning[] {
  return groups
    .filter((each) => each.policy === policy)
    .flatMap(({ group, value, difference }) => {
      if (typeof value === "string" || !difference) return [];
      if (value.support.verdict === "do not use") {
        const size = value.support.effectiveSize.toFixed(1);
        return [
          warning(
            "subgroup-unsupported",
            `${policy}: among ${group} its value is not to be used; ${value.n} episodes count as ${size}.`,
          ),
        ];
      }
      const { low, high } = difference.interval();
      if (high >= 0) return [];
      const by = `${formatSigned(difference.value, 3)} (95% ${formatSigned(low, 3)} to ${formatSigned(high, 3)})`;
      return [
        warning(
          "subgroup-harm",
          `${policy}: among ${group} it is worth less than the recorded care, by ${by}.`,
        ),
      ];
    });
}
