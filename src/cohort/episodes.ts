import { assertKnownOptions } from "../assert.js";
import { ArgumentError, DataError } from "../errors.js";
import { displayable } from "../plot/display.js";
import { formatNumber } from "../plot/format.js";
import type { Units } from "../stats/influence.js";
import type { Table } from "./frame.js";
import { readLog } from "./log/read-log.js";
import { decisions, nextSituations } from "./log/situations.js";
import { type SplitOptions, splitPatients } from "./log/split.js";
import type { LearnedFrom, Situations, StateMap } from "./policy.js";

/**
 * How an episode ended. `"terminated"`: the process ended, and nothing follows. `"truncated"`: a limit stopped it, and
 * value lies beyond. `"censored"`: the record stops, and nobody knows why. The end of a record is not a death.
 */
export type Ending = "terminated" | "truncated" | "censored";

/** Which column plays which part in a long table with one row per patient and time. */
export interface EpisodeRoles {
  /** Names the episode: a stay, an admission. */
  readonly id: string;
  /** Names the patient, who may have several episodes and never straddles a split. @default the id */
  readonly patient?: string;
  readonly time: string;
  /** One column of discrete states 0, 1, …, or several columns of numbers. */
  readonly state: string | readonly string[];
  /** Whole numbers 0, 1, …; missing in the row of an episode's last observation, if there is one. */
  readonly action: string;
  /** What the row's action brought. */
  readonly reward: string;
  /** True in the row after whose action the process ended. */
  readonly terminated: string;
  /** True in the row after whose action a limit stopped it. */
  readonly truncated?: string;
  /** Probability that the recorded care gave to the action that was taken. */
  readonly behaviorProbability?: string;
  /** Further columns of numbers, for learners and subgroups. */
  readonly covariates?: readonly string[];
  /** @default the largest action + 1 */
  readonly actions?: number;
  /** @default the largest state + 1 */
  readonly states?: number;
  /** Time between decisions. @default the smallest difference found */
  readonly step?: number;
  /** Whether `time` runs on through a patient's episodes, which must not overlap then. @default "patient" */
  readonly clock?: "patient" | "episode";
}

/** Logged decisions in flat arrays. Episode i has decisions offsets[i] … offsets[i + 1] − 1 and one observation more. */
export interface EpisodeArrays {
  readonly offsets: Int32Array;
  /** Patient of each episode, coded 0, 1, … */
  readonly patients: Int32Array;
  readonly patientIds: readonly (string | number)[];
  /** Name of each episode; unique within `units.frame`. */
  readonly units: Units;
  /** Discrete states: one per observation, −1 where the last was not recorded. */
  readonly states: Int32Array | undefined;
  readonly stateCount: number;
  /** What made the states of the columns, where it is known. */
  readonly stateMap?: StateMap | undefined;
  /** Columns of numbers: one value per observation. */
  readonly columns: readonly Float64Array[];
  readonly names: readonly string[];
  readonly times: Float64Array;
  readonly actions: Int32Array;
  readonly actionCount: number;
  readonly rewards: Float64Array;
  readonly endings: readonly Ending[];
  /** 1 where the observation after an episode's last action is known. */
  readonly lastObserved: Uint8Array;
  /** Probability of each action that was taken, where the log has it. */
  readonly behavior: Float64Array | undefined;
}

export interface Episodes extends EpisodeArrays {
  readonly count: number;
  /** Decisions in all. */
  readonly steps: number;
  /** Decisions in the longest episode. */
  readonly horizon: number;
  readonly patientCount: number;
  /** What was known at each decision. */
  readonly decisions: Situations;
  /** What was known after each decision; states are −1 (columns NaN) where that was not recorded. */
  readonly following: Situations;
  /** Episodes by number, in that order. */
  select(episodes: ArrayLike<number>): Episodes;
  /** Parts with the given shares of the patients. */
  split<Name extends string>(
    shares: Readonly<Record<Name, number>>,
    options?: SplitOptions,
  ): Record<Name, Episodes>;
  /** The same decisions with other discrete states: coarser, projected, or made by `stateMap` of the columns. */
  withStates(states: Int32Array, stateCount: number, stateMap?: StateMap): Episodes;
  /** The patients, as those that a policy has learned from. */
  asSource(): LearnedFrom;
  toString(): string;
}

/**
 * Logged care from a long table: one row per decision, and, where it is known, one more per episode for what was
 * observed after the last action (its action is missing).
 *
 * Refused, with patient and step: rows of one time, gaps in time, overlapping episodes of one patient, actions outside
 * 0 … actions − 1, missing rewards or states, a behaviour probability that is not in (0, 1], decisions after the end.
 *
 * @example
 * episodes(table, { id: "stay", time: "hour", state: "cluster", action: "dose", reward: "reward", terminated: "died" })
 */
