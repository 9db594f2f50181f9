import { assertInteger, assertKnownOptions, assertLength, assertOneOf } from "../../assert.js";
import { ArgumentError, DataError } from "../../errors.js";
import { displayable } from "../../plot/display.js";
import { formatNumber } from "../../plot/format.js";

/** A Markov decision process with finitely many states and actions, in sparse arrays. */
export interface TabularModel {
  readonly name: string;
  readonly states: number;
  readonly actions: number;
  /** Outcomes of action a in state s are entries offsets[s · actions + a] up to the next offset. */
  readonly offsets: Int32Array;
  readonly next: Int32Array;
  readonly probability: Float64Array;
  /** Reward of each outcome. */
  readonly reward: Float64Array;
  /** 1 for each state that ends the episode on arrival. */
  readonly terminal: Uint8Array;
  /** Probability of each state at the start. */
  readonly start: Float64Array;
  /** 1 for each allowed (state, action); all are where it is absent. */
  readonly allowed?: Uint8Array | undefined;
}

export interface Outcome {
  readonly state: number;
  readonly action: number;
  readonly next: number;
  readonly probability: number;
  readonly reward?: number;
}

export interface TabularModelOptions {
  /** @default "tabular model" */
  readonly name?: string;
  readonly states: number;
  readonly actions: number;
  /** states × actions × states probabilities, flat (state by state, action by action) or nested; or a sparse list of outcomes. */
  readonly transitions: ArrayLike<number> | readonly Outcome[] | readonly (readonly ArrayLike<number>[])[];
  /** One reward per state, per (state, action) or per (state, action, next), flat. @default those of the outcomes */
  readonly rewards?: ArrayLike<number>;
  /** Whether a reward per state is earned when it is entered or when it is left. */
  readonly rewardOn?: "arrival" | "departure";
  /** States that end the episode on arrival. @default none */
  readonly terminal?: readonly number[];
  /** Probability of each state at the start, or the one state. */
  readonly start: ArrayLike<number> | number;
  /** Flat states × actions, 1 where the action may be taken. @default all may */
  readonly allowed?: ArrayLike<number>;
}

const known = [
  ...["name", "states", "actions", "transitions", "rewards", "rewardOn", "terminal", "start", "allowed"],
];

/**
 * A tabular model from arrays. Probabilities of each allowed action of each state that is not terminal must add up to
 * 1 (to 1e-6); zeros are not stored.
 *
 * @example
 * tabularModel({ states: 2, actions: 1, transitions: [[[0.5, 0.5]], [[0, 1]]], rewards: [0, 1], rewardOn: "arrival", terminal: [1], start: 0 })
 */
export function tabularModel(options: TabularModelOptions): TabularModel {
  assertKnownOptions(options, known, "tabularModel");
  const { name = "tabular model", states, actions } = options;
  assertInteger(states, "states", 1);
  assertInteger(actions, "actions", 1);
  const terminal = new Uint8Array(states);
  for (const s of options.terminal ?? []) terminal[checkState(s, states, "terminal")] = 1;
  const allowed = options.allowed === undefined ? undefined : Uint8Array.from(options.allowed);
  if (allowed) assertLength(allowed, states * actions, "allowed");
  const outcomes = sparse(options, states, actions);
  const model = {
    name,
    states,
    actions,
    ...outcomes,
    terminal,
    start: startDistribution(options.start, states),
    allowed,
  };
  checkSums(model);
  return displayable(model, { text: () => headline(model) });
}

function sparse(
  { transitions, rewards, rewardOn }: TabularModelOptions,
  states: number,
  actions: number,
): Pick<TabularModel, "offsets" | "next" | "probability" | "reward"> {
  const rewardOf = rewardReader(rewards, rewardOn, states, actions);
  const pairs = states * actions;
  const lists: [number, number, number][][] = Array.from({ length: pairs }, () => []);
  eachOutcome(transitions, states, actions, (pair, next, p, reward) => {
    if (!(p >= 0 && p <= 1 + 1e-6)) {
      throw new DataError(
        `the probability of state ${next} after action ${pair % actions} in state ${Math.floor(pair / actions)} must lie in 0 … 1; it was ${p}.`,
      );
    }
    if (p === 0) return;
    const r = rewardOf(pair, next) ?? reward;
    if (!Number.isFinite(r)) {
      throw new DataError(
        `the reward of action ${pair % actions} in state ${Math.floor(pair / actions)} must be a finite number; it was ${r}.`,
      );
    }
    lists[pair]!.push([next, p, r]);
  });
  const offsets = new Int32Array(pairs + 1);
  lists.forEach((list, pair) => {
    offsets[pair + 1] = offsets[pair]! + list.length;
  });
  const flat = lists.flat();
  return {
    offsets,
    next: Int32Array.from(flat, ([next]) => next),
    probability: Float64Array.from(flat, ([, p]) => p),
    reward: Float64Array.from(flat, ([, , r]) => r),
  };
}

