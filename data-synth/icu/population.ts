import type { IcuKnobs } from "./knobs.js";
import { Noise } from "./noise.js";
import { type IcuPolicy, policyAssignment } from "./policy.js";
import { PatientSimulator } from "./simulate-patient.js";

/** The average effect over a population of stays, with the error of the simulation that computed it. */
export interface TrueEffect {
  readonly estimand: "ATE" | "ATT" | "ATO" | "risk";
  /** Difference of the probabilities of 28-day death, early vasopressor minus none; for `risk`, the probability. */
  readonly value: number;
  /** Monte-Carlo standard error of `value`. */
  readonly standardError: number;
}

const populationSeed = 1_946_140;

/** Effects in the population, and the probability of death under the policy that treats it. */
export interface PopulationEffects {
  readonly ate: TrueEffect;
  readonly att: TrueEffect;
  readonly ato: TrueEffect;
  readonly risk: TrueEffect;
}

/**
 * Averages the effect over a population that no cohort is drawn from (a fixed seed of its own), so that all cohorts of
 * the same knobs have the same truth. Each patient counts with all stays; the weights are 1 (ATE), the propensity e
 * (ATT) and e (1 − e) (ATO, the overlap population of Li, Morgan & Zaslavsky 2018).
 */
export function populationEffects(knobs: IcuKnobs, patients: number, policy?: IcuPolicy): PopulationEffects {
  const noise = new Noise(populationSeed, "icu population");
  const simulator = new PatientSimulator(noise, knobs, policy && policyAssignment(policy));
  const [ate, att, ato, risk] = [
    new RatioOfMeans(),
    new RatioOfMeans(),
    new RatioOfMeans(),
    new RatioOfMeans(),
  ];
  for (let patient = 0; patient < patients; patient++) {
    simulator.simulate(patient, ({ risk0, risk1, propensity: e }) => {
      ate.add(1, risk1 - risk0);
      att.add(e, risk1 - risk0);
      ato.add(e * (1 - e), risk1 - risk0);
      risk.add(1, e * risk1 + (1 - e) * risk0);
    });
    for (const sum of [ate, att, ato, risk]) sum.endCluster();
  }
  return {
    ate: ate.effect("ATE"),
    att: att.effect("ATT"),
    ato: ato.effect("ATO"),
    risk: risk.effect("risk"),
  };
}

/** Σwx / Σw over clusters, with its linearized standard error. */
class RatioOfMeans {
  #top = 0;
  #bottom = 0;
  #totals: Float64Array = new Float64Array(5);

  add(weight: number, value: number): void {
    this.#top += weight * value;
    this.#bottom += weight;
  }

  endCluster(): void {
    const [a, b, t] = [this.#top, this.#bottom, this.#totals];
    t[0]! += a;
    t[1]! += b;
    t[2]! += a * a;
    t[3]! += a * b;
    t[4]! += b * b;
    this.#top = 0;
    this.#bottom = 0;
  }

  effect(estimand: TrueEffect["estimand"]): TrueEffect {
    const [a, b, aa, ab, bb] = this.#totals as unknown as [number, number, number, number, number];
    const value = a / b;
    return Object.freeze({
      estimand,
      value,
      standardError: Math.sqrt(aa - 2 * value * ab + value * value * bb) / b,
    });
  }
}
