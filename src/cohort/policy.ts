import type { ResultWarning } from "../stats/estimate.js";

/** Moments at which to decide, one per row, and what is known at each. */
export interface Situations {
  readonly rows: number;
  /** The state of each row, where states are discrete. */
  readonly states?: Int32Array | undefined;
  /** What made those states of columns, where it is known. */
  readonly stateMap?: StateMap | undefined;
  /** Observed columns, with their names. */
  readonly columns: readonly Float64Array[];
  readonly names: readonly string[];
  /** Number of the decision in its episode, from 0. */
  readonly times: Int32Array;
  /** Where rows are whole episodes in order: the first row of each, and the end, for policies that look back. */
  readonly offsets?: Int32Array | undefined;
}

/** Makes discrete states of columns of numbers, as clusters do. Logs with states that it made, and what learned on them, carry it. */
export interface StateMap {
  /** In a few words: "60 clusters of 16 columns". */
  readonly name: string;
  /** The columns that it looks at. */
  readonly features: readonly string[];
  readonly warnings: readonly ResultWarning[];
  /** The state of each row; −1 where a column is missing. */
  statesOf(situations: Pick<Situations, "columns" | "names">): Int32Array;
  /** Whether it makes the same states of the same columns as another. */
  equals(other: StateMap): boolean;
}

/** Whom a policy has learned from, so that it is not judged on the same patients. */
export interface LearnedFrom {
  readonly frame: object | string;
  readonly patients: ReadonlySet<string | number>;
}

/** Probabilities of actions, given what is known. */
export interface Policy {
  readonly name: string;
  readonly actionCount: number;
  /** P(action | row) for each row: rows × actionCount numbers, row after row. */
  probabilities(situations: Situations): Float64Array;
  readonly learnedFrom?: LearnedFrom | undefined;
  /** What makes the states by which it decides of columns; without it, it takes states as episodes have them. */
  readonly stateMap?: StateMap | undefined;
  /** How a deterministic policy was softened, where it was: it is another policy then, with another value. */
  readonly softened?: number | undefined;
}

/** Values of actions under some policy, given what is known. */
export interface ActionValues {
  readonly name: string;
  readonly actionCount: number;
  /** Q(row, action) for each row: rows × actionCount numbers, row after row. */
  values(situations: Situations): Float64Array;
  readonly learnedFrom?: LearnedFrom | undefined;
}

/** A single situation with a discrete state. */
export function situation(state: number, time = 0): Situations {
  return { rows: 1, states: Int32Array.of(state), columns: [], names: [], times: Int32Array.of(time) };
}
