import {
  assertInteger,
  assertKnownOptions,
  assertLength,
  assertOneOf,
  assertPositive,
} from "../../assert.js";
import { DataError } from "../../errors.js";
import { displayable } from "../../plot/display.js";
import { formatCompact, formatNumber } from "../../plot/format.js";
import { averageInadmissible, type PairTables, rescaleRows } from "./check-rows.js";
import { gatherOutcomes } from "./gather-outcomes.js";
import { checkIndex, type Order } from "./read-outcomes.js";
import { type RewardOn, type Rewards, readAllowed, rewardReader } from "./read-rewards.js";
import { isArray, type Transitions } from "./read-transitions.js";

/** A Markov decision process with finitely many states and actions, in sparse arrays. */
export interface TabularModel extends PairTables {
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

export interface TabularModelOptions {
  /** @default "tabular model" */
  readonly name?: string;
  readonly states: number;
  readonly actions: number;
  /**
   * Probabilities of what follows, in any of these forms: nested P[s][a][s′] or P[a][s][s′]; a table of states × actions
   * rows with a column per next state; all of it flat, row by row; a list of outcomes { state, action, next, probability,
   * reward? }, its columns, a table with columns so named, or rows [state, action, next, probability, reward?]; a sparse
   * matrix in compressed rows (`indptr`, `indices`, `data`) with a row per state and action, or one per action (or state).
   * States and actions are numbered from 0.
   */
  readonly transitions: Transitions;
  /** One reward per state (also as a single row), per (state, action) or per (state, action, next), flat or nested. @default those of the outcomes */
  readonly rewards?: Rewards;
  /** Whether a reward per state is earned when it is entered or when it is left. */
  readonly rewardOn?: RewardOn;
  /** Index that comes first, in transitions, rewards and allowed alike. @default found from the lengths where arrays are nested, and required there if these are equal; "state" otherwise */
  readonly order?: Order;
  /** States that end the episode on arrival. @default none */
  readonly terminal?: ArrayLike<number>;
  /** Probability of each state at the start, also as a single row, or the one state. */
  readonly start: ArrayLike<number> | readonly ArrayLike<number>[] | number;
  /** States × actions, 1 where the action may be taken, flat or nested. @default all may */
  readonly allowed?: ArrayLike<number> | readonly ArrayLike<number>[];
  /** The same as lists: the actions that may be taken in each state. */
  readonly admissible?: readonly ArrayLike<number>[];
  /**
   * What becomes of actions that are not allowed. `"mask"`: they may not be taken, and no policy may take them. `"mean"`:
   * they do what the state's allowed actions do on average, as ICU-Sepsis has it (Choudhary et al. 2024). @default "mask"
   */
  readonly inadmissible?: "mask" | "mean";
  /** An action without any outcome in a state is an error, or it is taken as not allowed there. @default "refuse" */
  readonly zeroRows?: "refuse" | "notAllowed";
  /** How far probabilities may be from adding up to 1; closer rows are scaled to 1. @default 1e-6 */
  readonly tolerance?: number;
}

const known = [
  ...["name", "states", "actions", "transitions", "rewards", "rewardOn", "order", "terminal", "start"],
  ...["allowed", "admissible", "inadmissible", "zeroRows", "tolerance"],
];

/**
 * A tabular model from arrays, sparse inside: zeros are not stored. Probabilities of each allowed action of each state
 * that is not terminal must add up to 1 within `tolerance`, else the error names the state and the action. Rewards of
 * terminal states' own rows are never earned: those of arriving there are.
 *
 * @example
 * tabularModel({ states: 2, actions: 1, transitions: [[[0.5, 0.5]], [[0, 1]]], rewards: [0, 1], rewardOn: "arrival", terminal: [1], start: 0 })
 * // valueIteration(it, { discount: 1 }).value => 1
 *
 * @example
 * // ICU-Sepsis (Choudhary, Gupta & Thomas 2024) from its arrays; docs/tabular-models.md reads its files.
 * const icu = tabularModel({ states: 716, actions: 25, transitions, rewards, rewardOn: "arrival", terminal: [713, 714, 715], start });
 * valueIteration(icu, { discount: 1 }).value // => 0.8751
 * policyValue(icu, uniformPolicy(25), { discount: 1 }).value // => 0.7801
 */
export function tabularModel(options: TabularModelOptions): TabularModel {
  assertKnownOptions(options, known, "tabularModel");
  const { name = "tabular model", states, actions, order, inadmissible = "mask", tolerance = 1e-6 } = options;
  const { zeroRows = "refuse" } = options;
  assertInteger(states, "states", 1);
  assertInteger(actions, "actions", 1);
  if (order !== undefined) assertOneOf(order, "order", ["state", "action"]);
  assertOneOf(inadmissible, "inadmissible", ["mask", "mean"]);
  assertOneOf(zeroRows, "zeroRows", ["refuse", "notAllowed"]);
  assertPositive(tolerance, "tolerance");
  const shape = { states, actions, order };
  const terminal = new Uint8Array(states);
  for (const s of Array.from(options.terminal ?? [])) terminal[checkIndex(s, states, "terminal")] = 1;
  const allowed = readAllowed(options.allowed, options.admissible, shape);
  const rewardOf = rewardReader(options.rewards, options.rewardOn, terminal, shape);
  const outcomes = gatherOutcomes(options.transitions, rewardOf, shape);
  const start = startDistribution(options.start, states);
  const read = { name, states, actions, ...outcomes, terminal, start, allowed };
  const rows = rescaleRows(read, { tolerance, zeroRows });
  const model = inadmissible === "mean" ? averageInadmissible(rows.model) : rows.model;
  return displayable({ ...read, ...model }, { text: () => headline({ ...read, ...model }, rows.furthest) });
}

function startDistribution(given: TabularModelOptions["start"], states: number): Float64Array {
  const distribution = new Float64Array(states);
  const row = typeof given !== "number" && given.length === 1 ? given[0] : given;
  const start = (typeof given === "number" || !isArray(row) ? given : row) as ArrayLike<number> | number;
  if (typeof start === "number") {
    distribution[checkIndex(start, states, "start")] = 1;
    return distribution;
  }
  assertLength(start, states, "start");
  distribution.set(Array.isArray(start) || ArrayBuffer.isView(start) ? start : Array.from(start));
  const total = distribution.reduce((sum, p) => sum + p, 0);
  if (distribution.some((p) => !(p >= 0)) || !(Math.abs(total - 1) <= 1e-6)) {
    throw new DataError(`start must be probabilities that add up to 1; they add up to ${total}.`);
  }
  return distribution;
}

function headline(model: TabularModel, furthest: number): string {
  const pairs = model.states * model.actions;
  const parts = [
    `${model.name}: ${formatNumber(model.states, 0)} states, ${model.actions} actions, ${formatNumber(model.next.length / pairs, 2)} outcomes per state and action on average`,
  ];
  const ended = model.terminal.reduce((sum, each) => sum + each, 0);
  if (ended > 0) parts.push(`${formatNumber(ended, 0)} terminal`);
  if (model.allowed) {
    const may = model.allowed.reduce((sum, each) => sum + each, 0);
    parts.push(`${formatNumber(may, 0)} of ${formatNumber(pairs, 0)} (state, action) allowed`);
  }
  if (furthest > 1e-9)
    parts.push(`rows scaled to 1, from which they were up to ${formatCompact(furthest)} away`);
  return parts.join(" · ");
}
