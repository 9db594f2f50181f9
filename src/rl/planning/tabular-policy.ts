import { assertFraction, assertInteger, assertLength } from "../../assert.js";
import type { LearnedFrom, Policy, Situations, StateMap } from "../../cohort/policy.js";
import { ArgumentError, DataError } from "../../errors.js";
import { displayable } from "../../plot/display.js";
import type { TabularModel } from "../environments/tabular-model.js";
import { situationStates } from "./situation-states.js";

/** A policy over discrete states, as a table. */
export interface TabularPolicy extends Policy {
  readonly stateCount: number;
  /** States × actions probabilities; a policy of time has one such block for each decision, the last of which stays. */
  readonly table: Float64Array;
  readonly blocks: number;
  toString(): string;
}

export interface TabularPolicyOptions {
  readonly name: string;
  readonly stateCount: number;
  readonly actionCount: number;
  /** States × actions probabilities, flat or a row per state; or that for each decision, flat. */
  readonly table: ArrayLike<number> | readonly ArrayLike<number>[];
  readonly learnedFrom?: LearnedFrom | undefined;
  readonly softened?: number | undefined;
  /** Makes the states of columns, so that the policy decides in episodes that have no such states. */
  readonly stateMap?: StateMap | undefined;
}

/** A policy from its table; each state's probabilities add up to 1, or are all 0 where it never decides. */
export function tabularPolicy(options: TabularPolicyOptions): TabularPolicy {
  const { name, stateCount, actionCount, learnedFrom, softened, stateMap } = options;
  assertInteger(stateCount, "stateCount", 1);
  assertInteger(actionCount, "actionCount", 1);
  const table = flatTable(options.table, stateCount, actionCount);
  const size = stateCount * actionCount;
  const blocks = table.length / size;
  if (!Number.isInteger(blocks) || blocks < 1) {
    throw new ArgumentError(
      `table must have ${size} values (${stateCount} states × ${actionCount} actions), or that for each decision; it had ${table.length}.`,
    );
  }
  checkRows(table, stateCount, actionCount, name);
  const policy = { name, stateCount, actionCount, table, blocks, learnedFrom, softened, stateMap };
  return displayable(
    { ...policy, probabilities: (situations: Situations) => look(policy, situations) },
    {
      text: () =>
        `${name}: ${actionCount} actions in ${stateMap?.name ?? `${stateCount} states`}${blocks > 1 ? `, ${blocks} decisions` : ""}`,
    },
  );
}

function flatTable(
  table: TabularPolicyOptions["table"],
  stateCount: number,
  actionCount: number,
): Float64Array {
  if (typeof table[0] === "number") return Float64Array.from(table as ArrayLike<number>);
  const rows = table as readonly ArrayLike<number>[];
  assertLength(rows, stateCount, "table");
  const flat = new Float64Array(stateCount * actionCount);
  rows.forEach((row, s) => {
    assertLength(row, actionCount, `table[${s}]`);
    for (let a = 0; a < actionCount; a++) flat[s * actionCount + a] = row[a]!;
  });
  return flat;
}

/** The policy that takes the given action in each state; −1 where there is nothing to decide. */
export function greedyPolicy(
  name: string,
  choices: ArrayLike<number>,
  actionCount: number,
  learnedFrom?: LearnedFrom,
): TabularPolicy {
  const table = new Float64Array(choices.length * actionCount);
  for (let s = 0; s < choices.length; s++) if (choices[s]! >= 0) table[s * actionCount + choices[s]!] = 1;
  return tabularPolicy({ name, stateCount: choices.length, actionCount, table, learnedFrom });
}

/**
 * The policy mixed towards all other actions: its deterministic choices get 1 − ε, the others share ε. Another policy
 * than the one that was softened, with another value; estimates of it say so.
 */
export function soften(policy: TabularPolicy, epsilon: number): TabularPolicy {
  assertFraction(epsilon, "epsilon");
  const { actionCount, table } = policy;
  const others = epsilon / (actionCount - 1);
  const soft = table.map((p) => p * (1 - epsilon) + (1 - p) * others);
  for (let row = 0; row < table.length; row += actionCount) {
    const total = table.subarray(row, row + actionCount).reduce((sum, p) => sum + p, 0);
    if (total === 0) soft.fill(0, row, row + actionCount);
  }
  return tabularPolicy({
    ...policy,
    name: `${policy.name} (ε = ${epsilon})`,
    table: soft,
    softened: epsilon,
  });
}

