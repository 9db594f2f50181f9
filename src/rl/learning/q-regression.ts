import type { Episodes } from "../../cohort/episodes.js";
import type { Situations } from "../../cohort/policy.js";
import { ArgumentError, DataError } from "../../errors.js";
import type { Features, FittedModel, Learner } from "../../models/learner.js";
import type { Stream } from "../../stats/random.js";
import { distinctRows } from "./distinct-rows.js";
import { stateMeans } from "./state-means.js";

/** How action values are fitted to a log. */
export interface QRegression {
  /** Columns that regressions see; none where values are means of discrete states. */
  readonly features: readonly string[];
  /** 1 where the process goes on after the decision, and what follows was observed. */
  readonly goesOn: Uint8Array;
  /** Values that fit `targets`, one per decision, best. */
  fit(targets: Float64Array, stream: Stream): Promise<QModel>;
}

export interface QModel {
  /** Rows × actions; 0 for actions that were never taken. Where `wanted` is 0, not looked at. */
  values(situations: Situations, wanted?: Uint8Array): Float64Array;
  /** Ready to value the wanted actions again and again with other targets; undefined where nothing of the fit stays. */
  keep(situations: Situations, wanted: Uint8Array): KeptQ | undefined;
}

/** Regressions whose splits stay. */
export interface KeptQ {
  /** Rows × actions of the situations that it was made ready for. */
  values(targets: Float64Array): Float64Array;
  model(targets: Float64Array): QModel;
}

/** Rounds 1, 4, 16, 64, …, in which forests are grown anew; in the others splits may stay. */
export function growsFourfold(round: number): boolean {
  return Number.isInteger(Math.log2(round) / 2);
}

/**
 * Regressions of values on a log, one per action, on the decisions whose outcome is known. Without a learner values are
 * means of the discrete states. An action that was never taken is worth 0, or, with `"pool"`, what all actions did together.
 */
export function qRegression(
  log: Episodes,
  learner: Learner | undefined,
  asked: readonly string[] | undefined,
  unseen: "zero" | "pool" = "zero",
): QRegression {
  const { goesOn, known } = outcomes(log);
  if (!learner) {
    const fit: QRegression["fit"] = async (targets) => ({
      ...stateMeans(log, known, targets),
      keep: () => undefined,
    });
    return { features: [], goesOn, fit };
  }
  const features = featureNames(log, asked);
  const seen = byAction(log, known, features, learner);
  const pool =
    unseen === "pool" && seen.includes(undefined) ? pooled(log, known, features, learner) : undefined;
  const parts = seen.map((part) => part ?? pool);
  const fit: QRegression["fit"] = async (targets, stream) => {
    const fits = new Map<ActionPart, FittedModel>();
    for (const part of new Set(parts)) {
      if (part) fits.set(part, await fitPart(part, targets, learner, stream.split(part.action)));
    }
    return qModel(
      parts.map((part) => part && fits.get(part)),
      parts,
      features,
    );
  };
  return { features, goesOn, fit };
}

/** The columns to learn from: those asked for, or all. */
export function featureNames(log: Episodes, asked: readonly string[] | undefined): readonly string[] {
  const features = asked ?? log.names;
  if (features.length > 0) return features;
  throw new ArgumentError(
    "there are no columns to learn from; give the episodes covariates, or several state columns.",
  );
}

/** Which decisions go on, and of which what followed is known: an end, or another observation. */
function outcomes(log: Episodes): { goesOn: Uint8Array; known: Uint8Array } {
  const goesOn = new Uint8Array(log.steps).fill(1);
  const known = new Uint8Array(log.steps).fill(1);
  for (let i = 0; i < log.count; i++) {
    const last = log.offsets[i + 1]! - 1;
    if (log.endings[i] === "terminated") goesOn[last] = 0;
    else if (log.lastObserved[i] === 0) known[last] = 0;
  }
  return { goesOn, known };
}

/** What the regression of one action sees: its decisions, or the different ones among them and how often each came. */
interface ActionPart {
  /** The number of actions where it is of all of them together. */
  readonly action: number;
  readonly rows: Int32Array;
  readonly x: Features;
  readonly cells: { readonly of: Int32Array; readonly counts: Float64Array } | undefined;
}

function byAction(
  log: Episodes,
  known: Uint8Array,
  features: readonly string[],
  learner: Learner,
): (ActionPart | undefined)[] {
  const x = featuresOf(log.decisions, features);
  return Array.from({ length: log.actionCount }, (_, action) => {
    const rows = log.actions.map((_, j) => j).filter((j) => known[j] && log.actions[j] === action);
    return rows.length > 0 ? partOf(action, x, rows, learner) : undefined;
  });
}

function pooled(
  log: Episodes,
  known: Uint8Array,
  features: readonly string[],
  learner: Learner,
): ActionPart | undefined {
  const rows = log.actions.map((_, j) => j).filter((j) => known[j]);
  if (rows.length === 0) return undefined;
  return partOf(log.actionCount, featuresOf(log.decisions, features), rows, learner);
}

