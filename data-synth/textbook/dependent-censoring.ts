import { table } from "arquero";
import { expit, normalMean, openProcess, type Process, type ProcessOptions } from "./process.js";

export interface SurvivalTruth {
  /** Probability of being alive at `time` if everybody were in `arm` and nobody censored. */
  survival(arm: 0 | 1, time: number): number;
  /** Mean time alive up to `horizon`. */
  restrictedMean(arm: 0 | 1, horizon: number): number;
  /** Given x. */
  readonly hazardRatio: number;
}

const rate = (x: number, a: number): number => Math.exp(-3 + 0.8 * x) * (a === 1 ? 0.6 : 1);
const end = 36;

/**
 * Survival with a confounded treatment and censoring that depends on the same covariate.
 *
 * x ~ N(0, 1); P(a = 1) = expit(0.7 x); death with hazard exp(−3 + 0.8 x) 0.6ᵃ; censoring with hazard exp(−3.5 + 0.9 x)
 * and at 36 months. Given x, censoring tells nothing of death; without x it does: the frail leave early, and Kaplan–Meier
 * of an arm is too high.
 *
 * True survival at t = E[exp(−hazard × t)] and restricted mean E[(1 − exp(−hazard × t)) / hazard] over x, by quadrature:
 * at 12 months 0.5235 untreated and 0.6576 treated.
 */
export function dependentCensoring(options: ProcessOptions): Process<SurvivalTruth> {
  const stream = openProcess(options, "dependentCensoring");
  const [x, a, months, died] = [0, 1, 2, 3].map(() => new Float64Array(options.n)) as Float64Array[];
  for (let i = 0; i < options.n; i++) {
    x![i] = stream.normal();
    a![i] = stream.bernoulli(expit(0.7 * x![i]!));
    const death = stream.exponential() / rate(x![i]!, a![i]!);
    const censored = Math.min(end, stream.exponential() / Math.exp(-3.5 + 0.9 * x![i]!));
    months![i] = Math.min(death, censored);
    died![i] = death <= censored ? 1 : 0;
  }
  return {
    table: table({ x: x!, a: a!, months: months!, died: died! }),
    truth: {
      survival: (arm, time) => normalMean((z) => Math.exp(-rate(z, arm) * time)),
      restrictedMean: (arm, horizon) =>
        normalMean((z) => (1 - Math.exp(-rate(z, arm) * horizon)) / rate(z, arm)),
      hazardRatio: 0.6,
    },
  };
}
