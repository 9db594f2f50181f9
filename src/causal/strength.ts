import type { Study } from "../cohort/causal-study.js";
import { formatFixed } from "../plot/format.js";
import { ratio } from "../stats/contrast.js";
import { approximateRiskRatio, type EValue, eValue } from "../stats/e-value.js";
import type { Estimate } from "../stats/estimate.js";
import { valueWithInterval } from "../stats/estimate-view.js";

/** The outcomes that a difference is standardized by. */
type Outcomes = Pick<Study, "outcome" | "weights" | "n">;

/** An E-value, or none, and what to say about it. */
export interface Strength {
  readonly value: EValue | undefined;
  readonly note: string;
}

/** Of two risks: by their ratio. */
export function binaryEValue(treated: Estimate, untreated: Estimate): Strength {
  if (!(treated.value > 0 && untreated.value > 0)) {
    return {
      value: undefined,
      note: "no E-value: an estimated risk is not above 0, so there is no risk ratio",
    };
  }
  if ("reason" in treated.influence) return describe(eValue(treated.value / untreated.value), "");
  const riskRatio = ratio(treated, untreated);
  return describe(
    eValue(riskRatio.value, riskRatio.interval()),
    ` · risk ratio ${valueWithInterval(riskRatio)}`,
  );
}

/** Of two pooled risks: by the pooled logarithm of their ratio, where imputations have one. */
export function pooledRiskRatioEValue(
  treated: number,
  untreated: number,
  log: Estimate | undefined,
): Strength {
  if (!(treated > 0 && untreated > 0)) {
    return {
      value: undefined,
      note: "no E-value: an estimated risk is not above 0, so there is no risk ratio",
    };
  }
  if (!log) return describe(eValue(treated / untreated), "");
  const { low, high } = log.interval();
  const riskRatio = Math.exp(log.value);
  const limits = { low: Math.exp(low), high: Math.exp(high) };
  return describe(
    eValue(riskRatio, limits),
    ` · risk ratio ${formatFixed(riskRatio, 2)} (95% ${formatFixed(limits.low, 2)} to ${formatFixed(limits.high, 2)})`,
  );
}

/** Of a difference of means: the interval of an approximated risk ratio is exp(0.91 d ± 1.78 SE(d)) (VanderWeele & Ding 2017). */
export function continuousEValue(study: Outcomes, difference: Estimate): Strength {
  const deviation = outcomeDeviation(study);
  const d = difference.value / deviation;
  const riskRatio = approximateRiskRatio(d);
  const suffix = ", approximated from the standardized difference";
  if (Number.isNaN(difference.standardError)) return describe(eValue(riskRatio), suffix);
  const reach = (1.78 * difference.standardError) / deviation;
  const limits = { low: riskRatio * Math.exp(-reach), high: riskRatio * Math.exp(reach) };
  return describe(eValue(riskRatio, limits), suffix);
}

const rare = 0.15;

/**
 * Of a log odds ratio: the odds ratio is taken as a risk ratio where the outcome is rare (below 15%), and its square root
 * otherwise (VanderWeele & Ding 2017, table 2).
 */
export function oddsEValue(study: Outcomes, logOdds: Estimate): Strength {
  const power = outcomeMean(study) < rare ? 1 : 0.5;
  const riskRatio = Math.exp(power * logOdds.value);
  const suffix = ` · odds ratio ${formatFixed(Math.exp(logOdds.value), 2)}, ${power === 1 ? "taken as a risk ratio since the outcome is rare" : "whose root approximates the risk ratio"}`;
  if (Number.isNaN(logOdds.standardError)) return describe(eValue(riskRatio), suffix);
  const { low, high } = logOdds.interval();
  return describe(eValue(riskRatio, { low: Math.exp(power * low), high: Math.exp(power * high) }), suffix);
}

function describe(value: EValue, suffix: string): Strength {
  const limit = value.limit === undefined ? "" : ` (interval ${formatFixed(value.limit, 2)})`;
  return { value, note: `E-value ${formatFixed(value.estimate, 2)}${limit}${suffix}` };
}

function outcomeDeviation(study: Outcomes): number {
  const { outcome, weights, n } = study;
  const mean = outcomeMean(study);
  let [total, square] = [0, 0];
  for (let i = 0; i < n; i++) {
    if (Number.isNaN(outcome[i]!)) continue;
    total += weights?.[i] ?? 1;
    square += (weights?.[i] ?? 1) * (outcome[i]! - mean) ** 2;
  }
  return Math.sqrt(square / total);
}

function outcomeMean({ outcome, weights, n }: Outcomes): number {
  let [total, sum] = [0, 0];
  for (let i = 0; i < n; i++) {
    if (Number.isNaN(outcome[i]!)) continue;
    total += weights?.[i] ?? 1;
    sum += (weights?.[i] ?? 1) * outcome[i]!;
  }
  return sum / total;
}