type Visit = (pair: number, next: number, probability: number, reward: number) => void;

function eachOutcome(
  transitions: TabularModelOptions["transitions"],
  states: number,
  actions: number,
  visit: Visit,
): void {
  const first = transitions[0];
  if (typeof first === "number") {
    const flat = transitions as ArrayLike<number>;
    assertLength(flat, states * actions * states, "transitions");
    for (let at = 0; at < flat.length; at++) visit(Math.floor(at / states), at % states, flat[at]!, 0);
    return;
  }
  if (Array.isArray(first) || ArrayBuffer.isView(first)) {
    const nested = transitions as readonly (readonly ArrayLike<number>[])[];
    assertLength(nested, states, "transitions");
    nested.forEach((byAction, s) => {
      assertLength(byAction, actions, `transitions[${s}]`);
      byAction.forEach((row, a) => {
        assertLength(row, states, `transitions[${s}][${a}]`);
        for (let next = 0; next < states; next++) visit(s * actions + a, next, row[next]!, 0);
      });
    });
    return;
  }
  (transitions as readonly Outcome[]).forEach((each, j) => {
    checkState(each.state, states, `transitions[${j}].state`);
    checkState(each.next, states, `transitions[${j}].next`);
    checkState(each.action, actions, `transitions[${j}].action`);
    visit(each.state * actions + each.action, each.next, each.probability, each.reward ?? 0);
  });
}

function rewardReader(
  rewards: ArrayLike<number> | undefined,
  rewardOn: "arrival" | "departure" | undefined,
  states: number,
  actions: number,
): (pair: number, next: number) => number | undefined {
  if (rewards === undefined) return () => undefined;
  const pairs = states * actions;
  if (rewards.length === states && (rewardOn !== undefined || states !== pairs)) {
    if (rewardOn === undefined) {
      throw new ArgumentError(`rewards has one value per state; say rewardOn: "arrival" or "departure".`);
    }
    assertOneOf(rewardOn, "rewardOn", ["arrival", "departure"]);
    return rewardOn === "arrival"
      ? (_, next) => rewards[next]!
      : (pair) => rewards[Math.floor(pair / actions)]!;
  }
  if (rewards.length === pairs) return (pair) => rewards[pair]!;
  if (rewards.length === pairs * states) return (pair, next) => rewards[pair * states + next]!;
  throw new ArgumentError(
    `rewards must have ${states} (states), ${pairs} (states × actions) or ${pairs * states} (states × actions × states) values; it had ${rewards.length}.`,
  );
}

function startDistribution(start: ArrayLike<number> | number, states: number): Float64Array {
  const distribution = new Float64Array(states);
  if (typeof start === "number") {
    distribution[checkState(start, states, "start")] = 1;
    return distribution;
  }
  assertLength(start, states, "start");
  distribution.set(start);
  const total = distribution.reduce((sum, p) => sum + p, 0);
  if (distribution.some((p) => !(p >= 0)) || Math.abs(total - 1) > 1e-6) {
    throw new DataError(`start must be probabilities that add up to 1; they add up to ${total}.`);
  }
  return distribution;
}

function checkSums(model: TabularModel): void {
  for (let s = 0; s < model.states; s++) {
    if (model.terminal[s]) continue;
    let some = false;
    for (let a = 0; a < model.actions; a++) {
      const pair = s * model.actions + a;
      if (model.allowed && model.allowed[pair] === 0) continue;
      some = true;
      let total = 0;
      for (let at = model.offsets[pair]!; at < model.offsets[pair + 1]!; at++)
        total += model.probability[at]!;
      if (Math.abs(total - 1) > 1e-6) {
        throw new DataError(
          `the probabilities after action ${a} in state ${s} add up to ${total}, not 1; list the state under terminal, or the action as not allowed, if it has none.`,
        );
      }
    }
    if (!some) throw new DataError(`state ${s} is not terminal and allows no action.`);
  }
}

function checkState(value: number, count: number, name: string): number {
  assertInteger(value, name, 0);
  if (value >= count) throw new ArgumentError(`${name} must be one of 0 … ${count - 1}; it was ${value}.`);
  return value;
}

function headline(model: TabularModel): string {
  const pairs = model.states * model.actions;
  return `${model.name}: ${formatNumber(model.states, 0)} states, ${model.actions} actions, ${formatNumber(model.next.length / pairs, 2)} outcomes per state and action on average`;
}
