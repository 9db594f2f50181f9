import type { Episodes } from "../../cohort/episodes.js";
import type { Policy } from "../../cohort/policy.js";
import { DataError } from "../../errors.js";
import { observedValue } from "./observed-value.js";
import { type OpeSetOptions, valuesIfAny } from "./ope-set.js";
import type { PolicyValue } from "./policy-value.js";

/** A policy's value among the patients of one group. */
export interface SubgroupValue {
  readonly policy: string;
  readonly group: string;
  readonly episodes: number;
  /** A string says why there is none. */
  readonly value: PolicyValue | string;
  readonly clinician: PolicyValue;
}

/** Values within groups that a column names at each episode's start. Groups with fewer than 10 patients are not judged. */
export async function subgroupValues(
  log: Episodes,
  candidates: Readonly<Record<string, Policy>>,
  column: string,
  options: OpeSetOptions & { readonly discount: number; readonly horizon: number },
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
    const clinician = observedValue(part, options);
    for (const [name, policy] of Object.entries(candidates)) {
      found.push({
        ...{ policy: name, group: `${column} = ${group}`, episodes: part.count, clinician },
        value:
          part.patientCount < 10
            ? `${part.patientCount} patients, not judged`
            : ((await valuesIfAny(part, { ...policy, name }, options))[0] ?? "no episode follows it"),
      });
    }
  }
  return found;
}
