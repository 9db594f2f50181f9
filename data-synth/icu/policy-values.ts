import { assertInteger, assertKnownOptions, assertOneOf } from "../../src/assert.js";
import { ArgumentError } from "../../src/errors.js";
import { work } from "../../src/work.js";
import type { IcuKnobs } from "./knobs.js";
import { draw, Noise } from "./noise.js";
import { type IcuPolicy, type IcuStrategy, type Replacement, replacement } from "./policy.js";
import { populationSeed } from "./population.js";
import { RatioOfMeans } from "./ratio-of-means.js";
import { PatientSimulator } from "./simulate-patient.js";
import { isSeptic, type Stay } from "./stay.js";
import { StayPlayer } from "./stay-player.js";

/** What a policy is worth in the population, computed by living it. */
export interface PolicyValue {
  readonly policy: string;
  /** Probability of death within 28 days, with its Monte-Carlo error. */
  readonly risk: number;
  readonly standardError: number;
  /** 1 − 2 · risk: the mean return of `sepsisEpisodes`, which pays 1 for life and −1 for death. */
  readonly value: number;
  /** Risk minus that of the clinicians for the same stays. */
  readonly difference: { readonly value: number; readonly standardError: number };
}

export interface PolicyValueOptions {
  /** Policies by the names that they are to have. @default clinician, untreated, early for all, early for none, pressure below 65, by need */
  readonly policies?: Readonly<Record<string, IcuPolicy | IcuStrategy>>;
  /** @default "all" */
  readonly among?: "all" | "sepsis";
  /** Patients of the Monte-Carlo population. @default 4000 */
  readonly patients?: number;
}

/** Until when the named policies decide on later care; the horizon of `sepsisEpisodes`. */
const until = 72;

/** The policies that have names. All but the first two leave something to clinicians: the early decision, or later care. */
export const namedPolicies: Readonly<Record<string, IcuStrategy>> = Object.freeze({
  clinician: {},
  untreated: { early: "never", later: "none", until },
  "early for all": { early: "always" },
  "early for none": { early: "never" },
  "pressure below 65": {
    early: (record) => (record.map_min as number) < 65,
    later: ({ map_low }) => (map_low < 65 ? { vasopressor: 2, fluid: 2 } : { vasopressor: 0, fluid: 0 }),
    until,
  },
  "by need": { later: "by need", until },
} as const satisfies Record<string, IcuStrategy>);

/**
 * The value of each policy over stays as clinicians' practice brings them: each stay is lived under the policy with its own noise,
 * its risk averaged over the reserve. The risk under the clinicians' later care, known exactly, serves as control variate.
 */
export async function policyValues(
  knobs: IcuKnobs,
  options: PolicyValueOptions = {},
): Promise<readonly PolicyValue[]> {
  assertKnownOptions(options, ["policies", "among", "patients"], "policyValues");
  const { policies = namedPolicies, among = "all", patients = 4000 } = options;
  assertOneOf(among, "among", ["all", "sepsis"]);
  assertInteger(patients, "patients", 2);
  if (Object.keys(policies).length === 0) throw new ArgumentError("policies must name at least one policy.");
  const noise = new Noise(populationSeed, "icu population");
  const judges = Object.entries(policies).map(([name, policy]) => new Judge(name, noise, knobs, policy));
  const simulator = new PatientSimulator(noise, knobs);
  await work("policy values", patients, async ({ report, check }) => {
    for (let patient = 0; patient < patients; patient++) {
      const stays: Stay[] = [];
      simulator.simulate(patient, (stay) => {
        if (among === "all" || isSeptic(stay)) stays.push({ ...stay });
      });
      for (const judge of judges) judge.add(stays);
      if ((patient + 1) % 128 > 0) continue;
      report(patient + 1);
      await new Promise((resolve) => setImmediate(resolve));
      check();
    }
  });
  return judges.map((judge) => judge.value());
}

/** Judges one policy, stay by stay. */
class Judge {
  readonly #name: string;
  readonly #noise: Noise;
  readonly #replaced: Replacement;
  readonly #clinicians: StayPlayer;
  readonly #policy: StayPlayer;
  readonly #risk: RatioOfMeans = new RatioOfMeans();
  readonly #difference: RatioOfMeans = new RatioOfMeans();

  constructor(name: string, noise: Noise, knobs: IcuKnobs, policy: IcuPolicy | IcuStrategy) {
    this.#name = name;
    this.#noise = noise;
    this.#replaced = replacement(policy);
    this.#clinicians = new StayPlayer(noise, knobs);
    this.#policy = new StayPlayer(noise, knobs, this.#replaced.later);
  }

  add(stays: readonly Stay[]): void {
    for (const stay of stays) {
      const practised = stay.propensity * stay.risk1 + (1 - stay.propensity) * stay.risk0;
      const risk = this.#riskOf(stay);
      this.#risk.add(1, risk);
      this.#difference.add(1, risk - practised);
    }
    this.#risk.endCluster();
    this.#difference.endCluster();
  }

  #riskOf(original: Stay): number {
    const stay = { ...original };
    const { early, later } = this.#replaced;
    const e = early?.(stay) ?? stay.propensity;
    const practised = e * stay.risk1 + (1 - e) * stay.risk0;
    if (later === undefined) return practised;
    this.#noise.select(stay.unit);
    stay.early_vasopressor = this.#noise.uniform(draw.treatment) < e ? 1 : 0;
    return practised + this.#policy.expectedRisk(stay) - this.#clinicians.expectedRisk(stay);
  }

  value(): PolicyValue {
    const { value: risk, standardError } = this.#risk;
    const { value, standardError: error } = this.#difference;
    return Object.freeze({
      policy: this.#name,
      risk,
      standardError,
      value: 1 - 2 * risk,
      difference: { value, standardError: error },
    });
  }
}
