import { table } from "arquero";
import type { Episodes } from "../episodes.js";
import type { Table } from "../frame.js";

/**
 * A log as a long table, which `episodes` reads back: a row for each decision, and one more for each last observation that
 * was recorded, without an action. Columns episode, patient, time, state (where states are discrete), the log's columns,
 * action, reward, terminated, truncated, and behaviorProbability where it is known. A censored episode has neither flag.
 */
export function episodesTable(log: Episodes): Table {
  const rows: { i: number; t: number; last: boolean }[] = [];
  for (let i = 0; i < log.count; i++) {
    const steps = log.offsets[i + 1]! - log.offsets[i]!;
    for (let t = 0; t < steps + log.lastObserved[i]!; t++) rows.push({ i, t, last: t === steps });
  }
  const observed = ({ i, t }: { i: number; t: number }): number => log.offsets[i]! + i + t;
  const decided = <T>(
    { i, t, last }: { i: number; t: number; last: boolean },
    from: ArrayLike<T>,
  ): T | null => (last ? null : from[log.offsets[i]! + t]!);
  const ends = ({ i, t }: { i: number; t: number }, how: string): boolean =>
    log.endings[i] === how && t === log.offsets[i + 1]! - log.offsets[i]! - 1;
  const { states, behavior } = log;
  return table({
    episode: rows.map(({ i }) => log.units.ids[i]),
    patient: rows.map(({ i }) => log.patientIds[log.patients[i]!]),
    time: rows.map((row) => log.times[observed(row)]),
    ...(states && { state: rows.map((row) => states[observed(row)]) }),
    ...Object.fromEntries(
      log.names.map((name, k) => [name, rows.map((row) => log.columns[k]![observed(row)])]),
    ),
    action: rows.map((row) => decided(row, log.actions)),
    reward: rows.map((row) => decided(row, log.rewards)),
    terminated: rows.map((row) => ends(row, "terminated")),
    truncated: rows.map((row) => ends(row, "truncated")),
    ...(behavior && { behaviorProbability: rows.map((row) => decided(row, behavior)) }),
  });
}