/**
 * All actions equally likely, in discrete or continuous states alike; of a tabular model, the actions that it allows in
 * each state.
 *
 * @example
 * uniformPolicy(8) // any state, 1/8 each
 */
export function uniformPolicy(actionCount: number | TabularModel): Policy {
  if (typeof actionCount === "object") return uniformAllowed(actionCount);
  assertInteger(actionCount, "actionCount", 1);
  return constantPolicy("random", new Float64Array(actionCount).fill(1 / actionCount));
}

function uniformAllowed({ states, actions, allowed }: TabularModel): TabularPolicy {
  const table = Float64Array.from({ length: states * actions }, (_, pair) => allowed?.[pair] ?? 1);
  for (let from = 0; from < table.length; from += actions) {
    const row = table.subarray(from, from + actions);
    const count = row.reduce((sum, may) => sum + may, 0);
    if (count > 0) for (let a = 0; a < actions; a++) row[a]! /= count;
  }
  return tabularPolicy({ name: "random", stateCount: states, actionCount: actions, table });
}

/** The same probabilities everywhere. */
export function constantPolicy(name: string, row: ArrayLike<number>): Policy {
  const actionCount = row.length;
  return {
    name,
    actionCount,
    probabilities: ({ rows }) =>
      Float64Array.from({ length: rows * actionCount }, (_, at) => row[at % actionCount]!),
  };
}

/** The table of any policy of discrete states, which `stateMap` may have made: one block, or one for each of `blocks` decisions. */
export function asTable(policy: Policy, stateCount: number, blocks = 1, stateMap?: StateMap): TabularPolicy {
  if (isTabular(policy)) return policy;
  const states = Int32Array.from({ length: stateCount * blocks }, (_, at) => at % stateCount);
  const times = Int32Array.from(states, (_, at) => Math.floor(at / stateCount));
  const rows = { rows: states.length, states, stateMap, times, columns: [], names: [] };
  const { name, actionCount, learnedFrom, softened } = policy;
  const table = policy.probabilities(rows);
  return tabularPolicy({ name, stateCount, actionCount, table, learnedFrom, softened, stateMap });
}

export function isTabular(policy: Policy): policy is TabularPolicy {
  return "table" in policy && "blocks" in policy;
}

function look(policy: Omit<TabularPolicy, "probabilities">, situations: Situations): Float64Array {
  const { name, table, stateCount, actionCount, blocks } = policy;
  const { rows, times } = situations;
  const states = situationStates(name, situations, policy.stateMap);
  if (!states) throw new DataError(`${name} decides by discrete states, and these episodes have none.`);
  const found = new Float64Array(rows * actionCount);
  for (let row = 0; row < rows; row++) {
    const state = states[row]!;
    if (state < 0) continue;
    if (state >= stateCount)
      throw new DataError(`${name} knows ${stateCount} states; row ${row} is in state ${state}.`);
    const from = (Math.min(times[row]!, blocks - 1) * stateCount + state) * actionCount;
    for (let a = 0; a < actionCount; a++) found[row * actionCount + a] = table[from + a]!;
  }
  return found;
}

function checkRows(table: Float64Array, stateCount: number, actionCount: number, name: string): void {
  for (let row = 0; row * actionCount < table.length; row++) {
    let total = 0;
    for (let a = 0; a < actionCount; a++) {
      const p = table[row * actionCount + a]!;
      if (!(p >= 0 && p <= 1 + 1e-9)) {
        throw new DataError(
          `${name}: the probability of action ${a} in state ${row % stateCount} must lie in 0 … 1; it was ${p}.`,
        );
      }
      total += p;
    }
    if (total !== 0 && Math.abs(total - 1) > 1e-6) {
      throw new DataError(`${name}: probabilities in state ${row % stateCount} add up to ${total}, not 1.`);
    }
  }
}
