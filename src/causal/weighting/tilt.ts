/**
 * Whose effect: everyone's (ATE), the treated's (ATT), the untreated's (ATC), or that of people who could well have
 * had either (ATO by overlap weights, ATM by matching weights).
 */
export type WeightingEstimand = "ATE" | "ATT" | "ATC" | "ATO" | "ATM";

export const weightingEstimands: readonly WeightingEstimand[] = ["ATE", "ATT", "ATC", "ATO", "ATM"];

/** The weight of a row with propensity e, and its derivative in e, for each group. */
export interface Tilt {
  readonly treated: (e: number) => number;
  readonly control: (e: number) => number;
  readonly treatedSlope: (e: number) => number;
  readonly controlSlope: (e: number) => number;
}

/**
 * Balancing weights h(e)/e for the treated and h(e)/(1 − e) for the untreated, with h = 1 (ATE), e (ATT), 1 − e (ATC),
 * e (1 − e) (overlap weights, ATO; Li, Morgan & Zaslavsky 2018, Table 1) and min(e, 1 − e) (matching weights, ATM; Li &
 * Greene 2013).
 */
export const tilts: Readonly<Record<WeightingEstimand, Tilt>> = {
  ATE: {
    treated: (e) => 1 / e,
    control: (e) => 1 / (1 - e),
    treatedSlope: (e) => -1 / e ** 2,
    controlSlope: (e) => 1 / (1 - e) ** 2,
  },
  ATT: {
    treated: () => 1,
    control: (e) => e / (1 - e),
    treatedSlope: () => 0,
    controlSlope: (e) => 1 / (1 - e) ** 2,
  },
  ATC: {
    treated: (e) => (1 - e) / e,
    control: () => 1,
    treatedSlope: (e) => -1 / e ** 2,
    controlSlope: () => 0,
  },
  ATO: {
    treated: (e) => 1 - e,
    control: (e) => e,
    treatedSlope: () => -1,
    controlSlope: () => 1,
  },
  ATM: {
    treated: (e) => (e < 0.5 ? 1 : (1 - e) / e),
    control: (e) => (e < 0.5 ? e / (1 - e) : 1),
    treatedSlope: (e) => (e < 0.5 ? 0 : -1 / e ** 2),
    controlSlope: (e) => (e < 0.5 ? 1 / (1 - e) ** 2 : 0),
  },
};

/** The weight of each row for an estimand, times its survey weight where there is one. */
export function balancingWeights(
  estimand: WeightingEstimand,
  treatment: Float64Array,
  score: Float64Array,
  surveyWeights?: Float64Array,
): Float64Array {
  const tilt = tilts[estimand];
  return treatment.map((a, i) => {
    const weight = a === 1 ? tilt.treated(score[i]!) : tilt.control(score[i]!);
    return surveyWeights ? surveyWeights[i]! * weight : weight;
  });
}
