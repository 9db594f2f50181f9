import { assertKnownOptions, assertLength, didYouMean } from "../../assert.js";
import { ArgumentError, DataError } from "../../errors.js";
import { type Episodes, episodes } from "../episodes.js";
import { columnTable, emptyRows, type LogRow } from "./long-rows.js";

/** One episode as Minari has it: T actions, T + 1 observations (numbers, or vectors of one length). */
export interface MinariEpisode {
  readonly id: number | string;
  readonly observations: ArrayLike<number> | readonly ArrayLike<number>[];
  readonly actions: ArrayLike<number>;
  readonly rewards: ArrayLike<number>;
  readonly terminations: ArrayLike<boolean | number>;
  readonly truncations: ArrayLike<boolean | number>;
  /** Columns of T + 1 values: those of step t stand at t + 1, those of the reset at 0. */
  readonly infos?: Readonly<Record<string, ArrayLike<number>>>;
}

/** A dataset in Minari's layout, ready for JSON. */
export interface MinariDataset {
  readonly metadata: {
    readonly dataset_id: string;
    readonly total_episodes: number;
    readonly total_steps: number;
    /** Spaces in Minari's own JSON. */
    readonly observation_space: string;
    readonly action_space: string;
  };
  readonly episodes: readonly MinariEpisode[];
}

export interface FromMinariOptions {
  /** Names of the entries of an observation. @default x0, x1, … */
  readonly names?: readonly string[];
  /** Patient of each episode. @default each episode is a patient */
  readonly patients?: readonly (string | number)[];
  /** @default the largest action + 1 */
  readonly actions?: number;
  /** Number of discrete states. @default the largest + 1 */
  readonly states?: number;
  /** Entry of `infos` with the probability of each action that was taken; `false` ignores it. @default "behavior_probability", where it is there */
  readonly behaviorProbability?: string | false;
}

/**
 * Logged care from episodes in Minari's layout (0.5). A last step that is terminated and truncated at once is
 * terminated: the process ended. An episode that is neither is censored. Everything else is checked as by `episodes`,
 * with patient and step in the error.
 *
 * @example
 * fromMinari([{ id: 0, observations: [0, 1], actions: [1], rewards: [1], terminations: [true], truncations: [false] }, …])
 */
export function fromMinari(
  source: readonly MinariEpisode[] | Pick<MinariDataset, "episodes">,
  options: FromMinariOptions = {},
): Episodes {
  const known = ["names", "patients", "actions", "states", "behaviorProbability"];
  assertKnownOptions(options, known, "fromMinari");
  const list = "episodes" in source ? source.episodes : source;
  if (list.length === 0) throw new DataError("there are no episodes: the list is empty.");
  if (options.patients) assertLength(options.patients, list.length, "patients");
  const names = observationNames(list[0]!, options.names);
  const info = infoName(list[0]!, options.behaviorProbability);
  const rows = emptyRows(names ?? ["state"], info !== undefined);
  list.forEach((each, i) => {
    checkLengths(each);
    addRows(each, options.patients?.[i] ?? each.id, names, info, rows.add);
  });
  return episodes(columnTable(rows.columns), {
    ...{ id: "episode", patient: "patient", time: "time", clock: "episode", action: "action" },
    ...{ reward: "reward", terminated: "terminated", truncated: "truncated", step: 1 },
    state: names ?? "state",
    ...(info !== undefined && { behaviorProbability: "behaviorProbability" }),
    ...(options.actions !== undefined && { actions: options.actions }),
    ...(options.states !== undefined && { states: options.states }),
  });
}

/** Undefined where observations are discrete. */
function observationNames(
  { observations, id }: MinariEpisode,
  asked: readonly string[] | undefined,
): readonly string[] | undefined {
  const first = observations[0];
  if (typeof first === "number" || typeof first === "bigint") return undefined;
  if (typeof first !== "object") {
    throw new DataError(
      `observations of episode ${id} must be numbers or vectors; take dictionaries apart first.`,
    );
  }
  const names = asked ?? Array.from({ length: first.length }, (_, j) => `x${j}`);
  assertLength(names, first.length, "names");
  return names;
}

function infoName({ infos = {}, id }: MinariEpisode, asked: string | false | undefined): string | undefined {
  if (asked === false) return undefined;
  const name = asked ?? "behavior_probability";
  if (name in infos) return name;
  if (asked === undefined) return undefined;
  throw new ArgumentError(
    `behaviorProbability names "${name}", which infos of episode ${id} do not have.${didYouMean(name, Object.keys(infos))}`,
  );
}

