import { black, minorities } from "./catalog.js";
import { groupLogOdds } from "./decision.js";
import type { IcuKnobs } from "./knobs.js";
import { lungLogOdds } from "./outcome.js";
import { RatioOfMeans } from "./ratio-of-means.js";
import type { Stay } from "./stay.js";

/** A difference that a knob plants: what it is a value of, the value in the population, and its Monte-Carlo error. */
export interface PlantedGap {
  readonly knob: keyof IcuKnobs;
  readonly estimand: string;
  readonly value: number;
  readonly standardError: number;
}

/** Minority patients are Black, Hispanic and Asian. Each gap is 0 where its knob is 0. */
export interface PlantedGaps {
  /** Of minority stays: probability of an early vasopressor as practised, minus at the odds of others with their record. */
  readonly allocation: PlantedGap;
  /** Share of deaths within 28 days that death_28d records, minority minus other stays (whose share is 1). */
  readonly recordedDeath28d: PlantedGap;
  /** The same within a year, for death_1y. */
  readonly recordedDeath1y: PlantedGap;
  /** Mean of recorded minus actual spo2_min in percentage points, Black minus other stays (whose mean is 0). */
  readonly oximeter: PlantedGap;
  /** Chronic lung disease's own effect on untreated 28-day death: mean risk with it minus without, all else as recorded. */
  readonly lungRisk: PlantedGap;
}

const estimands = {
  allocation: [
    "allocationGap",
    "P(early vasopressor) of minority stays, as practised minus at the odds of others with the same record",
  ],
  recordedDeath28d: ["labelBias", "P(death_28d recorded | died within 28 days), minority minus other stays"],
  recordedDeath1y: ["labelBias", "P(death_1y recorded | died within a year), minority minus other stays"],
  oximeter: ["measurementError", "mean of recorded minus actual spo2_min, Black minus other stays"],
  lungRisk: [
    "maskedRisk",
    "mean risk of 28-day death without early vasopressor, with minus without chronic lung disease, the record else as it is",
  ],
} as const satisfies Record<keyof PlantedGaps, readonly [keyof IcuKnobs, string]>;

/** Adds up the planted gaps over a population of patients, stay by stay. */
export class PlantedSums {
  readonly #knobs: IcuKnobs;
  readonly #practised: boolean;
  readonly #sums: Readonly<Record<keyof PlantedGaps, RatioOfMeans>> = {
    allocation: new RatioOfMeans(),
    recordedDeath28d: new RatioOfMeans(),
    recordedDeath1y: new RatioOfMeans(),
    oximeter: new RatioOfMeans(),
    lungRisk: new RatioOfMeans(),
  };

  /** `practised` says that clinicians decide, not a policy in their place. */
  constructor(knobs: IcuKnobs, practised: boolean) {
    this.#knobs = knobs;
    this.#practised = practised;
  }

  add(stay: Stay): void {
    const { allocation, recordedDeath28d, recordedDeath1y, oximeter, lungRisk } = this.#sums;
    if (minorities[stay.race]) {
      const extra = this.#practised ? groupLogOdds(this.#knobs, stay) : 0;
      allocation.add(1, stay.propensity - shift(stay.propensity, -extra));
      // The probability in place of the draw: the same mean, with half the error.
      if (stay.died_28d === 1) recordedDeath28d.add(1, -stay.unlinkedShare);
      if (stay.died_1y === 1) recordedDeath1y.add(1, -stay.unlinkedShare);
    }
    if (stay.race === black) oximeter.add(1, stay.spo2_min - stay.actual_spo2_min);
    const lung = lungLogOdds(this.#knobs);
    const without = shift(stay.risk0, -lung * stay.chronic_pulmonary_disease);
    lungRisk.add(1, shift(without, lung) - without);
  }

  endCluster(): void {
    for (const sum of Object.values(this.#sums)) sum.endCluster();
  }

  gaps(): PlantedGaps {
    const gap = (name: keyof PlantedGaps): PlantedGap => {
      const [knob, estimand] = estimands[name];
      const { value, standardError } = this.#sums[name];
      return Object.freeze({ knob, estimand, value, standardError });
    };
    return Object.freeze({
      allocation: gap("allocation"),
      recordedDeath28d: gap("recordedDeath28d"),
      recordedDeath1y: gap("recordedDeath1y"),
      oximeter: gap("oximeter"),
      lungRisk: gap("lungRisk"),
    });
  }
}

/** A probability whose log-odds move by `by`. */
function shift(p: number, by: number): number {
  if (by === 0) return p;
  return p / (p + (1 - p) * Math.exp(-by));
}
