import { ArgumentError, DataError } from "../../errors.js";
import { parallel } from "../../numeric/parallel.js";
import { defaultThreads } from "../../numeric/threads.js";
import { displayable } from "../../plot/display.js";
import { normalCdf } from "../../stats/distributions.js";
import { importanceHtml, importanceText } from "../importance-view.js";
import type { Features, FittedModel, KeptFit } from "../learner.js";
import { matchColumns } from "../linear-predictor.js";
import type { Sampling } from "./bag.js";
import { type OutOfBagSums, type OutOfBagTask, sumOutOfBag } from "./forest-task.js";
import { keptTrees } from "./kept-trees.js";
import { addTrees, gainShares } from "./sum-trees.js";
import { type Tree, type TreeJson, treeFromJson, treeToJson } from "./tree.js";

/** A fitted forest: the mean of its trees. */
export interface ForestModel extends FittedModel {
  readonly name: "random forest" | "extra trees";
  readonly treeCount: number;
  readonly featureNames: readonly string[];
  /**
   * Share of each column in the decrease of squared error (Breiman et al. 1984), from the training rows: it favours
   * columns with many values.
   */
  readonly importances: Float64Array;
  /** Prediction of each training row from the trees that did not see it. */
  outOfBag(): Promise<OutOfBag>;
  /**
   * Standard error of each prediction, for forests fitted with `variance: true`: of the forest's spread about its own
   * mean. Its bias is not in it, so that intervals for the true mean fall short: 43% to 95% held it where 95% should.
   */
  standardErrors(x: Features): Float64Array;
}

export interface OutOfBag {
  /** NaN in the rows that every tree saw. */
  readonly predictions: Float64Array;
  /** How many rows every tree saw. */
  readonly undefinedRows: number;
}

/** What a forest is after its fit. */
export interface Forest {
  readonly name: ForestModel["name"];
  readonly names: readonly string[];
  readonly trees: readonly Tree[];
  readonly sampling: Sampling;
}

/** The training rows; `rows` are those with weight, where some have none. */
export interface ForestTraining {
  readonly x: Features;
  readonly rows: Int32Array | undefined;
  /** Of the rows with weight. */
  readonly columns: readonly Float64Array[];
  readonly weights: Float64Array | undefined;
}

export function forestModel(forest: Forest, training: ForestTraining | undefined): ForestModel {
  const { name, names, trees, sampling } = forest;
  const importances = gainShares(trees, names.length);
  const model = {
    name,
    treeCount: trees.length,
    featureNames: names,
    importances,
    predict(x: Features): Float64Array {
      const sum = new Float64Array(x.rows);
      addTrees(trees, predictors(x, names), sum);
      return sum.map((value) => value / trees.length);
    },
    outOfBag: () => outOfBag(forest, training),
    standardErrors: (x: Features) => standardErrors(forest, x),
    ...(training && !sampling.honest && { keep: (x: Features) => kept(forest, training, x) }),
    toJSON: () => ({ name, names, sampling, trees: trees.map(treeToJson) }),
  };
  const shown = { title: `${name}: ${trees.length} trees`, names, importances };
  return displayable(model, { text: () => importanceText(shown), html: () => importanceHtml(shown) });
}

export function forestFromJson(json: object): ForestModel {
  const { trees, ...rest } = json as Omit<Forest, "trees"> & { trees: readonly TreeJson[] };
  return forestModel({ ...rest, trees: trees.map(treeFromJson) }, undefined);
}

/** The columns by name, which must be numbers: these trees do not know which way a missing value goes. */
export function predictors(x: Features, names: readonly string[]): readonly Float64Array[] {
  const columns = matchColumns(x, names);
  columns.forEach((column, j) => {
    const missing = column.reduce((count, value) => count + Number(Number.isNaN(value)), 0);
    if (missing === 0) return;
    throw new DataError(
      `column "${names[j]}" is missing in ${missing} of ${x.rows} rows; these trees need all values: fill them first, or use gradientBoosting().`,
    );
  });
  return columns;
}

/** The same splits with other outcomes of the training rows. */
function kept(forest: Forest, training: ForestTraining, x: Features): KeptFit {
  const { trees, sampling, names } = forest;
  const { rows, columns, weights } = training;
  const n = rows?.length ?? training.x.rows;
  const own = (y: Float64Array): Float64Array => {
    if (y.length !== training.x.rows) {
      throw new ArgumentError(
        `y must hold an outcome for each of the ${training.x.rows} training rows; it held ${y.length}.`,
      );
    }
    return rows ? Float64Array.from(rows, (i) => y[i]!) : y;
  };
  const found = keptTrees(trees, { columns, rows: n, weights, sampling }, predictors(x, names));
  return {
    predict: (y) => found.predict(own(y)),
    model: (y) => forestModel({ ...forest, trees: found.trees(own(y)) }, training),
  };
}

