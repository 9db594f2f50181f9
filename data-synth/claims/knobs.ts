import { assertFinite, assertOneOf } from "../../src/assert.js";
import { ArgumentError } from "../../src/errors.js";

/** What can be turned. Each knob is monotone: a larger number is more of what it names. */
export interface ClaimsKnobs {
  /** How strongly doctors' decisions (days of a first opioid, diabetes drugs) follow the recorded state; 0 is a lottery. */
  readonly confounding: number;
  /** Divides every coefficient of those decisions: 2 brings propensities closer together, 0.5 spreads them. */
  readonly overlap: number;
  /** Multiplies the effect of a long first opioid prescription on the log-odds of long use. */
  readonly effect: number;
  /** Multiplies how much larger that effect is for rural members. */
  readonly heterogeneity: number;
  /** What no table holds and what moves both decision and outcome: pain after the event, expected rise of HbA1c. */
  readonly hiddenConfounding: number;
  /** How much doctors differ in taste, whatever the patient: the strength of the instrument. */
  readonly preference: number;
  /** Multiplies the effect of diabetes drugs on glycemia. */
  readonly drugEffect: number;
  /** Multiplies the yearly rise of glycemia. */
  readonly progression: number;
  /** Multiplies the rate at which members leave their plan. */
  readonly censoring: number;
  /** How much less care group B gets at the same need. */
  readonly accessGap: number;
  /** How much less often group B is given the newer diabetes drug, on the log-odds scale. */
  readonly allocationGap: number;
  /** Share of members whose laboratory values reach the database; it is larger in the South and in HMOs. */
  readonly labShare: number;
  /** Share of members and of claims that are spoiled. */
  readonly defects: number;
}

export type ClaimsScenario =
  | "commercial"
  | "randomized"
  | "pain-unrecorded"
  | "diabetes-regimes"
  | "cost-as-need";

const baseline: ClaimsKnobs = {
  confounding: 1,
  overlap: 1,
  effect: 1,
  heterogeneity: 1,
  hiddenConfounding: 0,
  preference: 1,
  drugEffect: 1,
  progression: 1,
  censoring: 1,
  accessGap: 0,
  allocationGap: 0,
  labShare: 0.1,
  defects: 0,
};

/** What each scenario sets. */
export const scenarios: Readonly<
  Record<ClaimsScenario, { readonly knobs: ClaimsKnobs; readonly about: string }>
> = {
  commercial: {
    knobs: baseline,
    about: "employer-sponsored insurance; doctors decide on what is recorded, and by taste",
  },
  randomized: {
    knobs: { ...baseline, confounding: 0, preference: 0 },
    about: "first opioid prescriptions and diabetes drugs are drawn by lot",
  },
  "pain-unrecorded": {
    knobs: { ...baseline, hiddenConfounding: 1, preference: 2 },
    about: "pain that no table holds lengthens prescriptions and use; prescribers' tastes are the instrument",
  },
  "diabetes-regimes": {
    knobs: { ...baseline, labShare: 1, preference: 0.5 },
    about: "every laboratory value is there, so that first and second diabetes drugs can be studied",
  },
  "cost-as-need": {
    knobs: { ...baseline, accessGap: 1 },
    about: "group B gets less care at the same need, so that cost understates its need",
  },
};

export const scenarioNames: readonly ClaimsScenario[] = Object.keys(scenarios) as ClaimsScenario[];
export const knobNames: readonly (keyof ClaimsKnobs)[] = Object.keys(baseline) as (keyof ClaimsKnobs)[];
const shares: readonly string[] = ["labShare", "defects"];

/** The scenario's knobs with what the caller turned. */
export function resolveKnobs(scenario: ClaimsScenario, turned: Partial<ClaimsKnobs>): ClaimsKnobs {
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
    if (shares.includes(name) && value > 1) {
      throw new ArgumentError(`${name} is a share and must be at most 1; it was ${value}.`);
    }
    knobs[name as "overlap"] = value;
  }
  return knobs;
}

/** Everything that decides what a cohort is. */
export interface ClaimsSettings {
  readonly members: number;
  readonly seed: number;
  readonly scenario: ClaimsScenario;
  readonly knobs: ClaimsKnobs;
}
