import type { Episodes } from "../../cohort/episodes.js";
import type { Situations } from "../../cohort/policy.js";
import { ArgumentError, DataError } from "../../errors.js";
import type { Features, FittedModel, Learner } from "../../models/learner.js";
import type { Stream } from "../../stats/random.js";

/** A log as regressions of action values see it. */
export interface QData {
  readonly log: Episodes;
  readonly features: readonly string[];
  readonly x: Features;
  /** Decisions of each action whose outcome is known. */
  readonly byAction: readonly Int32Array[];
  /** 1 where the process goes on after the decision, and what follows was observed. */
  readonly goesOn: Uint8Array;
  /** Decisions left out because the record stops there without a last observation. */
  readonly lost: number;
}

export interface QModel {
  /** Rows × actions; 0 for actions that were never taken. */
  values(situations: Situations): Float64Array;
}

export function transitionsOf(log: Episodes, asked: readonly string[] | undefined): QData {
  const features = asked ?? log.names;
  if (features.length === 0) {
    throw new ArgumentError(
      "there are no columns to learn from; give the episodes covariates, or several state columns.",
    );
  }
  const goesOn = new Uint8Array(log.steps).fill(1);
  const known = new Uint8Array(log.steps).fill(1);
  let lost = 0;
  for (let i = 0; i < log.count; i++) {
    const last = log.offsets[i + 1]! - 1;
    if (log.endings[i] === "terminated") goesOn[last] = 0;
    else if (log.lastObserved[i] === 0) {
      known[last] = 0;
      lost++;
    }
  }
  const rows = [...known.keys()].filter((j) => known[j]);
  const byAction = Array.from({ length: log.actionCount }, (_, a) =>
    Int32Array.from(rows.filter((j) => log.actions[j] === a)),
  );
  return { log, features, x: featuresOf(log.decisions, features), byAction, goesOn, lost };
}

/** The named columns of situations; a clear error where one is not there. */
export function featuresOf(situations: Situations, names: readonly string[]): Features {
  const columns = names.map((name) => {
    const at = situations.names.indexOf(name);
    if (at < 0) {
      throw new DataError(
        `features name a column "${name}"; the episodes have ${situations.names.join(", ") || "none"}.`,
      );
    }
    return situations.columns[at]!;
  });
  return { rows: situations.rows, columns, names };
}

/** One regression per action of `targets` on the features; an action that was never taken has none. */
export async function fitBackup(
  data: QData,
  targets: Float64Array,
  learner: Learner,
  stream: Stream,
): Promise<QModel> {
  const models: (FittedModel | undefined)[] = [];
  for (const [action, rows] of data.byAction.entries()) {
    if (rows.length === 0) {
      models.push(undefined);
      continue;
    }
    const y = Float64Array.from(rows, (j) => targets[j]!);
    models.push(await learner.fit(rowsOf(data.x, rows), y, { stream: stream.split(action) }));
  }
  return { values: (situations) => predict(models, featuresOf(situations, data.features)) };
}

export function rowsOf(x: Features, rows: Int32Array): Features {
  const columns = x.columns.map((column) => Float64Array.from(rows, (j) => column[j]!));
  return { rows: rows.length, columns, names: x.names };
}

function predict(models: readonly (FittedModel | undefined)[], x: Features): Float64Array {
  const actions = models.length;
  const all = new Float64Array(x.rows * actions);
  const complete = completeRows(x);
  const inside = complete.length === x.rows ? x : rowsOf(x, complete);
  models.forEach((model, a) => {
    if (!model || complete.length === 0) return;
    const predicted = model.predict(inside);
    complete.forEach((row, k) => {
      all[row * actions + a] = predicted[k]!;
    });
  });
  return all;
}

/** Rows without a missing value: what follows the last decision may not have been observed. */
function completeRows(x: Features): Int32Array {
  const rows: number[] = [];
  for (let row = 0; row < x.rows; row++) {
    if (x.columns.every((column) => !Number.isNaN(column[row]!))) rows.push(row);
  }
  return Int32Array.from(rows);
}
