import { assertKnownOptions, assertLength } from "../../assert.js";
import { DataError } from "../../errors.js";
import { type Estimate, estimate } from "../../stats/estimate.js";
import { type EstimateSet, estimateSet } from "../../stats/estimate-set.js";
import { rowUnits, type Units } from "../../stats/influence.js";

export interface GapParts {
  /** 1 for the group of interest, 0 for the group compared with. */
  readonly group: ArrayLike<number>;
  /** Outcomes or predictions as they are. */
  readonly outcome: Float64Array;
  /** What the structural model gives each person of group 0 had they been of group 1, with the mediators following. */
  readonly asOther: Float64Array;
  /** The same had they been of group 1 but kept the mediators that they have. */
  readonly asOtherOwnMediators: Float64Array;
  readonly units?: Units;
}

/**
 * A gap E[y | g = 1] − E[y | g = 0] as direct − indirect − spurious effects of the people of group 0 (Zhang & Bareinboim
 * 2018, AAAI, theorem 1): direct E[y₁,w₀ − y | 0], indirect E[y₁,w₀ − y₁ | 0], spurious E[y₁ | 0] − E[y | 1].
 *
 * The counterfactual columns come from the caller's structural model and are taken as known; only group 0's are read. The
 * parts mean nothing where that model is wrong.
 */
export function decomposeGap(parts: GapParts): EstimateSet {
  assertKnownOptions(parts, ["group", "outcome", "asOther", "asOtherOwnMediators", "units"], "decomposeGap");
  const { group, outcome, asOther, asOtherOwnMediators } = parts;
  const n = outcome.length;
  for (const name of ["group", "asOther", "asOtherOwnMediators"] as const) assertLength(parts[name], n, name);
  const units = parts.units ?? rowUnits(outcome, n);
  const inOne = Float64Array.from({ length: n }, (_, i) => (group[i] === 1 ? 1 : 0));
  const ones = inOne.reduce((sum, each) => sum + each, 0);
  if (ones === 0 || ones === n) throw new DataError("group must hold both 0 and 1; a gap needs two groups.");
  checkFinite(parts, inOne);
  const mean = (subject: string, zero: (i: number) => number, one: (i: number) => number): Estimate => {
    const [a, b] = [average(inOne, 0, zero), average(inOne, 1, one)];
    const values = Float64Array.from(inOne, (g, i) =>
      g === 1 ? (n / ones) * (one(i) - b) : (n / (n - ones)) * (zero(i) - a),
    );
    return estimate({
      estimand: subject,
      subject: `${subject} part of the gap`,
      method: "counterfactual means of the caller's model",
      value: a + b,
      influence: { values, units },
    });
  };
  const none = (): number => 0;
  return estimateSet("gap between the groups, as direct − indirect − spurious", {
    total: mean(
      "total",
      (i) => -outcome[i]!,
      (i) => outcome[i]!,
    ),
    direct: mean("direct", (i) => asOtherOwnMediators[i]! - outcome[i]!, none),
    indirect: mean("indirect", (i) => asOtherOwnMediators[i]! - asOther[i]!, none),
    spurious: mean(
      "spurious",
      (i) => asOther[i]!,
      (i) => -outcome[i]!,
    ),
  });
}

function average(inOne: Float64Array, wanted: number, of: (i: number) => number): number {
  let [sum, count] = [0, 0];
  inOne.forEach((g, i) => {
    if (g !== wanted) return;
    sum += of(i);
    count++;
  });
  return sum / count;
}

function checkFinite({ outcome, asOther, asOtherOwnMediators }: GapParts, inOne: Float64Array): void {
  let bad = 0;
  inOne.forEach((g, i) => {
    const read = g === 1 ? outcome[i]! : outcome[i]! + asOther[i]! + asOtherOwnMediators[i]!;
    if (!Number.isFinite(read)) bad++;
  });
  if (bad > 0)
    throw new DataError(
      `outcome and counterfactuals must be finite numbers; ${bad} of ${inOne.length} people have others.`,
    );
}
