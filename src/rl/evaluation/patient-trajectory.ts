import { assertKnownOptions } from "../../assert.js";
import type { Ending, Episodes } from "../../cohort/episodes.js";
import type { Policy } from "../../cohort/policy.js";
import { ArgumentError, DataError } from "../../errors.js";
import type { Chart } from "../../plot/chart.js";
import { displayable } from "../../plot/display.js";
import { tableHtml, tableText } from "../../plot/table.js";
import type { ResultWarning } from "../../stats/estimate.js";
import { trajectoryChart } from "../pictures/trajectory-chart.js";
import { trajectoryTable } from "../pictures/trajectory-table.js";
import { targetProbabilities } from "./ope-options.js";
import { rareActions } from "./support.js";
import { warning } from "./support-warnings.js";

export interface PatientTrajectoryOptions {
  /** One of a patient's episodes. @default the patient's first */
  readonly episode?: number | string;
  /** Columns that are shown. @default all, at most eight */
  readonly columns?: readonly string[];
  /** @default "0", "1", … */
  readonly actionNames?: readonly string[];
  /** Says what is rarely done where states are not discrete. */
  readonly behavior?: Policy;
}

/** What a policy would do most likely. */
export interface Advice {
  readonly policy: string;
  readonly action: number;
  readonly probability: number;
  /** False where carers hardly did it: fewer than 10 times in the state, or below 1%; undefined where that is not known. */
  readonly supported: boolean | undefined;
}

export interface TrajectoryStep {
  readonly time: number;
  readonly state: number | undefined;
  /** Values of the shown columns. */
  readonly values: readonly number[];
  /** What was done and what it brought; undefined at the last observation. */
  readonly given: number | undefined;
  readonly reward: number | undefined;
  readonly advice: readonly Advice[];
}

/** One patient's states, the care that was given, and what each policy would have advised. */
export interface PatientTrajectory {
  readonly patient: number | string;
  readonly episode: number | string;
  readonly ending: Ending;
  readonly columns: readonly string[];
  readonly actionNames: readonly string[];
  readonly steps: readonly TrajectoryStep[];
  readonly warnings: readonly ResultWarning[];
  plot(): Chart;
  toString(): string;
}

/**
 * Looks at one patient: states over time, the care that was given, and each policy's most likely action beside it, the
 * lowest of equals. Advice that carers hardly ever took there is marked, as nothing in the data says what would follow.
 * Inspection of single patients found errors that averages hide (Ji et al. 2021); the patients that drive an estimate are
 * in its `support.drivers`.
 *
 * @example
 * patientTrajectory(test, value.support.drivers[0].patient, { plan, safe })
 */
export function patientTrajectory(
  log: Episodes,
  patient: number | string,
  policies: Readonly<Record<string, Policy>>,
  options: PatientTrajectoryOptions = {},
): PatientTrajectory {
  assertKnownOptions(options, ["episode", "columns", "actionNames", "behavior"], "patientTrajectory");
  const { actionNames = Array.from({ length: log.actionCount }, (_, a) => String(a)) } = options;
  if (actionNames.length !== log.actionCount) {
    throw new ArgumentError(`actionNames must have ${log.actionCount} names; it had ${actionNames.length}.`);
  }
  const i = episodeOf(log, patient, options.episode);
  const places = shownColumns(log, options.columns);
  const steps = stepsOf(log, i, places, adviceOf(log, i, policies, options.behavior));
  const warnings = [...unsupported(steps, Object.keys(policies)), ...taught(log, patient, policies)];
  const found = {
    ...{ patient, episode: log.units.ids[i]!, ending: log.endings[i]!, steps, warnings, actionNames },
    columns: places.map((k) => log.names[k]!),
  };
  const plot = (): Chart => trajectoryChart(found);
  return displayable(
    { ...found, plot },
    {
      text: () => tableText(trajectoryTable(found)),
      html: () => tableHtml(trajectoryTable(found)),
      bundle: async () => ({ "image/svg+xml": await plot().svg() }),
    },
  );
}

