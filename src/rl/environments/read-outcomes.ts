import { assertInteger, assertLength } from "../../assert.js";
import { type Table, tableFrame } from "../../cohort/frame.js";
import { ArgumentError } from "../../errors.js";

/** One outcome of an action in a state. */
export interface Outcome {
  readonly state: number;
  readonly action: number;
  readonly next: number;
  readonly probability: number;
  readonly reward?: number;
}

/** Outcomes as columns of equal length. */
export interface OutcomeColumns {
  readonly state: ArrayLike<number>;
  readonly action: ArrayLike<number>;
  readonly next: ArrayLike<number>;
  readonly probability: ArrayLike<number>;
  readonly reward?: ArrayLike<number>;
}

/** Which index runs slowest in arrays over states and actions. */
export type Order = "state" | "action";

export interface Shape {
  readonly states: number;
  readonly actions: number;
  readonly order: Order | undefined;
}

export type Visit = (
  state: number,
  action: number,
  next: number,
  probability: number,
  reward: number,
) => void;

const needed = ["state", "action", "next", "probability"] as const;

/** Outcomes as columns, or as a table that has them. */
export function outcomeColumns(
  found: OutcomeColumns | Table,
  { states, actions }: Shape,
  visit: Visit,
): void {
  const all = "numRows" in found ? ofTable(found) : found;
  refuseOthers(all, "transitions");
  const count = all.probability.length;
  for (const name of ["state", "action", "next", "reward"] as const) {
    const column = all[name];
    if (column) assertLength(column, count, `transitions.${name}`);
  }
  for (let j = 0; j < count; j++) {
    visit(
      checkIndex(all.state[j]!, states, `transitions.state[${j}]`),
      checkIndex(all.action[j]!, actions, `transitions.action[${j}]`),
      checkIndex(all.next[j]!, states, `transitions.next[${j}]`),
      all.probability[j]!,
      all.reward?.[j] ?? 0,
    );
  }
}

function ofTable(table: Table): OutcomeColumns {
  const frame = tableFrame(table);
  const names = frame.names.filter((name) => name === "reward" || needed.includes(name as "state"));
  const columns = names.map((name) => [name, frame.numbers(name, "transitions")]);
  refuseOthers(Object.fromEntries(frame.names.map((name) => [name, true])), "the table of transitions");
  return Object.fromEntries(columns) as unknown as OutcomeColumns;
}

/** Outcomes one by one. */
export function outcomeList(outcomes: readonly Outcome[], { states, actions }: Shape, visit: Visit): void {
  if (outcomes.length > 0) refuseOthers(outcomes[0]!, "transitions[0]");
  outcomes.forEach((each, j) => {
    checkIndex(each.state, states, `transitions[${j}].state`);
    checkIndex(each.next, states, `transitions[${j}].next`);
    checkIndex(each.action, actions, `transitions[${j}].action`);
    visit(each.state, each.action, each.next, each.probability, each.reward ?? 0);
  });
}

/** Outcomes as rows [state, action, next, probability], or with the reward as fifth. */
export function outcomeRows(
  rows: readonly ArrayLike<number>[],
  { states, actions }: Shape,
  visit: Visit,
): void {
  const width = rows[0]!.length;
  rows.forEach((row, j) => {
    assertLength(row, width, `transitions[${j}]`);
    visit(
      checkIndex(row[0]!, states, `transitions[${j}][0], a state,`),
      checkIndex(row[1]!, actions, `transitions[${j}][1], an action,`),
      checkIndex(row[2]!, states, `transitions[${j}][2], a next state,`),
      row[3]!,
      row[4] ?? 0,
    );
  });
}

function refuseOthers(outcome: object, name: string): void {
  const missing = needed.filter((each) => !(each in outcome));
  if (missing.length === 0) return;
  throw new ArgumentError(
    `${name} must have ${needed.join(", ")} and may have reward; it had ${Object.keys(outcome).join(", ") || "nothing"}.`,
  );
}

export function checkIndex(value: number, count: number, name: string): number {
  assertInteger(value, name, 0);
  if (value < count) return value;
  const first = value === count ? " States and actions are numbered from 0." : "";
  throw new ArgumentError(`${name} must be one of 0 … ${count - 1}; it was ${value}.${first}`);
}
