import type { Episodes } from "../../cohort/episodes.js";
import type { Policy } from "../../cohort/policy.js";
import { formatFixed, formatNumber, formatPercent } from "../../plot/format.js";
import type { ResultWarning } from "../../stats/estimate.js";
import type { Support } from "./support.js";

export interface WarningInput {
  readonly log: Episodes;
  readonly policy: Policy;
  readonly support: Support;
  readonly weighted: boolean;
  readonly value: number;
  readonly discount: number;
  readonly rewardRange: RewardRange;
  /** What clinicians saw and the state does not hold. */
  readonly unrecorded: readonly string[];
}

/** What a reader must know before using a policy's value; see the checks of Gottesman et al. (2019). */
export function supportWarnings(input: WarningInput): ResultWarning[] {
  const { support, weighted } = input;
  return [
    ...(weighted ? weightWarnings(support) : []),
    ...(weighted ? determinism(support) : []),
    ...(support.thinShare > 0.1
      ? [
          warning(
            "thin-support",
            `${formatPercent(support.thinShare)} of the policy's decisions take actions that were hardly seen where it takes them (fewer than 10 times); what they do is extrapolated.`,
          ),
        ]
      : []),
    ...(input.policy.stateMap?.warnings ?? []),
    ...endings(support),
    ...leak(input),
    ...outOfRange(input),
    ...(input.unrecorded.length > 0
      ? [
          warning(
            "unrecorded-confounders",
            `carers knew ${input.unrecorded.join(", ")}, which the state does not hold; the estimate assumes that it did not matter. See confoundingBounds().`,
          ),
        ]
      : []),
    ...(input.policy.softened === undefined
      ? []
      : [
          warning(
            "softened",
            `this is the value of the softened policy (ε = ${input.policy.softened}), not of the deterministic one.`,
          ),
        ]),
  ];
}

function weightWarnings(s: Support): ResultWarning[] {
  const size = `${formatNumber(s.n, 0)} episodes count as ${formatFixed(s.effectiveSize, 1)}`;
  const share = `one carries ${formatPercent(s.largestShare)} of the weight`;
  const found: ResultWarning[] = [];
  if (s.verdict === "do not use") {
    found.push(
      warning(
        "do-not-use",
        `do not use this value: ${size}, and ${share}; ${s.matching} match the policy at all.`,
      ),
    );
  } else if (s.verdict === "caution") found.push(warning("caution", `caution: ${size}, and ${share}.`));
  const top = s.drivers[0];
  if (s.verdict !== "do not use" && top && top.share > 0.1) {
    found.push(
      warning(
        "one-driver",
        `episode ${top.episode} of patient ${top.patient} alone makes ${formatPercent(top.share)} of the estimate's variation; look at it.`,
      ),
    );
  }
  const error = weightError(s);
  if (s.verdict !== "do not use" && error > 4) {
    found.push(
      warning(
        "mean-weight",
        `the mean weight is ${formatFixed(s.meanWeight, 3)}, ${formatFixed(error, 1)} standard errors from 1: the behaviour probabilities do not fit the log.`,
      ),
    );
  }
  return found;
}

/** Standard errors between the mean weight and 1; Var(w) = mean² (n / ESS − 1). */
function weightError(s: Support): number {
  const error = s.meanWeight * Math.sqrt(Math.max(0, 1 / s.effectiveSize - 1 / s.n));
  return error > 1e-12 ? Math.abs(s.meanWeight - 1) / error : 0;
}

function determinism(support: Support): ResultWarning[] {
  if (support.sureShare < 0.5 || support.matching > 0.5 * support.n) return [];
  return [
    warning(
      "deterministic",
      `the policy is deterministic in ${formatPercent(support.sureShare)} of decisions, so only ${formatNumber(support.matching, 0)} of ${formatNumber(support.n, 0)} episodes that match it throughout are used; soften() makes another policy, and says so.`,
    ),
  ];
}

function endings(s: Support): ResultWarning[] {
  if (s.censored <= 0.05) return [];
  return [
    warning(
      "censored",
      `${formatPercent(s.censored)} of the episodes are censored: the record stops, and what came after counts as nothing. That is right only if it was.`,
    ),
  ];
}

/** The end of a record is not a death, and the same patients must not teach and judge. */
function leak({ log, policy }: WarningInput): ResultWarning[] {
  const source = policy.learnedFrom;
  if (!source || source.frame !== log.units.frame) return [];
  const patients = new Set(log.patients);
  const shared = [...patients].filter((code) => source.patients.has(log.patientIds[code]!)).length;
  if (shared === 0) return [];
  return [
    warning(
      "same-patients",
      `${policy.name} learned from ${shared} of these ${patients.size} patients; judge it on patients it has not seen (episodes.split).`,
    ),
  ];
}

/** No policy can be worth more than the largest reward at every decision. */
function outOfRange({ value, discount, support, rewardRange }: WarningInput): ResultWarning[] {
  const { low, high, once } = rewardRange;
  const sum = discount === 1 ? support.horizon : (1 - discount ** support.horizon) / (1 - discount);
  const [least, most] = once ? [low, high] : [low * sum, high * sum];
  if (value >= least - 1e-9 && value <= most + 1e-9) return [];
  return [
    warning(
      "impossible-value",
      `the value ${formatFixed(value, 3)} lies outside what rewards allow, ${formatFixed(least, 3)} to ${formatFixed(most, 3)}.`,
    ),
  ];
}

/** The range of a log's rewards, 0 included, and whether each episode has at most one that is not 0. */
export interface RewardRange {
  readonly low: number;
  readonly high: number;
  readonly once: boolean;
}

export function rewardRange({ rewards, offsets, count }: Episodes): RewardRange {
  let [low, high, once] = [0, 0, true];
  for (let i = 0; i < count; i++) {
    let seen = 0;
    for (let j = offsets[i]!; j < offsets[i + 1]!; j++) {
      const reward = rewards[j]!;
      if (reward === 0) continue;
      if (reward < low) low = reward;
      if (reward > high) high = reward;
      seen++;
    }
    if (seen > 1) once = false;
  }
  return { low, high, once };
}

export function warning(code: string, message: string): ResultWarning {
  return { code, message };
}
