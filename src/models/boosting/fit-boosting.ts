import { didYouMean } from "../../assert.js";
import { DataError } from "../../errors.js";
import { Barrier } from "../../numeric/barrier.js";
import { toSharedColumn } from "../../numeric/columns.js";
import { parallel } from "../../numeric/parallel.js";
import { defaultThreads } from "../../numeric/threads.js";
import { randomStream, type Stream } from "../../stats/random.js";
import { work } from "../../work.js";
import type { Features, FitOptions } from "../learner.js";
import { checkOutcome } from "../training.js";
import { type Boosted, type BoostTask, boost } from "./boost-task.js";
import { type BoostingModel, boostingModel, refuseInfinite } from "./boosting-model.js";
import { createLayout, type Layout } from "./layout.js";
import { type LossName, lossOf, weightedQuantile } from "./losses.js";
import type { SplitLimits } from "./split-scan.js";

export interface BoostingRecipe {
  readonly loss: LossName | "auto";
  readonly quantile: number;
  readonly trees: number;
  readonly learningRate: number;
  readonly leaves: number;
  readonly maxDepth: number;
  readonly limits: SplitLimits;
  readonly bins: number;
  readonly monotone: Readonly<Record<string, 1 | -1>>;
  readonly stopping: { readonly fraction: number; readonly patience: number } | undefined;
}

/** Rows × columns × trees up to which starting workers costs more than they gain. */
const smallWork = 4e7;
/** Rows that bins are made from at most. */
const binRows = 200_000;

export async function fitBoosting(
  recipe: BoostingRecipe,
  x: Features,
  y: Float64Array,
  options: FitOptions,
): Promise<BoostingModel> {
  checkOutcome(x, y, options.weights);
  refuseInfinite(x.columns, x.names);
  const loss = chosenLoss(recipe.loss, y, options.weights);
  const monotone = directions(recipe.monotone, x.names);
  const small = x.rows * x.columns.length * recipe.trees <= smallWork;
  const threads = small ? 1 : Math.min(options.threads ?? defaultThreads(), x.columns.length);
  const layout = createLayout(x.rows, Math.max(1, x.columns.length), recipe.leaves, threads);
  const stream = options.stream ?? randomStream(1);
  const { training, aside, sample } = orderRows(layout, options.weights, recipe.stopping?.fraction, stream);
  const start = fillRows(layout, y, options.weights, loss, recipe.quantile, training);
  const task = {
    layout,
    barrier: Barrier.state(),
    columns: x.columns.map((column) =>
      small || column.buffer instanceof SharedArrayBuffer ? column : toSharedColumn(column),
    ),
    sample,
    bins: recipe.bins,
    loss,
    quantile: recipe.quantile,
    weighted: options.weights !== undefined,
    limits: recipe.limits,
    leaves: recipe.leaves,
    maxDepth: recipe.maxDepth,
    learningRate: recipe.learningRate,
    monotone,
    trees: recipe.trees,
    trained: training.length,
    aside,
    patience: recipe.stopping?.patience ?? 0,
    progress: new Int32Array(new SharedArrayBuffer(4)),
  };
  const { trees, validation } = small ? boost({ ...task, thread: 0 })! : await inWorkers(task, options);
  return boostingModel({ names: x.names, loss, start, trees, validation });
}

async function inWorkers(task: Omit<BoostTask, "thread">, options: FitOptions): Promise<Boosted> {
  const { threads } = task.layout;
  const tasks = Array.from({ length: threads }, (_, thread) => ({ ...task, thread }));
  return work("Gradient boosting", task.trees, async ({ signal, report }) => {
    const watch = setInterval(() => report(Atomics.load(task.progress, 0)), 200);
    try {
      const module = new URL("./boost-task.js", import.meta.url);
      const found = await parallel<BoostTask, Boosted | undefined>(module, "boost", tasks, {
        threads,
        signal: options.signal ?? signal,
      });
      return found[0]!;
    } finally {
      clearInterval(watch);
    }
  });
}

/** Rows with weight in the order: those to train on, then those set aside; and the sample that bins come from. */
function orderRows(
  { memory, order, training: ascending, rows }: Layout,
  weights: Float64Array | undefined,
  fraction: number | undefined,
  stream: Stream,
): { training: Int32Array; aside: number; sample: Int32Array } {
  const present = rowsWithWeight(rows, weights);
  const aside = fraction ? Math.round(fraction * present.length) : 0;
  const [training, apart] = setAside(present, aside, stream);
  if (training.length === 0 || (fraction && aside === 0)) {
    throw new DataError(
      `early stopping needs rows to train on and rows to set aside; ${present.length} rows are too few for a fraction of ${fraction}.`,
    );
  }
  const all = new Int32Array(memory.buffer, order, rows);
  all.set(training);
  all.set(apart, training.length);
  new Int32Array(memory.buffer, ascending, rows).set(training);
  return { training, aside, sample: binSample(training, stream) };
}