function episodeOf(log: Episodes, patient: number | string, episode: number | string | undefined): number {
  const own = Array.from({ length: log.count }, (_, i) => i).filter(
    (i) => log.patientIds[log.patients[i]!] === patient,
  );
  if (own.length === 0) {
    throw new DataError(`there is no patient ${patient} among the ${log.patientCount} of these episodes.`);
  }
  if (episode === undefined) return own[0]!;
  const found = own.find((i) => log.units.ids[i] === episode);
  if (found !== undefined) return found;
  throw new DataError(
    `patient ${patient} has no episode ${episode}; there are ${own.map((i) => log.units.ids[i]).join(", ")}.`,
  );
}

function shownColumns({ names }: Episodes, asked: readonly string[] | undefined): number[] {
  if (asked === undefined) return [...names.keys()].slice(0, 8);
  return asked.map((name) => {
    const at = names.indexOf(name);
    if (at >= 0) return at;
    throw new DataError(`columns names a column "${name}"; the episodes have ${names.join(", ") || "none"}.`);
  });
}

/** Each policy's advice at each decision of one episode. */
function adviceOf(
  log: Episodes,
  i: number,
  policies: Readonly<Record<string, Policy>>,
  behavior: Policy | undefined,
): Advice[][] {
  const one = log.select([i]);
  const rare = rareActions(log, behavior && targetProbabilities(log, behavior));
  const named = Object.entries(policies).map(([name, policy]) => {
    if (policy.actionCount === log.actionCount) return { name, rows: targetProbabilities(one, policy) };
    throw new ArgumentError(
      `${name} has ${policy.actionCount} actions; the episodes have ${log.actionCount}.`,
    );
  });
  return Array.from({ length: one.steps }, (_, t) =>
    named.map(({ name, rows }) => {
      const own = rows.subarray(t * log.actionCount, (t + 1) * log.actionCount);
      const action = own.indexOf(Math.max(...own));
      const supported = rare && rare.marks[rare.offset(log.offsets[i]! + t) + action] === 0;
      return { policy: name, action, probability: own[action]!, supported };
    }),
  );
}

function stepsOf(log: Episodes, i: number, places: readonly number[], advice: Advice[][]): TrajectoryStep[] {
  const first = log.offsets[i]!;
  const length = log.offsets[i + 1]! - first;
  return Array.from({ length: length + log.lastObserved[i]! }, (_, t) => {
    const observation = first + i + t;
    return {
      time: log.times[observation]!,
      state: log.states?.[observation],
      values: places.map((k) => log.columns[k]![observation]!),
      given: t < length ? log.actions[first + t]! : undefined,
      reward: t < length ? log.rewards[first + t]! : undefined,
      advice: advice[t] ?? [],
    };
  });
}

/** Policies that learned from this very patient. */
function taught(
  log: Episodes,
  patient: number | string,
  policies: Readonly<Record<string, Policy>>,
): ResultWarning[] {
  const own = Object.entries(policies)
    .filter(
      ([, { learnedFrom }]) => learnedFrom?.frame === log.units.frame && learnedFrom.patients.has(patient),
    )
    .map(([name]) => name);
  if (own.length === 0) return [];
  return [warning("same-patient", `${own.join(", ")} learned from this patient too.`)];
}

function unsupported(steps: readonly TrajectoryStep[], policies: readonly string[]): ResultWarning[] {
  const decisions = steps.filter(({ given }) => given !== undefined);
  if (decisions.some(({ advice }) => advice.some(({ supported }) => supported === undefined))) {
    return [
      warning(
        "unknown-support",
        "states are not discrete, so that nothing says what carers hardly did; give behavior.",
      ),
    ];
  }
  return policies.flatMap((name, k) => {
    const thin = decisions.filter(({ advice }) => advice[k]!.supported === false).length;
    if (thin === 0) return [];
    return [
      warning(
        "unsupported-advice",
        `${thin} of ${decisions.length} pieces of ${name}'s advice (marked !) were hardly ever followed in such a state; nothing says what they would bring.`,
      ),
    ];
  });
}
