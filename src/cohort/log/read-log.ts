import { assertInteger, show } from "../../assert.js";
import { DataError, PositivityError } from "../../errors.js";
import { sharedColumn } from "../../numeric/columns.js";
import type { Ending, EpisodeArrays, EpisodeRoles } from "../episodes.js";
import { type Frame, type Table, tableFrame } from "../frame.js";
import { isMissing } from "../is-missing.js";
import { numericColumn } from "../numeric-column.js";
import { groupRows, type LogRows } from "./group-rows.js";

/** Reads and checks a long table; see `episodes`. */
export function readLog(table: Table, roles: EpisodeRoles): EpisodeArrays {
  const frame = tableFrame(table);
  if (frame.rows === 0) throw new DataError("the table is empty: it has 0 rows, so there are no episodes.");
  const numbers = (name: string, role: string): Float64Array => numericColumn(frame.column(name, role), name);
  const action = numbers(roles.action, "action");
  const rows = groupRows(frame, roles, numbers(roles.time, "time"), action);
  const actions = readActions(rows, action, roles);
  const endings = readEndings(rows, numbers(roles.terminated, "terminated"), roles, numbers);
  return {
    offsets: rows.offsets,
    patients: rows.patients,
    patientIds: rows.patientIds,
    units: { frame: roles.id, ids: rows.ids },
    ...readStates(rows, roles, numbers),
    times: spread(rows, numbers(roles.time, "time")),
    ...actions,
    rewards: readRewards(rows, numbers(roles.reward, "reward"), roles.reward),
    endings,
    lastObserved: rows.lastObserved,
    behavior: readBehavior(rows, frame, roles),
  };
}

function readActions(
  rows: LogRows,
  action: Float64Array,
  roles: EpisodeRoles,
): { actions: Int32Array; actionCount: number } {
  if (roles.actions !== undefined) assertInteger(roles.actions, "actions", 2);
  const limit = roles.actions ?? Number.POSITIVE_INFINITY;
  let largest = 1;
  const actions = Int32Array.from(rows.decisionRows, (row, j) => {
    const value = action[row]!;
    if (!Number.isInteger(value) || value < 0 || value >= limit) {
      const range = roles.actions === undefined ? "a whole number from 0" : `one of 0 … ${limit - 1}`;
      throw new DataError(
        `action "${roles.action}" must be ${range}; it is ${isMissing(value) ? "missing" : value} for ${rows.where(j)}.`,
      );
    }
    largest = Math.max(largest, value);
    return value;
  });
  return { actions, actionCount: roles.actions ?? largest + 1 };
}

function readRewards(rows: LogRows, reward: Float64Array, name: string): Float64Array {
  return Float64Array.from(rows.decisionRows, (row, j) => {
    if (Number.isNaN(reward[row]!)) {
      throw new DataError(
        `reward "${name}" is missing for ${rows.where(j)}; a reward of 0 must be written as 0.`,
      );
    }
    return reward[row]!;
  });
}

function readBehavior(rows: LogRows, frame: Frame, roles: EpisodeRoles): Float64Array | undefined {
  const name = roles.behaviorProbability;
  if (name === undefined) return undefined;
  const probability = numericColumn(frame.column(name, "behaviorProbability"), name);
  return Float64Array.from(rows.decisionRows, (row, j) => {
    const p = probability[row]!;
    if (p === 0) {
      throw new PositivityError(
        `behaviorProbability "${name}" is 0 for the action that was taken by ${rows.where(j)}: what happened cannot have been impossible. Correct the model of behaviour.`,
      );
    }
    if (!(p > 0 && p <= 1)) {
      throw new DataError(
        `behaviorProbability "${name}" must lie in (0, 1]; it is ${show(p)} for ${rows.where(j)}.`,
      );
    }
    return p;
  });
}

