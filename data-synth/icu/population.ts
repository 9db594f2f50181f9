import type { IcuKnobs } from "./knobs.js";
import { Noise } from "./noise.js";
import { type PlantedGaps, PlantedSums } from "./planted.js";
import { type IcuPolicy, type IcuStrategy, replacement } from "./policy.js";
import { RatioOfMeans } from "./ratio-of-means.js";
import { PatientSimulator } from "./simulate-patient.js";
import type { Stay } from "./stay.js";
import { StayPlayer } from "./stay-player.js";

/** The average effect over a population of stays, with the error of the simulation that computed it. */
export interface TrueEffect {
  readonly estimand: "ATE" | "ATT" | "ATO" | "risk";
  /** Difference of the probabilities of 28-day death, early vasopressor minus none; for `risk`, the probability. */
  readonly value: number;
  /** Monte-Carlo standard error of `value`. */
  readonly standardError: number;
}

/** The population is drawn from a seed of its own. */
export const populationSeed = 1_946_140;

/** Effects in the population, and the probability of death under the policy that treats it. */
export interface PopulationEffects {
  readonly ate: TrueEffect;
  readonly att: TrueEffect;
  readonly ato: TrueEffect;
  readonly risk: TrueEffect;
}

/** What only a whole population has. */
export interface Population {
  readonly effects: PopulationEffects;
  readonly planted: PlantedGaps;
}

/**
 * Averages the effect over a population that no cohort is drawn from (a fixed seed of its own), so that all cohorts of
 * the same knobs have the same truth. Each patient counts with all stays; the weights are 1 (ATE), the propensity e
 * (ATT) and e (1 − e) (ATO, the overlap population of Li, Morgan & Zaslavsky 2018).
 */
export function simulatePopulation(
  knobs: IcuKnobs,
  patients: number,
  policy?: IcuPolicy | IcuStrategy,
): Population {
  const noise = new Noise(populationSeed, "icu population");
  const replaced = replacement(policy);
  const player = replaced.later && new StayPlayer(noise, knobs, replaced.later);
  const simulator = new PatientSimulator(noise, knobs, {
    replaced,
    onlyIfReadmitted: knobs.labelBias === 0,
  });
  const mean = (): RatioOfMeans => new RatioOfMeans();
  const [ate, att, ato, risk] = [mean(), mean(), mean(), mean()];
  const planted = new PlantedSums(knobs, policy === undefined);
  for (let patient = 0; patient < patients; patient++) {
    simulator.simulate(patient, (stay) => {
      const { propensity: e } = stay;
      const [risk0, risk1] = player
        ? ([0, 1].map((arm) => riskInArm(player, arm, stay)) as [number, number])
        : [stay.risk0, stay.risk1];
      ate.add(1, risk1 - risk0);
      att.add(e, risk1 - risk0);
      ato.add(e * (1 - e), risk1 - risk0);
      risk.add(1, e * risk1 + (1 - e) * risk0);
      planted.add(stay);
    });
    for (const sum of [ate, att, ato, risk, planted]) sum.endCluster();
  }
  const effect = (estimand: TrueEffect["estimand"], { value, standardError }: RatioOfMeans): TrueEffect =>
    Object.freeze({ estimand, value, standardError });
  const effects = {
    ate: effect("ATE", ate),
    att: effect("ATT", att),
    ato: effect("ATO", ato),
    risk: effect("risk", risk),
  };
  return { effects: Object.freeze(effects), planted: planted.gaps() };
}

/** The risk of one stay in one arm under another later care than the clinicians'. */
function riskInArm(player: StayPlayer, arm: number, stay: Stay): number {
  return player.expectedRisk({ ...stay, early_vasopressor: arm });
}
