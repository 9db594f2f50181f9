import { table } from "arquero";
import { assertInteger, assertKnownOptions, assertOneOf } from "../../src/assert.js";
import { type Episodes, episodes } from "../../src/cohort/episodes.js";
import { ArgumentError, DataError } from "../../src/errors.js";
import { GrowingColumns } from "../growing-columns.js";
import { careLevels, careStart, careStep } from "./care.js";
import type { IcuCohort } from "./cohort.js";
import { IcuEvents } from "./events.js";
import { type CareMoment, momentColumns } from "./moment.js";
import { Noise } from "./noise.js";
import { replacement } from "./policy.js";
import { PatientSimulator } from "./simulate-patient.js";
import { isSeptic, type Stay } from "./stay.js";
import { StayPlayer } from "./stay-player.js";

export interface SepsisEpisodesOptions {
  /** Time between decisions; care is decided every four hours. */
  readonly step: "4h";
  /** Hours since ICU admission at which the decisions of an episode end and its outcome is paid. @default 72 */
  readonly horizon?: number;
  /** Hours since ICU admission at which the log itself stops: who is still in the ICU then is truncated. @default never */
  readonly truncateAt?: number;
  /** Stays with sepsis (suspected infection and SOFA of 2 or more in hours 0 to 5), or all. @default "sepsis" */
  readonly among?: "sepsis" | "all";
}

type Column =
  | "stay_id"
  | "subject_id"
  | keyof CareMoment
  | "action"
  | "reward"
  | "terminated"
  | "truncated"
  | "probability";

const identifiers = ["stay_id", "subject_id"] as const;
const logged = ["action", "reward", "terminated", "truncated", "probability"] as const;

/**
 * The cohort's care as a log for offline reinforcement learning: one episode per stay, from hour 12 on, one decision
 * every four hours while the patient is in the ICU.
 *
 * State: the record at the decision (16 numbers, the fields of `CareMoment`). Action: 5 · fluid + vasopressor, levels 0 to 4 of
 * each. Reward: 0, and at the end 1 for who is alive 28 days after ICU admission and −1 for who is not, so that the mean
 * return is 1 − 2 · mortality. An episode is terminated when the patient dies, leaves the ICU or reaches the horizon (the care
 * after it is the clinicians'); truncated where the log stops at `truncateAt`; censored where the outcome is lost to
 * follow-up. The observation after the last action is there for who is still in the ICU. The probability that the
 * clinicians gave to what they did is known, and logged, unless they acted on what no column holds (`hiddenConfounding`).
 *
 * @example
 * const { cohort } = await simulateIcu({ patients: 2000, seed: 7 });
 * const { learn, test } = sepsisEpisodes(cohort, { step: "4h" }).split({ learn: 0.6, test: 0.4 });
 */
export function sepsisEpisodes(cohort: IcuCohort, options: SepsisEpisodesOptions): Episodes {
  assertKnownOptions(options, ["step", "horizon", "truncateAt", "among"], "sepsisEpisodes");
  const { step, horizon = 72, truncateAt = Number.POSITIVE_INFINITY, among = "sepsis" } = options;
  assertOneOf(step, "step", ["4h"]);
  assertOneOf(among, "among", ["sepsis", "all"]);
  assertHours(horizon, "horizon");
  if (truncateAt !== Number.POSITIVE_INFINITY) assertHours(truncateAt, "truncateAt");
  if (typeof cohort?.analysis !== "function" || cohort.knobs === undefined) {
    throw new ArgumentError("sepsisEpisodes takes a cohort of simulateIcu first.");
  }
  const log = play(cohort, among, 60 * horizon, 60 * truncateAt);
  if (log.rows === 0)
    throw new DataError(`none of the ${cohort.stays} stays has sepsis; simulate more patients.`);
  const integers: readonly string[] = identifiers;
  const names: readonly Column[] = [...identifiers, ...momentColumns, ...logged];
  const columns = names.map((name): [string, ArrayLike<number>] => [
    name,
    integers.includes(name) ? Int32Array.from(log.column(name)) : log.column(name).slice(),
  ]);
  return episodes(table(columns), {
    id: "stay_id",
    patient: "subject_id",
    time: "hour",
    clock: "episode",
    step: careStep,
    state: momentColumns,
    action: "action",
    actions: careLevels ** 2,
    reward: "reward",
    terminated: "terminated",
    truncated: "truncated",
    ...(cohort.knobs.hiddenConfounding === 0 ? { behaviorProbability: "probability" } : {}),
  });
}

function assertHours(hours: number, name: string): void {
  assertInteger(hours, name, careStart + careStep);
  if ((hours - careStart) % careStep !== 0) {
    throw new ArgumentError(
      `${name} must be a decision's hour, ${careStart} plus a multiple of ${careStep}; it was ${hours}.`,
    );
  }
}

function play(
  { patients, seed, knobs, policy }: IcuCohort,
  among: "sepsis" | "all",
  horizon: number,
  cut: number,
): GrowingColumns<Column> {
  const noise = new Noise(seed, "icu");
  const replaced = replacement(policy);
  const [simulator, player] = [
    new PatientSimulator(noise, knobs, { replaced }),
    new StayPlayer(noise, knobs, replaced.later),
  ];
  const rows = new GrowingColumns<Column>([...identifiers, ...momentColumns, ...logged], 16 * patients);
  const events = new IcuEvents();
  for (let patient = 0; patient < patients; patient++) {
    simulator.simulate(patient, (stay) => {
      if (among === "all" || isSeptic(stay)) playEpisode(player, stay, events, horizon, cut, rows);
      events.clear();
    });
  }
  return rows;
}

function playEpisode(
  player: StayPlayer,
  stay: Stay,
  events: IcuEvents,
  horizon: number,
  cut: number,
  rows: GrowingColumns<Column>,
): void {
  const end = Math.min(stay.icuMinutes, horizon, cut);
  const cutShort = cut < Math.min(stay.icuMinutes, horizon);
  const lost = Number.isNaN(stay.death_28d);
  const { stay_id, subject_id } = stay;
  player.play(
    stay,
    events,
    ({ moment, vasopressor, fluid, probability }) => {
      const last = 60 * (moment.hour + careStep) >= end;
      const ends = last && !cutShort && !lost;
      rows.push({
        ...moment,
        stay_id,
        subject_id,
        action: careLevels * fluid + vasopressor,
        reward: ends ? 1 - 2 * stay.death_28d : 0,
        terminated: ends ? 1 : 0,
        truncated: last && cutShort ? 1 : 0,
        probability,
      });
    },
    end,
  );
  if (stay.icuMinutes <= end) return;
  const none = Number.NaN;
  const moment = player.momentAt(end / 60);
  rows.push({
    ...moment,
    stay_id,
    subject_id,
    action: none,
    reward: none,
    terminated: 0,
    truncated: 0,
    probability: none,
  });
}
