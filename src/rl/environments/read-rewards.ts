import { assertLength, assertOneOf } from "../../assert.js";
import { ArgumentError } from "../../errors.js";
import type { Shape } from "./read-outcomes.js";
import { isArray, orderOf, pairOf } from "./read-transitions.js";

/** Rewards per state, per (state, action) or per (state, action, next); flat, or nested as transitions are. */
export type Rewards =
  | ArrayLike<number>
  | readonly ArrayLike<number>[]
  | readonly (readonly ArrayLike<number>[])[];

export type RewardOn = "arrival" | "departure";

/** The reward of an outcome; undefined where the rewards of the outcomes themselves count. */
export type RewardReader = (state: number, action: number, next: number) => number | undefined;

export function rewardReader(
  rewards: Rewards | undefined,
  rewardOn: RewardOn | undefined,
  terminal: Uint8Array,
  shape: Shape,
): RewardReader {
  if (rewards === undefined) return () => undefined;
  // A file of one row holds one reward per state.
  const row = rewards.length === 1 && shape.states > 1 ? rewards[0] : rewards;
  if (isArray((row as ArrayLike<unknown>)[0])) return ofNested(row as readonly ArrayLike<unknown>[], shape);
  const values = row as ArrayLike<number>;
  const { states, actions } = shape;
  const pairs = states * actions;
  if (values.length === states && (rewardOn !== undefined || actions > 1)) {
    return ofState(values, rewardOn, terminal);
  }
  const at = pairNumber(shape);
  if (values.length === pairs) return (state, action) => values[at(state, action)];
  if (values.length === pairs * states) {
    return (state, action, next) => values[at(state, action) * states + next];
  }
  throw new ArgumentError(
    `rewards must have ${states} (states), ${pairs} (states × actions) or ${pairs * states} (states × actions × states) values; it had ${values.length}.`,
  );
}

function ofState(
  values: ArrayLike<number>,
  rewardOn: RewardOn | undefined,
  terminal: Uint8Array,
): RewardReader {
  if (rewardOn === undefined) {
    throw new ArgumentError(`rewards has one value per state; say rewardOn: "arrival" or "departure".`);
  }
  assertOneOf(rewardOn, "rewardOn", ["arrival", "departure"]);
  if (rewardOn === "arrival") return (_, __, next) => values[next];
  terminal.forEach((ended, s) => {
    if (ended && values[s] !== 0) {
      throw new ArgumentError(
        `the reward ${values[s]} on departure from state ${s} would never be earned: the state is terminal. Say rewardOn: "arrival", or take it out of terminal.`,
      );
    }
  });
  return (state) => values[state];
}

/** Number of a pair in an array over states and actions. */
function pairNumber({ states, actions, order = "state" }: Shape): (state: number, action: number) => number {
  return order === "state" ? (s, a) => s * actions + a : (s, a) => a * states + s;
}

function ofNested(values: readonly ArrayLike<unknown>[], shape: Shape): RewardReader {
  const { states, actions } = shape;
  if (
    typeof values[0]![0] === "number" &&
    values.length === states * actions &&
    values[0]!.length === states
  ) {
    const at = pairNumber(shape);
    return (state, action, next) => (values[at(state, action)] as ArrayLike<number>)[next];
  }
  const order = shape.order ?? orderOf(values, states, actions, "rewards");
  const [outer, inner] = order === "state" ? [states, actions] : [actions, states];
  assertLength(values, outer, "rewards");
  values.forEach((block, i) => {
    assertLength(block, inner, `rewards[${i}]`);
    for (let j = 0; j < inner; j++) {
      const row = block[j];
      if (isArray(row)) assertLength(row, states, `rewards[${i}][${j}]`);
    }
  });
  return (state, action, next) => {
    const each = order === "state" ? values[state]![action] : values[action]![state];
    return isArray(each) ? (each[next] as number) : (each as number);
  };
}

/** 1 for each allowed pair, state by state, from a mask (flat or nested) or from lists of actions. */
export function readAllowed(
  mask: ArrayLike<number> | readonly ArrayLike<number>[] | undefined,
  lists: readonly ArrayLike<number>[] | undefined,
  shape: Shape,
): Uint8Array | undefined {
  const { states, actions } = shape;
  if (mask !== undefined && lists !== undefined) {
    throw new ArgumentError("give allowed (a mask) or admissible (lists of actions), not both.");
  }
  if (lists !== undefined) return ofLists(lists, states, actions);
  if (mask === undefined) return undefined;
  const allowed = new Uint8Array(states * actions);
  const put = (state: number, action: number, value: unknown): void => {
    if (value !== 0 && value !== 1 && value !== true && value !== false) {
      throw new ArgumentError(
        `allowed must hold 1 or 0; it held ${String(value)} for action ${action} in state ${state}.`,
      );
    }
    allowed[state * actions + action] = Number(value);
  };
  if (isArray(mask[0])) {
    const rows = mask as readonly ArrayLike<number>[];
    const order = shape.order ?? orderOf(rows, states, actions, "allowed");
    const [outer, inner] = order === "state" ? [states, actions] : [actions, states];
    assertLength(rows, outer, "allowed");
    rows.forEach((row, i) => {
      assertLength(row, inner, `allowed[${i}]`);
      for (let j = 0; j < inner; j++) order === "state" ? put(i, j, row[j]) : put(j, i, row[j]);
    });
    return allowed;
  }
  const flat = mask as ArrayLike<number>;
  assertLength(flat, states * actions, "allowed");
  const pair = pairOf(shape);
  for (let k = 0; k < flat.length; k++) put(...pair(k), flat[k]);
  return allowed;
}

function ofLists(lists: readonly ArrayLike<number>[], states: number, actions: number): Uint8Array {
  assertLength(lists, states, "admissible");
  const allowed = new Uint8Array(states * actions);
  lists.forEach((list, state) => {
    for (let k = 0; k < list.length; k++) {
      const action = list[k]!;
      if (!Number.isInteger(action) || action < 0 || action >= actions) {
        throw new ArgumentError(
          `admissible[${state}] must list actions 0 … ${actions - 1}; it had ${action}.`,
        );
      }
      allowed[state * actions + action] = 1;
    }
  });
  return allowed;
}