function rowsWithWeight(rows: number, weights: Float64Array | undefined): Int32Array {
  const found = new Int32Array(rows);
  let count = 0;
  for (let i = 0; i < rows; i++) if (!weights || weights[i]! > 0) found[count++] = i;
  return found.subarray(0, count);
}

/** The rows that stay, and `aside` random ones that do not. */
function setAside(rows: Int32Array, aside: number, stream: Stream): [Int32Array, Int32Array] {
  if (aside === 0) return [rows, new Int32Array(0)];
  const shuffled = stream.split("aside").permutation(rows.length);
  const isAside = new Uint8Array(rows.length);
  for (let k = 0; k < aside; k++) isAside[shuffled[k]!] = 1;
  return [rows.filter((_, k) => isAside[k] === 0), rows.filter((_, k) => isAside[k] === 1)];
}

function binSample(rows: Int32Array, stream: Stream): Int32Array {
  if (rows.length <= binRows) return rows;
  const chosen = rows.slice();
  const draws = stream.split("bins");
  for (let k = 0; k < binRows; k++) {
    const other = k + draws.integer(chosen.length - k);
    const row = chosen[other]!;
    chosen[other] = chosen[k]!;
    chosen[k] = row;
  }
  return chosen.slice(0, binRows).sort();
}

/** Copies outcomes and weights, and starts all raw predictions from the best constant, which it returns. */
function fillRows(
  { memory, rows, ...at }: Layout,
  y: Float64Array,
  weights: Float64Array | undefined,
  name: LossName,
  quantile: number,
  training: Int32Array,
): number {
  const column = (address: number): Float64Array => new Float64Array(memory.buffer, address, rows);
  column(at.y).set(y);
  if (weights) column(at.weights).set(weights);
  else column(at.weights).fill(1);
  const start = startOf(y, weights, name, quantile, training);
  column(at.raw).fill(start);
  return start;
}

function startOf(
  y: Float64Array,
  weights: Float64Array | undefined,
  name: LossName,
  quantile: number,
  training: Int32Array,
): number {
  if (name === "quantile") {
    const values = Float64Array.from(training, (row) => y[row]!);
    return weightedQuantile(values, weights && Float64Array.from(training, (row) => weights[row]!), quantile);
  }
  let [sum, total] = [0, 0];
  for (const row of training) {
    const weight = weights ? weights[row]! : 1;
    sum += weight * y[row]!;
    total += weight;
  }
  const mean = sum / total;
  const start = lossOf(name, quantile).link(mean);
  if (Number.isFinite(start)) return start;
  throw new DataError(
    name === "logistic"
      ? `logistic loss needs both outcomes; y is ${mean} in all rows with weight that are trained on.`
      : "Poisson loss needs a y above 0 in some row with weight that is trained on; all are 0.",
  );
}

function chosenLoss(loss: LossName | "auto", y: Float64Array, weights: Float64Array | undefined): LossName {
  if (loss === "auto") {
    const binary = y.every((value, i) => value === 0 || value === 1 || weights?.[i] === 0);
    return binary ? "logistic" : "squared";
  }
  const [low, high] = { logistic: [0, 1], poisson: [0, Number.POSITIVE_INFINITY] }[loss as string] ?? [];
  if (low === undefined) return loss;
  const outside = y.reduce((count, value) => count + Number(value < low || value > high!), 0);
  if (outside > 0) {
    const range = loss === "logistic" ? "from 0 to 1" : "of at least 0";
    throw new DataError(`${loss} loss needs y ${range}; ${outside} of ${y.length} values are outside.`);
  }
  return loss;
}

function directions(monotone: BoostingRecipe["monotone"], names: readonly string[]): Int8Array {
  const found = new Int8Array(names.length);
  for (const [name, direction] of Object.entries(monotone)) {
    const j = names.indexOf(name);
    if (j < 0) {
      throw new DataError(
        `monotone names a column "${name}" that x does not have.${didYouMean(name, names)}`,
      );
    }
    found[j] = direction;
  }
  return found;
}
