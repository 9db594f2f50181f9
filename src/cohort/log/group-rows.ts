import { assertOneOf, assertPositive, show } from "../../assert.js";
import { DataError } from "../../errors.js";
import type { EpisodeRoles } from "../episodes.js";
import type { Frame } from "../frame.js";
import { isMissing } from "../is-missing.js";

type Id = string | number;

/** The rows of a long table, put in the order of episodes and time. */
export interface LogRows {
  readonly offsets: Int32Array;
  /** Table row of each decision. */
  readonly decisionRows: Int32Array;
  /** Table row of each episode's last observation, −1 without one. */
  readonly finalRow: Int32Array;
  readonly lastObserved: Uint8Array;
  readonly ids: readonly Id[];
  readonly patients: Int32Array;
  readonly patientIds: readonly Id[];
  /** "patient 7, step 3", of a decision. */
  where(decision: number): string;
  /** The same, of an observation. */
  whereObserved(observation: number): string;
}

export function groupRows(
  frame: Frame,
  roles: EpisodeRoles,
  time: Float64Array,
  action: Float64Array,
): LogRows {
  const groups = rowsByEpisode(frame, roles);
  const patientOf = frame.column(roles.patient ?? roles.id, "patient");
  const [ids, offsets, decisionRows, finalRow, patients] = [
    [] as Id[],
    [0],
    [] as number[],
    [] as number[],
    [] as number[],
  ];
  const codes = new Map<Id, number>();
  for (const [id, rows] of groups) {
    const patient = patientOf[rows[0]!] as Id;
    for (const row of rows) {
      if (Number.isNaN(time[row]!))
        throw new DataError(`time "${roles.time}" is missing in row ${row}, of patient ${show(patient)}.`);
    }
    rows.sort((a, b) => time[a]! - time[b]!);
    for (const row of rows) {
      if (patientOf[row] !== patient)
        throw new DataError(
          `episode ${show(id)} has rows of two patients, ${show(patient)} and ${show(patientOf[row])}.`,
        );
    }
    const last = rows.at(-1)!;
    const observed = Number.isNaN(action[last]!);
    const decided = observed ? rows.slice(0, -1) : rows;
    if (decided.length === 0) {
      throw new DataError(
        `episode ${show(id)} of patient ${show(patient)} has no decision: its only row has no action.`,
      );
    }
    if (!codes.has(patient)) codes.set(patient, codes.size);
    ids.push(id);
    patients.push(codes.get(patient)!);
    for (const row of decided) decisionRows.push(row);
    finalRow.push(observed ? last : -1);
    offsets.push(decisionRows.length);
  }
  const rows = locate({
    offsets: Int32Array.from(offsets),
    decisionRows: Int32Array.from(decisionRows),
    finalRow: Int32Array.from(finalRow),
    lastObserved: Uint8Array.from(finalRow, (row) => (row >= 0 ? 1 : 0)),
    ids,
    patients: Int32Array.from(patients),
    patientIds: [...codes.keys()],
  });
  checkTimes(rows, time, roles);
  assertOneOf(roles.clock ?? "patient", "clock", ["patient", "episode"]);
  if (roles.clock !== "episode") checkOverlap(rows, time);
  return rows;
}

function rowsByEpisode(frame: Frame, roles: EpisodeRoles): Map<Id, number[]> {
  const id = frame.column(roles.id, "id");
  const groups = new Map<Id, number[]>();
  for (let row = 0; row < frame.rows; row++) {
    const value = id[row];
    if (isMissing(value)) throw new DataError(`id "${roles.id}" is missing in row ${row}.`);
    const key = (typeof value === "bigint" ? Number(value) : value) as Id;
    const rows = groups.get(key);
    if (rows) rows.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}

function locate(rows: Omit<LogRows, "where" | "whereObserved">): LogRows {
  const name = (episode: number, step: number): string => {
    const patient = rows.patientIds[rows.patients[episode]!]!;
    const stay = rows.ids[episode] === patient ? "" : ` (episode ${show(rows.ids[episode])})`;
    return `patient ${show(patient)}${stay}, step ${step}`;
  };
  return {
    ...rows,
    where(decision) {
      const episode = episodeOf(rows.offsets, decision);
      return name(episode, decision - rows.offsets[episode]!);
    },
    whereObserved(observation) {
      let episode = 0;
      while (rows.offsets[episode + 1]! + episode < observation) episode++;
      return name(episode, observation - rows.offsets[episode]! - episode);
    },
  };
}

function episodeOf(offsets: Int32Array, decision: number): number {
  let episode = 0;
  while (offsets[episode + 1]! <= decision) episode++;
  return episode;
}

/** Times are there, differ, and follow each other by one step. */
function checkTimes(rows: LogRows, time: Float64Array, { step, time: name }: EpisodeRoles): void {
  if (step !== undefined) assertPositive(step, "step");
  let smallest = step ?? Number.POSITIVE_INFINITY;
  eachStep(rows, (before, after, decision) => {
    const difference = time[after]! - time[before]!;
    if (difference === 0)
      throw new DataError(
        `two rows have time ${time[after]} for ${rows.where(decision)}; each time may occur once in an episode.`,
      );
    if (step === undefined) smallest = Math.min(smallest, difference);
  });
  eachStep(rows, (before, after, decision) => {
    const difference = time[after]! - time[before]!;
    if (Math.abs(difference - smallest) <= 1e-6 * smallest) return;
    throw new DataError(
      `there is a gap in time after ${rows.where(decision)}: ${name} goes from ${time[before]} to ${time[after]}, where steps are ${smallest}. Fill the missing rows, or end the episode there.`,
    );
  });
}

function eachStep(rows: LogRows, visit: (before: number, after: number, decision: number) => void): void {
  for (let i = 0; i < rows.finalRow.length; i++) {
    for (let j = rows.offsets[i]! + 1; j < rows.offsets[i + 1]!; j++) {
      visit(rows.decisionRows[j - 1]!, rows.decisionRows[j]!, j - 1);
    }
    const last = rows.offsets[i + 1]! - 1;
    if (rows.finalRow[i]! >= 0) visit(rows.decisionRows[last]!, rows.finalRow[i]!, last);
  }
}

/** No patient is in two episodes at once. An episode may begin at the time at which another ends. */
function checkOverlap(rows: LogRows, time: Float64Array): void {
  const byPatient = new Map<number, number[]>();
  rows.patients.forEach((code, i) => {
    byPatient.set(code, [...(byPatient.get(code) ?? []), i]);
  });
  const first = (i: number): number => time[rows.decisionRows[rows.offsets[i]!]!]!;
  const lastDecision = (i: number): number => time[rows.decisionRows[rows.offsets[i + 1]! - 1]!]!;
  for (const list of byPatient.values()) {
    if (list.length < 2) continue;
    list.sort((a, b) => first(a) - first(b));
    for (let k = 1; k < list.length; k++) {
      const [before, after] = [list[k - 1]!, list[k]!];
      if (first(after) > lastDecision(before)) continue;
      throw new DataError(
        `episodes ${show(rows.ids[before])} and ${show(rows.ids[after])} overlap in time: ${rows.where(rows.offsets[after]!)} begins at ${first(after)}, before the other's last decision at ${lastDecision(before)}. If time counts from each episode's start, say clock: "episode".`,
      );
    }
  }
}
