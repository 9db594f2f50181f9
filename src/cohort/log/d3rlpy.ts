import { assertKnownOptions, assertLength } from "../../assert.js";
import { ArgumentError, DataError } from "../../errors.js";
import { type Episodes, episodes } from "../episodes.js";
import { columnTable, emptyRows } from "./long-rows.js";

/** What d3rlpy's MDPDataset (2.x) is made of: arrays of one length, a row per step; the observation after an episode's last step is not stored. */
export interface MdpDataset {
  /** Numbers for discrete states, or vectors. */
  readonly observations: ArrayLike<number> | readonly ArrayLike<number>[];
  /** Numbers, or vectors of one, as d3rlpy also writes them. */
  readonly actions: ArrayLike<number> | readonly ArrayLike<number>[];
  readonly rewards: ArrayLike<number> | readonly ArrayLike<number>[];
  readonly terminals: ArrayLike<number | boolean>;
  readonly timeouts?: ArrayLike<number | boolean>;
}

/** A log as MDPDataset takes it, and what that layout cannot hold. */
export interface MdpDatasetOfLog extends MdpDataset {
  readonly timeouts: number[];
  readonly actionSize: number;
  readonly lost: {
    /** Observations after last actions. Of truncated episodes d3rlpy then drops the last transition. */
    readonly lastObservations: number;
    /** Censored episodes, which become timeouts. */
    readonly censored: number;
    /** Whether behaviour probabilities were left behind. */
    readonly behaviorProbabilities: boolean;
  };
}

export interface FromD3rlpyOptions {
  /** Names of the entries of an observation. @default x0, x1, … */
  readonly names?: readonly string[];
  /** Patient of each episode, in order. @default each episode is a patient */
  readonly patients?: readonly (string | number)[];
  /** @default the largest action + 1 */
  readonly actions?: number;
  /** Number of discrete states. @default the largest + 1 */
  readonly states?: number;
}

/**
 * Logged care from the arrays of d3rlpy's MDPDataset (2.x): an episode ends where `terminals` or `timeouts` is set; both
 * at once are refused, as d3rlpy does. Steps after the last flag, which d3rlpy drops without a word, are an episode that is
 * censored. The observation after an episode's last step is unknown. Checked as by `episodes`.
 *
 * @example
 * fromD3rlpy({ observations: [0, 1, 0], actions: [1, 0, 1], rewards: [0, 1, 1], terminals: [0, 1, 1] }).count // => 2
 */
export function fromD3rlpy(arrays: MdpDataset, options: FromD3rlpyOptions = {}): Episodes {
  assertKnownOptions(options, ["names", "patients", "actions", "states"], "fromD3rlpy");
  const { observations, actions, rewards, terminals, timeouts } = arrays;
  const steps = terminals.length;
  if (steps === 0) throw new DataError("there are no steps: the arrays are empty.");
  for (const name of ["observations", "actions", "rewards", "timeouts"] as const) {
    if (arrays[name]) assertLength(arrays[name], steps, name);
  }
  const names = typeof observations[0] === "object" ? vectorNames(observations[0], options.names) : undefined;
  const rows = emptyRows(names ?? ["state"], false);
  let [episode, time] = [0, 0];
  for (let j = 0; j < steps; j++) {
    const seen = observations[j]!;
    const [terminated, truncated] = [Boolean(terminals[j]), Boolean(timeouts?.[j])];
    if (terminated && truncated) {
      throw new DataError(
        `step ${j} (episode ${episode}, its step ${time}) is terminal and a timeout at once; an episode ends in one way.`,
      );
    }
    rows.add({
      ...{ episode, patient: patientOf(options.patients, episode), time, terminated, truncated },
      observation: typeof seen === "object" ? Array.from(seen) : [seen],
      action: scalar(actions[j]!, "actions", j),
      reward: scalar(rewards[j]!, "rewards", j),
      behaviorProbability: undefined,
    });
    if (terminated || truncated) [episode, time] = [episode + 1, 0];
    else time++;
  }
  if (options.patients) assertLength(options.patients, episode + (time > 0 ? 1 : 0), "patients");
  return episodes(columnTable(rows.columns), {
    ...{ id: "episode", patient: "patient", time: "time", clock: "episode", action: "action" },
    ...{ reward: "reward", terminated: "terminated", truncated: "truncated", step: 1 },
    state: names ?? "state",
    ...(options.actions !== undefined && { actions: options.actions }),
    ...(options.states !== undefined && { states: options.states }),
  });
}

function vectorNames(first: ArrayLike<number>, asked: readonly string[] | undefined): readonly string[] {
  const names = asked ?? Array.from({ length: first.length }, (_, j) => `x${j}`);
  assertLength(names, first.length, "names");
  return names;
}

function patientOf(patients: readonly (string | number)[] | undefined, episode: number): string | number {
  return patients?.[episode] ?? episode;
}

function scalar(value: number | ArrayLike<number>, name: string, step: number): number {
  if (typeof value !== "object") return Number(value);
  if (value.length === 1) return Number(value[0]);
  throw new ArgumentError(
    `${name} must be one number for each step; it was a vector of ${value.length} at step ${step}. Only discrete actions are supported.`,
  );
}

/**
 * A log as the arrays that d3rlpy's MDPDataset takes. That layout holds no observation after an episode's last step, no
 * censoring and no behaviour probabilities: `lost` says what is left behind.
 */
export function toD3rlpy(log: Episodes): MdpDatasetOfLog {
  const { decisions, endings, offsets, steps } = log;
  const flags = (ended: (i: number) => boolean): number[] => {
    const out = new Array<number>(steps).fill(0);
    for (let i = 0; i < log.count; i++) if (ended(i)) out[offsets[i + 1]! - 1] = 1;
    return out;
  };
  const { states, columns } = decisions;
  return {
    observations: states
      ? Array.from(states)
      : Array.from({ length: steps }, (_, j) => columns.map((column) => column[j]!)),
    actions: Array.from(log.actions),
    rewards: Array.from(log.rewards),
    terminals: flags((i) => endings[i] === "terminated"),
    timeouts: flags((i) => endings[i] !== "terminated"),
    actionSize: log.actionCount,
    lost: {
      lastObservations: log.lastObserved.reduce((sum, seen) => sum + seen, 0),
      censored: endings.filter((ending) => ending === "censored").length,
      behaviorProbabilities: log.behavior !== undefined,
    },
  };
}
