import { formatSigned } from "../../plot/format.js";
import { contrast } from "../../stats/contrast.js";
import type { ResultWarning } from "../../stats/estimate.js";
import { simpleBaselines } from "./baselines.js";
import { type EstimatorName, isDirect } from "./estimators.js";
import type { EvaluatedPolicy } from "./evaluate-policies.js";
import type { PolicyValue } from "./policy-value.js";
import { type SubgroupValue, subgroupWarnings } from "./subgroup-values.js";
import { warning } from "./support-warnings.js";

/** A policy's paired difference from the recorded care, and what its values warn of, alone and against each other. */
export function compare(
  name: string,
  values: readonly (PolicyValue | string)[],
  clinician: PolicyValue,
  estimators: readonly EstimatorName[],
): Pick<EvaluatedPolicy, "difference" | "warnings"> {
  const [first] = values;
  const known = values.filter((each): each is PolicyValue => typeof each !== "string");
  const warnings = new Map(
    known.flatMap((each) => each.warnings).map((each) => [each.code + each.message, each]),
  );
  const weighted = known.find((each) => !isDirect(each.estimator));
  const direct = known.find((each) => isDirect(each.estimator));
  if (weighted && direct) {
    const gap = contrast(weighted, direct);
    const z = Math.abs(gap.value) / gap.standardError;
    if (z > 3 && Math.abs(gap.value) > 1e-9) {
      const families = `${weighted.estimator} says ${weighted.value.toFixed(3)}, ${direct.estimator} ${direct.value.toFixed(3)}`;
      const found = warning(
        "families-disagree",
        `${name}: ${families}, ${z.toFixed(1)} standard errors apart (fitted values taken as fixed); at least one is off (${estimators.join(", ")}).`,
      );
      warnings.set(found.code, found);
    }
  }
  const difference =
    typeof first === "string" || first === undefined ? undefined : contrast(first, clinician);
  return { difference, warnings: [...warnings.values()] };
}

/** Adds to each candidate what its groups say, and which baseline it is not shown to beat. */
export function withComparisons(
  policies: readonly EvaluatedPolicy[],
  groups: readonly SubgroupValue[],
): EvaluatedPolicy[] {
  const simple = policies.filter(({ name }) => simpleBaselines.includes(name));
  return policies.map((each) => {
    if (each.baseline) return each;
    const asGood = simple.flatMap((other) => notBeaten(each, other));
    return { ...each, warnings: [...each.warnings, ...asGood, ...subgroupWarnings(groups, each.name)] };
  });
}

/** A policy that does not beat random, no or always the same treatment shows no skill of its own. */
function notBeaten(own: EvaluatedPolicy, other: EvaluatedPolicy): ResultWarning[] {
  const [a, b] = [own.values[0]!, other.values[0]!];
  if (typeof a === "string" || typeof b === "string") return [];
  if (a.support.verdict === "do not use" || b.support.verdict === "do not use") return [];
  const { value, low, high } = { ...contrast(a, b).interval(), value: a.value - b.value };
  if (low > 0) return [];
  const by = `${formatSigned(value, 3)} (95% ${formatSigned(low, 3)} to ${formatSigned(high, 3)})`;
  return [
    warning(
      "baseline-as-good",
      `${own.name} is not shown to be better than the baseline "${other.name}": ${by}.`,
    ),
  ];
}