async function outOfBag(
  { trees, sampling, names }: Forest,
  training: ForestTraining | undefined,
): Promise<OutOfBag> {
  if (!training)
    throw new ArgumentError("outOfBag needs the training rows, which a model read from JSON does not have.");
  if (sampling.kind === "all") {
    throw new ArgumentError(
      'every tree saw all rows, so none is out of bag; fit with sample: "bootstrap" or a fraction below 1.',
    );
  }
  const { x, rows } = training;
  const columns = rows
    ? x.columns.map((column) => Float64Array.from(rows, (i) => column[i]!))
    : matchColumns(x, names);
  const { sums, counts } = await sumInParts(trees, columns, sampling);
  const predictions = new Float64Array(x.rows);
  if (rows) {
    addTrees(trees, x.columns, predictions);
    for (let i = 0; i < x.rows; i++) predictions[i]! /= trees.length;
  }
  let undefinedRows = 0;
  for (let i = 0; i < sums.length; i++) {
    if (counts[i] === 0) undefinedRows++;
    predictions[rows ? rows[i]! : i] = counts[i] === 0 ? Number.NaN : sums[i]! / counts[i]!;
  }
  return { predictions, undefinedRows };
}

async function sumInParts(
  trees: readonly Tree[],
  columns: readonly Float64Array[],
  sampling: Sampling,
): Promise<{ sums: Float64Array; counts: Int32Array }> {
  const n = columns[0]!.length;
  const shared = { trees, columns, sampling };
  const small = n * trees.length < 1e6;
  const parts = small ? 1 : defaultThreads();
  const size = Math.ceil(n / parts);
  const tasks = Array.from({ length: Math.ceil(n / size) }, (_, k): OutOfBagTask => {
    return { ...shared, start: k * size, end: Math.min(n, (k + 1) * size) };
  });
  const module = new URL("./forest-task.js", import.meta.url);
  const found = small
    ? tasks.map(sumOutOfBag)
    : await parallel<OutOfBagTask, OutOfBagSums>(module, "sumOutOfBag", tasks);
  const [sums, counts] = [new Float64Array(n), new Int32Array(n)];
  found.forEach((part, k) => {
    sums.set(part.sums, k * size);
    counts.set(part.trees, k * size);
  });
  return { sums, counts };
}

/**
 * The bootstrap of little bags (Athey, Tibshirani & Wager 2019, section 4): trees in groups share a half-sample, and
 * the variance between groups, less what the trees inside a group vary by, is that of the forest. A small difference
 * is kept positive by its posterior mean under a flat prior on positive values.
 */
function standardErrors({ trees, sampling, names }: Forest, x: Features): Float64Array {
  const { group } = sampling;
  if (group < 2)
    throw new ArgumentError("standardErrors needs a forest that was fitted with variance: true.");
  const columns = predictors(x, names);
  const groups = Math.floor(trees.length / group);
  const sum = new Float64Array(x.rows);
  const [squares, within] = [new Float64Array(x.rows), new Float64Array(x.rows)];
  for (let g = 0; g < groups; g++) {
    const mean = new Float64Array(x.rows);
    for (let k = 0; k < group; k++) {
      const one = new Float64Array(x.rows);
      addTrees([trees[g * group + k]!], columns, one);
      for (let i = 0; i < x.rows; i++) {
        mean[i]! += one[i]! / group;
        within[i]! += one[i]! ** 2;
      }
    }
    for (let i = 0; i < x.rows; i++) {
      sum[i]! += mean[i]!;
      squares[i]! += mean[i]! ** 2;
    }
  }
  return sum.map((total, i) => {
    const mean = total / groups;
    const between = squares[i]! / groups - mean * mean;
    const noise = (within[i]! / (groups * group) - squares[i]! / groups) / (group - 1);
    return Math.sqrt(keptPositive(between - noise, Math.max(between, noise) * Math.sqrt(2 / groups)));
  });
}

function keptPositive(difference: number, error: number): number {
  if (error <= 0) return 0;
  const ratio = difference / error;
  const density = Math.exp((-ratio * ratio) / 2) / Math.sqrt(2 * Math.PI);
  return difference + (error * density) / normalCdf(ratio);
}
