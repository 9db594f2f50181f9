import { DataError } from "../../errors.js";
import { type Estimate, estimate } from "../../stats/estimate.js";
import type { Units } from "../../stats/influence.js";

export interface AllocationData {
  readonly treatment: Float64Array;
  readonly groups: ArrayLike<string | number>;
  readonly need: ArrayLike<string | number>;
  readonly group: string;
  readonly reference: string;
  readonly units: Units;
}

interface Sums {
  group: number;
  groupTreated: number;
  reference: number;
  referenceTreated: number;
}

/** Σₛ n_gs (mean treatment of g in s − of the reference in s) / Σₛ n_gs over strata s of need in which both occur. */
export function allocationGap({
  treatment,
  groups,
  need,
  group,
  reference,
  units,
}: AllocationData): Estimate {
  const strata = new Map<string, Sums>();
  const n = treatment.length;
  for (let i = 0; i < n; i++) {
    const key = String(need[i]);
    const sums = strata.get(key) ?? { group: 0, groupTreated: 0, reference: 0, referenceTreated: 0 };
    strata.set(key, sums);
    if (String(groups[i]) === group) {
      sums.group++;
      sums.groupTreated += treatment[i]!;
    } else if (String(groups[i]) === reference) {
      sums.reference++;
      sums.referenceTreated += treatment[i]!;
    }
  }
  const shared = [...strata.values()].filter((sums) => sums.group > 0 && sums.reference > 0);
  const total = shared.reduce((sum, each) => sum + each.group, 0);
  if (total === 0)
    throw new DataError(`${group} and ${reference} share no stratum of need; use coarser strata.`);
  const value =
    shared.reduce(
      (sum, each) => sum + each.groupTreated - (each.group * each.referenceTreated) / each.reference,
      0,
    ) / total;
  const values = new Float64Array(n);
  let apart = 0;
  for (let i = 0; i < n; i++) {
    const sums = strata.get(String(need[i]))!;
    const mine = String(groups[i]) === group;
    if (mine && sums.reference === 0) apart++;
    if (sums.group === 0 || sums.reference === 0) continue;
    const away = treatment[i]! - sums.referenceTreated / sums.reference;
    if (mine) values[i] = (n / total) * (away - value);
    else if (String(groups[i]) === reference) values[i] = -(n / total) * (sums.group / sums.reference) * away;
  }
  return estimate({
    estimand: "treatment gap at equal need",
    subject: `treatment of ${group} minus ${reference} at equal need`,
    method: `mean over ${shared.length} strata of need`,
    scale: "probability",
    value,
    n: total,
    influence: { values, units },
    warnings:
      apart === 0
        ? []
        : [
            {
              code: "no-counterpart",
              message: `${apart} of ${group} have needs that nobody of ${reference} has; they are left out.`,
            },
          ],
  });
}
