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
    if (z > 3 && !negligible(gap.value, direct.value)) {
      const families = `${weighted.estimator} says ${weighted.value.toFixed(3)}, ${direct.estimator} ${direct.value.toFixed(3)}`;
      const found = warning(
        "families-disagree",
        `${name}: ${families}, ${z.toFixed(1)} standard errors apart (fitted values taken as fixed); at least one is off (${estimators.join(", ")}).`,
      );
      warnings.set(found.code, found);
    }
  }
  if (direct && values.some((each) => typeof each === "string")) {
    const found = warning(
      "unfollowed",
      `${name}: no recorded episode follows it, so that nothing checks the ${direct.value.toFixed(3)} of ${direct.estimator}; it is extrapolated.`,
    );
    warnings.set(found.code, found);
  }
  const difference =
    typeof first === "string" || first === undefined ? undefined : contrast(first, clinician);
  return { difference, warnings: [...warnings.values()] };
}

/** Fitted values settle to a part in some ten thousand. */
function negligible(gap: number, value: number): boolean {
  return Math.abs(gap) <= 1e-9 + 1e-4 * Math.abs(value);
}

/** Adds to each candidate what its groups say, and which baseline it is not shown to beat. */
export function withComparisons(
  policies: readonly EvaluatedPolicy[],
  groups: readonly SubgroupValue[],
  clinician: PolicyValue,
): EvaluatedPolicy[] {
  const simple = policies.filter(({ name }) => simpleBaselines.includes(name));
  return policies.map((each) => {
    if (each.name === "cloned")
      return { ...each, warnings: [...each.warnings, ...directOff(each, clinician)] };
    if (each.baseline) return each;
    const asGood = simple.flatMap((other) => notBeaten(each, other));
    return { ...each, warnings: [...each.warnings, ...asGood, ...subgroupWarnings(groups, each.name)] };
  });
}

/**
 * Values of the carers' own decisions must be near what their patients had. Where they are not, the states do not tell how
 * episodes go on; a model of states without a clock, for one, goes on where the record ended, and gets nothing after `horizon`.
 */
function directOff({ values }: EvaluatedPolicy, clinician: PolicyValue): ResultWarning[] {
  return values.flatMap((each) => {
    if (typeof each === "string" || !isDirect(each.estimator)) return [];
    const gap = Math.abs(each.value - clinician.value);
    if (negligible(gap, clinician.value) || gap <= 3 * clinician.standardError) return [];
    const by = `${each.estimator} values the carers' own decisions at ${each.value.toFixed(3)}, and their patients had ${clinician.value.toFixed(3)}`;
    return [
      warning(
        "direct-off",
        `${by}: ${each.estimator} is off, for other policies too. States may lack what returns depend on; where it is the time, a longer horizon helps.`,
      ),
    ];
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
