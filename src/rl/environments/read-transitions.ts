import { assertLength } from "../../assert.js";
import type { Table } from "../../cohort/frame.js";
import { ArgumentError, DataError } from "../../errors.js";
import {
  checkIndex,
  type Order,
  type Outcome,
  type OutcomeColumns,
  outcomeColumns,
  outcomeList,
  outcomeRows,
  type Shape,
  type Visit,
} from "./read-outcomes.js";

/** A sparse matrix in compressed rows, with SciPy's names. */
export interface CsrMatrix {
  readonly indptr: ArrayLike<number>;
  readonly indices: ArrayLike<number>;
  readonly data: ArrayLike<number>;
}

/** The forms in which people have transition probabilities; see `tabularModel`. */
export type Transitions =
  | Table
  | ArrayLike<number>
  | readonly ArrayLike<number>[]
  | readonly (readonly ArrayLike<number>[])[]
  | readonly Outcome[]
  | OutcomeColumns
  | CsrMatrix
  | readonly CsrMatrix[];

/** Visits all outcomes of nonzero probability, of whatever form. */
export function eachOutcome(transitions: Transitions, shape: Shape, visit: Visit): void {
  const checked: Visit = (state, action, next, p, reward) => {
    if (p === 0) return;
    if (!(p >= 0 && p <= 1 + 1e-6)) {
      throw new DataError(
        `the probability of state ${next} after action ${action} in state ${state} must lie in 0 … 1; it was ${p}.`,
      );
    }
    visit(state, action, next, p, reward);
  };
  if ("indptr" in transitions) {
    compressed(transitions, pairOf(shape), 0, shape.states * shape.actions, shape, checked);
  } else if (isListed(transitions)) listed(transitions, shape, checked);
  else outcomeColumns(transitions, shape, checked);
}

type Listed = Exclude<Transitions, OutcomeColumns | CsrMatrix | Table>;

function isListed(transitions: Exclude<Transitions, CsrMatrix>): transitions is Listed {
  return "length" in transitions;
}

function listed(transitions: Listed, shape: Shape, visit: Visit): void {
  const first = transitions[0];
  if (typeof first === "number") flat(transitions as ArrayLike<number>, shape, visit);
  else if (isLong(transitions, first, shape)) outcomeRows(transitions, shape, visit);
  else if (isArray(first)) nested(transitions as readonly ArrayLike<unknown>[], shape, visit);
  else if (first !== undefined && "indptr" in first)
    matrices(transitions as readonly CsrMatrix[], shape, visit);
  else outcomeList(transitions as readonly Outcome[], shape, visit);
}

/** Whether rows are [state, action, next, probability(, reward)], and not one for each state and action. */
function isLong(
  values: Listed,
  first: unknown,
  { states, actions }: Shape,
): values is readonly ArrayLike<number>[] {
  if (!isArray(first) || typeof first[0] !== "number" || (first.length !== 4 && first.length !== 5))
    return false;
  return first.length !== states || values.length !== states * actions;
}

/** The (state, action) of a row of an array over both. */
export function pairOf({ states, actions, order = "state" }: Shape): (row: number) => [number, number] {
  return order === "state"
    ? (row) => [Math.floor(row / actions), row % actions]
    : (row) => [row % states, Math.floor(row / states)];
}

function flat(values: ArrayLike<number>, shape: Shape, visit: Visit): void {
  const { states, actions } = shape;
  if (values.length !== states * actions * states) {
    throw new ArgumentError(
      `transitions must have ${states * actions * states} values (${states} states × ${actions} actions × ${states} states); it had ${values.length}.`,
    );
  }
  const pair = pairOf(shape);
  for (let row = 0; row < states * actions; row++) {
    const [state, action] = pair(row);
    for (let next = 0; next < states; next++) visit(state, action, next, values[row * states + next]!, 0);
  }
}

function nested(values: readonly ArrayLike<unknown>[], shape: Shape, visit: Visit): void {
  const { states, actions } = shape;
  if (typeof values[0]![0] === "number") {
    assertLength(values, states * actions, "transitions, one row for each state and action,");
    const pair = pairOf(shape);
    values.forEach((row, k) => {
      dense(row as ArrayLike<number>, ...pair(k), `transitions[${k}]`, states, visit);
    });
    return;
  }
  const order = shape.order ?? orderOf(values, states, actions, "transitions");
  const [outer, inner] = order === "state" ? [states, actions] : [actions, states];
  assertLength(values, outer, "transitions");
  values.forEach((block, i) => {
    assertLength(block, inner, `transitions[${i}]`);
    for (let j = 0; j < inner; j++) {
      const [state, action] = order === "state" ? [i, j] : [j, i];
      dense(block[j] as ArrayLike<number>, state, action, `transitions[${i}][${j}]`, states, visit);
    }
  });
}

/** The order that the lengths fit; where both do, it must be said. */
export function orderOf(
  values: ArrayLike<ArrayLike<unknown>>,
  states: number,
  actions: number,
  name: string,
): Order {
  const [outer, inner] = [values.length, values[0]!.length];
  if (states === actions && states > 1 && outer === states && inner === states) {
    throw new ArgumentError(
      `there are as many states as actions (${states}), so that ${name} may be nested as states × actions or actions × states: say order: "state" or order: "action", which holds for transitions, rewards and allowed alike.`,
    );
  }
  if (outer === states && inner === actions) return "state";
  if (outer === actions && inner === states) return "action";
  throw new ArgumentError(
    `${name} must be nested as ${states} states × ${actions} actions, or actions × states; it was ${outer} × ${inner}.`,
  );
}

function dense(
  row: ArrayLike<number>,
  state: number,
  action: number,
  name: string,
  states: number,
  visit: Visit,
): void {
  assertLength(row, states, name);
  for (let next = 0; next < states; next++) visit(state, action, next, row[next]!, 0);
}

function matrices(all: readonly CsrMatrix[], shape: Shape, visit: Visit): void {
  const { states, actions } = shape;
  const heights = all.map(({ indptr }) => indptr.length - 1);
  const order = shape.order ?? (all.length === actions && heights[0] === states ? "action" : "state");
  const [outer, inner] = order === "state" ? [states, actions] : [actions, states];
  assertLength(all, outer, "transitions, one sparse matrix for each of them,");
  const pair = pairOf({ states, actions, order });
  all.forEach((matrix, k) => {
    compressed(matrix, (row) => pair(k * inner + row), k, inner, shape, visit);
  });
}

function compressed(
  { indptr, indices, data }: CsrMatrix,
  pair: (row: number) => [number, number],
  number: number,
  height: number,
  { states }: Shape,
  visit: Visit,
): void {
  if (indptr.length !== height + 1) {
    throw new ArgumentError(
      `sparse matrix ${number} of transitions must have ${height} rows; it had ${indptr.length - 1}.`,
    );
  }
  assertLength(indices, data.length, "indices of a sparse matrix");
  for (let row = 0; row < height; row++) {
    const [state, action] = pair(row);
    for (let at = indptr[row]!; at < indptr[row + 1]!; at++) {
      visit(state, action, checkIndex(indices[at]!, states, `indices[${at}]`), data[at]!, 0);
    }
  }
}

export function isArray(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || ArrayBuffer.isView(value);
}
