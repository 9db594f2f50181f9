import { ArgumentError } from "../../src/errors.js";
import { type IcuColumn, icuColumns } from "./columns.js";
import type { Stay } from "./stay.js";

/** What is on record of a stay when the treatment is decided: the analysis table's columns up to `sofa`. */
export type IcuRecord = Readonly<Record<string, number | string>>;

/** Who gets an early vasopressor: everybody, nobody, or as a function of the record says (true, false, a probability). */
export type IcuPolicy = "always" | "never" | ((record: IcuRecord) => boolean | number);

/** The probability of an early vasopressor that a policy gives a stay. */
export type Assignment = (stay: Stay) => number;

const seen: readonly IcuColumn[] = icuColumns.slice(
  0,
  icuColumns.findIndex(({ name }) => name === "sofa") + 1,
);

export function policyAssignment(policy: IcuPolicy): Assignment {
  if (policy === "always") return () => 1;
  if (policy === "never") return () => 0;
  if (typeof policy !== "function") {
    throw new ArgumentError(
      `policy must be "always", "never" or a function of the record; it was ${JSON.stringify(policy)}.`,
    );
  }
  return (stay) => {
    const answer = Number(policy(recordOf(stay)));
    if (answer >= 0 && answer <= 1) return answer;
    throw new ArgumentError(
      `policy must return true, false or a probability; for one stay it returned ${answer}.`,
    );
  };
}

function recordOf(stay: Stay): IcuRecord {
  return Object.fromEntries(
    seen.map(({ name, labels }) => [name, labels ? labels[stay[name]]! : stay[name]]),
  );
}
