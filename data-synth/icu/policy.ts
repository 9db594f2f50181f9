import { assertInteger, assertKnownOptions, assertOneOf } from "../../src/assert.js";
import type { Policy, Situations } from "../../src/cohort/policy.js";
import { ArgumentError } from "../../src/errors.js";
import { careLevels, careStart, careStep, fluidNeed, vasopressorNeed } from "./care.js";
import { type IcuColumn, icuColumns } from "./columns.js";
import { type CareMoment, momentColumns } from "./moment.js";
import type { Stay } from "./stay.js";

/** What is on record of a stay when the treatment is decided: the analysis table's columns up to `sofa`. */
export type IcuRecord = Readonly<Record<string, number | string>>;

/** Who gets an early vasopressor: everybody, nobody, or as a function of the record says (true, false, a probability). */
export type IcuPolicy = "always" | "never" | ((record: IcuRecord) => boolean | number);

/** Levels of vasopressor and fluids for the next four hours, 0 to 4 each. */
export interface CareLevels {
  readonly vasopressor: number;
  readonly fluid: number;
}

/** A whole strategy: the early decision, and care every four hours from hour 12 on. */
export interface IcuStrategy {
  /** @default "clinician" */
  readonly early?: "clinician" | IcuPolicy;
  /**
   * Levels as a function of the moment, or a policy over the 25 actions (5 · fluid + vasopressor) of `sepsisEpisodes`.
   *
   * @default "clinician"
   */
  readonly later?: "clinician" | "none" | "by need" | ((moment: CareMoment) => CareLevels) | Policy;
  /** Hours since ICU admission from which clinicians decide again. @default to the end of the ICU stay */
  readonly until?: number;
}

/** The probability of an early vasopressor that a policy gives a stay. */
export type Assignment = (stay: Stay) => number;
/** Probabilities of the 25 actions, or undefined where clinicians decide. */
export type CareRule = (moment: CareMoment, stay: Stay) => ArrayLike<number> | undefined;

/** What a strategy puts in the place of clinicians' decisions. */
export interface Replacement {
  readonly early?: Assignment | undefined;
  readonly later?: CareRule | undefined;
}

const seen: readonly IcuColumn[] = icuColumns.slice(
  0,
  icuColumns.findIndex(({ name }) => name === "sofa") + 1,
);

export function replacement(policy: IcuPolicy | IcuStrategy | undefined): Replacement {
  if (policy === undefined) return {};
  if (typeof policy !== "object" || policy === null) return { early: earlyAssignment(policy, "policy") };
  assertKnownOptions(policy, ["early", "later", "until"], "policy");
  const { early = "clinician", later = "clinician", until } = policy;
  if (until !== undefined) assertInteger(until, "until", careStart);
  return {
    early: early === "clinician" ? undefined : earlyAssignment(early, "early"),
    later: later === "clinician" ? undefined : careRule(later, until ?? Number.POSITIVE_INFINITY),
  };
}

function earlyAssignment(policy: IcuPolicy, name: string): Assignment {
  if (policy === "always") return () => 1;
  if (policy === "never") return () => 0;
  if (typeof policy !== "function") {
    throw new ArgumentError(
      `${name} must be "always", "never" or a function of the record; it was ${JSON.stringify(policy)}.`,
    );
  }
  return (stay) => {
    const answer = Number(policy(recordOf(stay)));
    if (answer >= 0 && answer <= 1) return answer;
    throw new ArgumentError(
      `${name} must return true, false or a probability; for one stay it returned ${answer}.`,
    );
  };
}

function recordOf(stay: Stay): IcuRecord {
  const record: Record<string, number | string> = {};
  for (const { name, labels } of seen) record[name] = labels ? labels[stay[name]]! : stay[name];
  return record;
}

function careRule(later: Exclude<IcuStrategy["later"], undefined | "clinician">, until: number): CareRule {
  const decide = careDecision(later);
  return (moment) => (moment.hour < until ? decide(moment) : undefined);
}

function careDecision(
  later: Exclude<IcuStrategy["later"], undefined | "clinician">,
): (moment: CareMoment) => ArrayLike<number> {
  if (later === "none") return () => one({ vasopressor: 0, fluid: 0 });
  if (later === "by need") {
    return (moment) =>
      one({ vasopressor: Math.round(vasopressorNeed(moment)), fluid: Math.round(fluidNeed(moment)) });
  }
  if (typeof later === "function") return (moment) => one(later({ ...moment }));
  if (typeof later?.probabilities !== "function")
    assertOneOf(later, "later", ["clinician", "none", "by need"]);
  if (later.actionCount !== careLevels ** 2) {
    throw new ArgumentError(
      `later must be a policy over the ${careLevels ** 2} actions of sepsisEpisodes; it has ${later.actionCount}.`,
    );
  }
  return (moment) => later.probabilities(situationOf(moment));
}

function one({ vasopressor, fluid }: CareLevels): ArrayLike<number> {
  assertInteger(vasopressor, "the level of vasopressor", 0);
  assertInteger(fluid, "the level of fluids", 0);
  if (Math.max(vasopressor, fluid) >= careLevels) {
    throw new ArgumentError(`levels must be 0 to 4; they were ${vasopressor} and ${fluid}.`);
  }
  const probabilities = new Float64Array(careLevels ** 2);
  probabilities[careLevels * fluid + vasopressor] = 1;
  return probabilities;
}

function situationOf(moment: CareMoment): Situations {
  return {
    rows: 1,
    columns: momentColumns.map((name) => Float64Array.of(moment[name])),
    names: momentColumns,
    times: Int32Array.of((moment.hour - careStart) / careStep),
  };
}
