import { assertKnownOptions, assertOneOf } from "../../assert.js";
import { ArgumentError } from "../../errors.js";
import type { Name } from "../sparse/coder.js";
import { type Aggregate, aggregates, isZeroWithout, needsValue } from "./aggregates.js";
import type { Duration } from "./duration.js";

/** Which columns play which part, and which windows look at them. */
export interface WindowRoles {
  /** Names the person, in the people and in the events. */
  readonly id: string;
  /** Column of the people: the index date (landmark), before which features are known and from which outcomes count. */
  readonly index: string;
  /** Column of the events. */
  readonly time: string;
  /** Column of the events: each code has features of its own. @default all events are of one kind */
  readonly code?: string;
  /** Column of numbers of the events: a result, a cost. */
  readonly value?: string;
  /** Lengths of the windows that end at the index date (less the gap). */
  readonly lookBack: Duration | readonly Duration[];
  /** Time before the index date whose events are not used. @default none */
  readonly gap?: Duration;
  /** @default "count" */
  readonly aggregate?: Aggregate | readonly Aggregate[];
  /** The codes that have columns, in their order, as those of a model that is to predict. @default those found, in ascending order */
  readonly codes?: readonly Name[];
  /** Columns of the people: from when to when (exclusive) their events were recorded. @default always */
  readonly observed?: { readonly from: string; readonly until: string };
  /** Whether people whose observation begins after their longest window does are left out. @default "require" */
  readonly lookBackObserved?: "require" | "ignore";
  readonly outcome?: OutcomeRole;
  /**
   * Whether people whose observation ends before the outcome window does are left out. Leaving them out conditions on
   * the future. @default "keep", with a missing outcome unless it had happened
   */
  readonly incompleteFollowUp?: "keep" | "exclude";
  /** Zone of the wall clock to which instants are moved. @default "UTC" */
  readonly timeZone?: string;
  /** Whether features are a sparse design rather than columns of the table. @default false */
  readonly sparse?: boolean;
}

/** What is to be predicted: the first of some events, or a date of each person. */
export interface OutcomeRole {
  /** Codes of events that are the outcome. */
  readonly codes?: readonly Name[];
  /** Column of the people, instead: the date of the outcome, missing where there was none. */
  readonly time?: string;
  readonly window: Duration;
  /** Time from the index date to the beginning of the window. @default none */
  readonly gap?: Duration;
  /** Name of its column. @default "outcome" */
  readonly name?: string;
}

const known = [
  ...["id", "index", "time", "code", "value", "lookBack", "gap", "aggregate", "codes", "observed"],
  ...["lookBackObserved", "outcome", "incompleteFollowUp", "timeZone", "sparse"],
];

/** Refuses roles that do not fit together; returns the aggregates. */
export function checkRoles(roles: WindowRoles): readonly Aggregate[] {
  assertKnownOptions(roles, known, "windowFeatures");
  for (const name of ["id", "index", "time", "lookBack"] as const)
    if (roles[name] === undefined) throw new ArgumentError(`windowFeatures needs ${name}.`);
  if ([roles.lookBack].flat().length === 0)
    throw new ArgumentError("lookBack must have at least one window.");
  const wanted = [roles.aggregate ?? "count"].flat();
  for (const aggregate of wanted) {
    assertOneOf(aggregate, "aggregate", aggregates);
    if (needsValue(aggregate) && roles.value === undefined)
      throw new ArgumentError(`the aggregate "${aggregate}" needs value, the column of numbers.`);
    if (roles.sparse && !isZeroWithout(aggregate)) {
      throw new ArgumentError(
        `a sparse design cannot hold "${aggregate}": it is unknown, not 0, for who has no event. Leave out sparse, or take count, any or sum.`,
      );
    }
  }
  if (roles.codes && roles.code === undefined) throw new ArgumentError("codes needs code, their column.");
  if (roles.observed) assertKnownOptions(roles.observed, ["from", "until"], "observed");
  if (roles.outcome) checkOutcome(roles.outcome, roles.code);
  else if (roles.incompleteFollowUp)
    throw new ArgumentError("incompleteFollowUp needs outcome, whose window it is about.");
  return wanted;
}

function checkOutcome(outcome: OutcomeRole, code: string | undefined): void {
  assertKnownOptions(outcome, ["codes", "time", "window", "gap", "name"], "outcome");
  if ((outcome.codes === undefined) === (outcome.time === undefined))
    throw new ArgumentError("outcome needs either codes, of the events, or time, a column of the people.");
  if (outcome.codes && code === undefined) throw new ArgumentError("outcome.codes needs code, their column.");
  if (outcome.window === undefined) throw new ArgumentError("outcome needs window, its length.");
}