function checkLengths(each: MinariEpisode): void {
  const steps = each.actions.length;
  for (const name of ["rewards", "terminations", "truncations"] as const) {
    if (each[name].length !== steps) {
      throw new DataError(
        `episode ${each.id} has ${steps} actions, but ${each[name].length} ${name}; there must be as many.`,
      );
    }
  }
  if (each.observations.length !== steps + 1) {
    throw new DataError(
      `episode ${each.id} has ${steps} actions and ${each.observations.length} observations; there must be ${steps + 1}, one more.`,
    );
  }
}

function addRows(
  each: MinariEpisode,
  patient: string | number,
  names: readonly string[] | undefined,
  info: string | undefined,
  add: (row: LogRow) => void,
): void {
  const steps = each.actions.length;
  for (let t = 0; t <= steps; t++) {
    const seen = each.observations[t]!;
    const observation = typeof seen === "object" ? Array.from(seen) : [Number(seen)];
    if (names && observation.length !== names.length) {
      throw new DataError(
        `observation ${t} of episode ${each.id} has ${observation.length} entries; there are ${names.length} names.`,
      );
    }
    const acts = t < steps;
    add({
      ...{ episode: each.id, patient, time: t, observation },
      action: acts ? Number(each.actions[t]) : undefined,
      reward: acts ? each.rewards[t] : undefined,
      terminated: acts && Boolean(each.terminations[t]),
      truncated: acts && Boolean(each.truncations[t]) && !each.terminations[t],
      behaviorProbability: acts && info !== undefined ? each.infos?.[info]?.[t + 1] : undefined,
    });
  }
}

/**
 * A log in Minari's layout, as plain arrays for JSON or for `minari.create_dataset_from_buffers`. Behaviour
 * probabilities go to `infos.behavior_probability`. Minari has T + 1 observations: where the last one was not recorded
 * (`unobserved`), it is an error, or the one before is repeated. Censored episodes have neither flag.
 */
export function toMinari(
  log: Episodes,
  options: { readonly datasetId?: string; readonly unobserved?: "refuse" | "repeat" } = {},
): MinariDataset {
  assertKnownOptions(options, ["datasetId", "unobserved"], "toMinari");
  const { datasetId = "txlab/log-v0", unobserved = "refuse" } = options;
  const missing = log.lastObserved.indexOf(0);
  if (missing >= 0 && unobserved === "refuse") {
    throw new DataError(
      `nothing was observed after the last action of episode ${log.units.ids[missing]}, and of ${log.lastObserved.filter((seen) => seen === 0).length} in all; Minari has one observation more than actions. Say unobserved: "repeat" to repeat the one before.`,
    );
  }
  return {
    metadata: {
      ...{ dataset_id: datasetId, total_episodes: log.count, total_steps: log.steps },
      observation_space: log.states ? discrete(log.stateCount) : box(log.names.length),
      action_space: discrete(log.actionCount),
    },
    episodes: Array.from({ length: log.count }, (_, i) => minariEpisode(log, i)),
  };
}

const discrete = (n: number): string => JSON.stringify({ type: "Discrete", dtype: "int64", start: 0, n });

/** JSON with Python's names for infinities, as Minari writes them. */
function box(size: number): string {
  const each = (bound: string): string => `[${Array.from({ length: size }, () => bound).join(", ")}]`;
  return `{"type": "Box", "dtype": "float64", "shape": [${size}], "low": ${each("-Infinity")}, "high": ${each("Infinity")}}`;
}

function minariEpisode(log: Episodes, i: number): MinariEpisode {
  const [from, to] = [log.offsets[i]!, log.offsets[i + 1]!];
  const steps = to - from;
  const at = (t: number): number => from + i + (t === steps && !log.lastObserved[i] ? t - 1 : t);
  const times = Array.from({ length: steps + 1 }, (_, t) => t);
  const flags = (ending: string): boolean[] =>
    times.slice(0, steps).map((t) => t === steps - 1 && log.endings[i] === ending);
  const { states, behavior } = log;
  return {
    id: i,
    observations: states
      ? times.map((t) => states[at(t)]!)
      : times.map((t) => log.columns.map((c) => c[at(t)]!)),
    actions: Array.from(log.actions.subarray(from, to)),
    rewards: Array.from(log.rewards.subarray(from, to)),
    terminations: flags("terminated"),
    truncations: flags("truncated"),
    ...(behavior && { infos: { behavior_probability: [0, ...behavior.subarray(from, to)] } }),
  };
}
