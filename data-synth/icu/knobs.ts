import { assertFinite, assertOneOf } from "../../src/assert.js";
import { ArgumentError } from "../../src/errors.js";

/** What can be turned. Each knob is monotone: a larger number is more of what it names. */
export interface IcuKnobs {
  /** How strongly the treatment follows the patient's recorded state; 0 is a coin, 1 the scenario's own practice. */
  readonly confounding: number;
  /** How much the decision bends with SOFA: clinicians act early at middling scores and hold back at the highest. */
  readonly curvature: number;
  /** Divides every coefficient of the treatment decision: 2 flattens propensities towards each other, 0.5 spreads them. */
  readonly overlap: number;
  /** Multiplies the effect of an early vasopressor on the log-odds of death; 0 is no effect at all on the risk. */
  readonly effect: number;
  /** Multiplies how much the effect grows as the blood pressure falls. */
  readonly heterogeneity: number;
  /** How much what is given every four hours acts on pressure, organs and risk; 0 is nothing, 1 the most. */
  readonly feedback: number;
  /** A bedside impression that is not recorded and raises both treatment and death; 0 is ignorable treatment. */
  readonly hiddenConfounding: number;
  /** Share of laboratory values of the least ill that go unmeasured; the more ill are measured more often. */
  readonly missingness: number;
  /** Standard deviation between hospitals of the log-odds of treatment. */
  readonly siteVariation: number;
  /** 1 is the published odds ratio 0.87 of a vasopressor on day 1 for minority patients, 0 is equal treatment. */
  readonly allocationGap: number;
  /** 1 makes minority patients' deaths out of hospital all go unrecorded, 0 none of them; a share. */
  readonly labelBias: number;
  /** Percentage points by which the pulse oximeter reads too high in Black patients. */
  readonly measurementError: number;
  /** Rate at which patients are lost to follow-up, the younger, less ill and publicly insured more often; 1 loses about one in six within 28 days. */
  readonly lossToFollowUp: number;
  /** Drift from one group of years to the next: fewer deaths, more vasopressors. */
  readonly yearShift: number;
  /** How much hospitals differ in whom they admit and how many of them die. */
  readonly siteShift: number;
  /** How much chronic lung disease raises the risk of death and, far more, draws the early treatment. */
  readonly maskedRisk: number;
  /** Share of charted and laboratory rows of the event tables that are spoiled; the analysis table stays clean. */
  readonly defects: number;
}

export type IcuScenario =
  | "confounding-by-indication"
  | "vasopressor-timing"
  | "randomized"
  | "severity-unrecorded"
  | "icu-admission-masks-risk";

const baseline: IcuKnobs = {
  confounding: 1,
  curvature: 0,
  overlap: 1,
  effect: 1,
  heterogeneity: 1,
  feedback: 1,
  hiddenConfounding: 0,
  missingness: 0,
  siteVariation: 0,
  allocationGap: 0,
  labelBias: 0,
  measurementError: 0,
  lossToFollowUp: 0,
  yearShift: 0,
  siteShift: 0,
  maskedRisk: 0,
  defects: 0,
};

/** What each scenario sets. */
export const scenarios: Readonly<Record<IcuScenario, { readonly knobs: IcuKnobs; readonly about: string }>> =
  {
    "confounding-by-indication": {
      knobs: baseline,
      about: "sicker patients get the vasopressor earlier, for reasons that are all in the table",
    },
    "vasopressor-timing": {
      knobs: { ...baseline, curvature: 1, heterogeneity: 2, siteVariation: 0.5 },
      about:
        "hospitals differ in how early they start vasopressors, the decision bends with SOFA, low pressures gain most",
    },
    randomized: {
      knobs: { ...baseline, confounding: 0 },
      about: "a trial: a third of the patients get the vasopressor by lot",
    },
    "severity-unrecorded": {
      knobs: { ...baseline, hiddenConfounding: 1 },
      about: "the bedside impression that decides is not in the table",
    },
    "icu-admission-masks-risk": {
      knobs: { ...baseline, effect: 5, maskedRisk: 1 },
      about:
        "chronic lung disease raises the risk of death and brings intensive early treatment, so that it looks protective (after Caruana et al. 2015)",
    },
  };

export const scenarioNames: readonly IcuScenario[] = Object.keys(scenarios) as IcuScenario[];
export const knobNames: readonly (keyof IcuKnobs)[] = Object.keys(baseline) as (keyof IcuKnobs)[];

const shares: readonly (keyof IcuKnobs)[] = ["missingness", "labelBias", "defects"];

/** The scenario's knobs with what the caller turned. */
export function resolveKnobs(scenario: IcuScenario, turned: Partial<IcuKnobs>): IcuKnobs {
  assertOneOf(scenario, "scenario", scenarioNames);
  const knobs = { ...scenarios[scenario].knobs };
  for (const name of knobNames) {
    const value = turned[name];
    if (value === undefined) continue;
    assertFinite(value, name);
    if (value < 0 || (name === "overlap" && value === 0)) {
      throw new ArgumentError(
        `${name} must be ${name === "overlap" ? "greater than" : "at least"} 0; it was ${value}.`,
      );
    }
    if (name === "feedback" && value > 1)
      throw new ArgumentError(`feedback must be at most 1; it was ${value}.`);
    if (shares.includes(name) && value > 1) {
      throw new ArgumentError(`${name} is a share and must be at most 1; it was ${value}.`);
    }
    knobs[name as "overlap"] = value;
  }
  return knobs;
}