/** The flag may stand in the row of the last action or in that of the last observation, and nowhere before. */
function readEndings(
  rows: LogRows,
  terminated: Float64Array,
  roles: EpisodeRoles,
  numbers: (name: string, role: string) => Float64Array,
): Ending[] {
  const truncated = roles.truncated === undefined ? undefined : numbers(roles.truncated, "truncated");
  const flag = (column: Float64Array | undefined, i: number, name: string): boolean => {
    if (!column) return false;
    const last = rows.offsets[i + 1]! - 1;
    for (let j = rows.offsets[i]!; j < last; j++) {
      if (column[rows.decisionRows[j]!] === 1) {
        throw new DataError(`"${name}" is true for ${rows.where(j)}, but the episode goes on after it.`);
      }
    }
    const after = rows.finalRow[i]!;
    return column[rows.decisionRows[last]!] === 1 || (after >= 0 && column[after] === 1);
  };
  return Array.from(rows.finalRow, (_, i) => {
    const [ended, cut] = [flag(terminated, i, roles.terminated), flag(truncated, i, roles.truncated ?? "")];
    if (ended && cut) {
      throw new DataError(
        `episode ${rows.ids[i]} is both terminated and truncated at ${rows.where(rows.offsets[i + 1]! - 1)}.`,
      );
    }
    return ended ? "terminated" : cut ? "truncated" : "censored";
  });
}

function readStates(
  rows: LogRows,
  roles: EpisodeRoles,
  numbers: (name: string, role: string) => Float64Array,
): Pick<EpisodeArrays, "states" | "stateCount" | "columns" | "names"> {
  const discrete = typeof roles.state === "string";
  const names = [
    ...new Set([...(discrete ? [] : (roles.state as readonly string[])), ...(roles.covariates ?? [])]),
  ];
  const columns = names.map((name, j) => {
    const values = spread(rows, numbers(name, `state[${j}]`));
    refuseMissing(rows, values, name);
    return values;
  });
  if (!discrete) return { states: undefined, stateCount: 0, columns, names };
  const name = roles.state as string;
  const values = spread(rows, numbers(name, "state"));
  refuseMissing(rows, values, name);
  if (roles.states !== undefined) assertInteger(roles.states, "states", 1);
  const limit = roles.states ?? Number.POSITIVE_INFINITY;
  let largest = 0;
  const states = Int32Array.from(values, (value, at) => {
    if (Number.isNaN(value)) return -1;
    if (!Number.isInteger(value) || value < 0 || value >= limit) {
      const range = roles.states === undefined ? "a whole number from 0" : `one of 0 … ${limit - 1}`;
      throw new DataError(
        `state "${name}" must be ${range}; it is ${value} for ${rows.whereObserved(at)}. Name several columns as an array.`,
      );
    }
    largest = Math.max(largest, value);
    return value;
  });
  return { states, stateCount: roles.states ?? largest + 1, columns, names };
}

/** Only the observation after the last action may be missing. */
function refuseMissing(rows: LogRows, values: Float64Array, name: string): void {
  for (let i = 0; i + 1 < rows.offsets.length; i++) {
    for (let j = rows.offsets[i]!; j < rows.offsets[i + 1]!; j++) {
      if (Number.isNaN(values[j + i]!)) {
        throw new DataError(
          `state "${name}" is missing for ${rows.where(j)}; fill it first, as its carers saw it.`,
        );
      }
    }
    if (Number.isNaN(values[rows.offsets[i + 1]! + i]!)) rows.lastObserved[i] = 0;
  }
}

/** A column in the order of observations: each episode's decisions, then its last observation (NaN without one). */
function spread(rows: LogRows, column: Float64Array): Float64Array {
  const count = rows.finalRow.length;
  const values = sharedColumn(rows.decisionRows.length + count);
  for (let i = 0; i < count; i++) {
    for (let j = rows.offsets[i]!; j < rows.offsets[i + 1]!; j++)
      values[j + i] = column[rows.decisionRows[j]!]!;
    const after = rows.finalRow[i]!;
    values[rows.offsets[i + 1]! + i] = after >= 0 ? column[after]! : Number.NaN;
  }
  return values;
}