function partOf(action: number, x: Features, rows: Int32Array, learner: Learner): ActionPart {
  const own = rowsOf(x, rows);
  const distinct = learner.takesCounts ? distinctRows(own.columns, rows.length) : undefined;
  if (!distinct) return { action, rows, x: own, cells: undefined };
  const counts = new Float64Array(distinct.first.length);
  for (const cell of distinct.of) counts[cell]!++;
  return { action, rows, x: rowsOf(own, distinct.first), cells: { of: distinct.of, counts } };
}

async function fitPart(
  part: ActionPart,
  targets: Float64Array,
  learner: Learner,
  stream: Stream,
): Promise<FittedModel> {
  const counts = part.cells?.counts;
  try {
    return await learner.fit(part.x, outcomesOf(part, targets), { stream, ...(counts && { counts }) });
  } catch (error) {
    if (!(error instanceof ArgumentError || error instanceof DataError)) throw error;
    throw new DataError(
      `${learner.name} cannot be fitted to action ${part.action}, taken ${part.rows.length} times: ${error.message}`,
    );
  }
}

/** The targets of a part's decisions, or their means where decisions are alike. */
function outcomesOf({ rows, x, cells }: ActionPart, targets: Float64Array): Float64Array {
  if (!cells) return Float64Array.from(rows, (j) => targets[j]!);
  const y = new Float64Array(x.rows);
  rows.forEach((j, k) => {
    y[cells.of[k]!]! += targets[j]! / cells.counts[cells.of[k]!]!;
  });
  return y;
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

export function rowsOf(x: Features, rows: Int32Array): Features {
  const columns = x.columns.map((column) => Float64Array.from(rows, (j) => column[j]!));
  return { rows: rows.length, columns, names: x.names };
}

type Models = readonly (FittedModel | undefined)[];

function qModel(
  models: Models,
  parts: readonly (ActionPart | undefined)[],
  features: readonly string[],
): QModel {
  return {
    values: (situations, wanted) => predict(models, featuresOf(situations, features), wanted),
    keep: (situations, wanted) => keep(models, parts, featuresOf(situations, features), wanted),
  };
}

/** Regressions whose splits stay, if all of them can. */
function keep(
  models: Models,
  parts: readonly (ActionPart | undefined)[],
  x: Features,
  wanted: Uint8Array,
): KeptQ | undefined {
  if (models.some((model) => model && !model.keep)) return undefined;
  const actions = models.length;
  const complete = completeRows(x);
  const fits = models.map((model, a) => {
    const rows = complete.filter((row) => wanted[row * actions + a]);
    return model && { rows, part: parts[a]!, kept: model.keep!(rowsOf(x, rows)) };
  });
  return {
    values: (targets) => {
      const all = new Float64Array(x.rows * actions);
      fits.forEach((fit, a) => {
        if (fit) spread(fit.kept.predict(outcomesOf(fit.part, targets)), fit.rows, all, a, actions);
      });
      return all;
    },
    model: (targets) =>
      qModel(
        fits.map((fit) => fit?.kept.model(outcomesOf(fit.part, targets))),
        parts,
        x.names,
      ),
  };
}

function spread(
  values: Float64Array,
  rows: Int32Array,
  to: Float64Array,
  action: number,
  actions: number,
): void {
  for (let k = 0; k < rows.length; k++) to[rows[k]! * actions + action] = values[k]!;
}

/** Predictions of the wanted actions, or of all: then different rows are predicted once. */
function predict(models: Models, x: Features, wanted: Uint8Array | undefined): Float64Array {
  if (wanted) return predictEach(models, x, wanted);
  const actions = models.length;
  const distinct = distinctRows(x.columns, x.rows);
  const once = predictEach(models, distinct ? rowsOf(x, distinct.first) : x);
  if (!distinct) return once;
  const all = new Float64Array(x.rows * actions);
  distinct.of.forEach((each, row) => {
    for (let a = 0; a < actions; a++) all[row * actions + a] = once[each * actions + a]!;
  });
  return all;
}

function predictEach(models: Models, x: Features, wanted?: Uint8Array): Float64Array {
  const actions = models.length;
  const all = new Float64Array(x.rows * actions);
  const complete = completeRows(x);
  const inside = complete.length === x.rows ? x : rowsOf(x, complete);
  models.forEach((model, a) => {
    const rows = wanted ? complete.filter((row) => wanted[row * actions + a]) : complete;
    if (!model || rows.length === 0) return;
    spread(model.predict(wanted ? rowsOf(x, rows) : inside), rows, all, a, actions);
  });
  return all;
}

/** Rows without a missing value: what follows the last decision may not have been observed. */
export function completeRows(x: Features): Int32Array {
  const rows = Int32Array.from({ length: x.rows }, (_, row) => row);
  return rows.filter((row) => x.columns.every((column) => !Number.isNaN(column[row]!)));
}