export function episodes(table: Table, roles: EpisodeRoles): Episodes {
  assertKnownOptions(roles, known, "episodes");
  for (const name of required)
    if (roles[name] === undefined) throw new ArgumentError(`episodes needs ${name}.`);
  const log = logged(readLog(table, roles));
  if (log.patientCount < 2) {
    throw new DataError(
      `the table holds a single patient, ${log.patientIds[0]}; values, folds and intervals need at least two.`,
    );
  }
  return log;
}

const required = ["id", "time", "state", "action", "reward", "terminated"] as const;
const known = [
  ...required,
  ...["patient", "truncated", "behaviorProbability", "covariates", "actions", "states", "step", "clock"],
];

/** Episodes from arrays that are known to fit together; nothing is checked. */
export function logged(arrays: EpisodeArrays): Episodes {
  const count = arrays.offsets.length - 1;
  let horizon = 0;
  for (let i = 0; i < count; i++) horizon = Math.max(horizon, arrays.offsets[i + 1]! - arrays.offsets[i]!);
  let [now, next]: [Situations?, Situations?] = [];
  const log: Omit<Episodes, "toString"> = {
    ...arrays,
    count,
    steps: arrays.actions.length,
    horizon,
    patientCount: new Set(arrays.patients).size,
    get decisions() {
      now ??= decisions(arrays);
      return now;
    },
    get following() {
      next ??= nextSituations(arrays);
      return next;
    },
    select: (chosen) => logged(take(arrays, chosen)),
    split: (shares, options) =>
      splitPatients(arrays, shares, options, (chosen) => logged(take(arrays, chosen))),
    withStates: (states, stateCount, stateMap) => logged({ ...arrays, states, stateCount, stateMap }),
    asSource: () => ({
      frame: arrays.units.frame,
      patients: new Set(Array.from(arrays.patients, (code) => arrays.patientIds[code]!)),
    }),
  };
  return displayable(log, { text: () => headline(log) });
}

function take(arrays: EpisodeArrays, chosen: ArrayLike<number>): EpisodeArrays {
  const { offsets, units } = arrays;
  const lengths = Int32Array.from(chosen, (i) => offsets[i + 1]! - offsets[i]!);
  const starts = new Int32Array(lengths.length + 1);
  lengths.forEach((length, k) => {
    starts[k + 1] = starts[k]! + length;
  });
  const steps = starts[lengths.length]!;
  const gather = <T extends Int32Array | Float64Array>(from: T, to: T, extra: 0 | 1): T => {
    for (let k = 0; k < lengths.length; k++) {
      const i = chosen[k]!;
      const first = offsets[i]! + extra * i;
      to.set(from.subarray(first, first + lengths[k]! + extra), starts[k]! + extra * k);
    }
    return to;
  };
  const observed = steps + lengths.length;
  return {
    ...arrays,
    offsets: starts,
    patients: Int32Array.from(chosen, (i) => arrays.patients[i]!),
    units: { frame: units.frame, ids: Array.from(chosen, (i) => units.ids[i]!) },
    states: arrays.states && gather(arrays.states, new Int32Array(observed), 1),
    columns: arrays.columns.map((column) => gather(column, new Float64Array(observed), 1)),
    times: gather(arrays.times, new Float64Array(observed), 1),
    actions: gather(arrays.actions, new Int32Array(steps), 0),
    rewards: gather(arrays.rewards, new Float64Array(steps), 0),
    endings: Array.from(chosen, (i) => arrays.endings[i]!),
    lastObserved: Uint8Array.from(chosen, (i) => arrays.lastObserved[i]!),
    behavior: arrays.behavior && gather(arrays.behavior, new Float64Array(steps), 0),
  };
}

function headline(log: Omit<Episodes, "toString">): string {
  const ended = (how: Ending): string =>
    `${formatNumber(log.endings.filter((each) => each === how).length, 0)} ${how}`;
  const discrete = log.stateMap?.name ?? `${log.stateCount} states`;
  const observed = log.states ? discrete : `${log.columns.length} columns`;
  return [
    `Episodes: ${formatNumber(log.count, 0)} of ${formatNumber(log.patientCount, 0)} patients, ${formatNumber(log.steps, 0)} decisions, at most ${log.horizon} each`,
    `${observed}, ${log.actionCount} actions · ${ended("terminated")}, ${ended("truncated")}, ${ended("censored")}`,
  ].join("\n");
}
