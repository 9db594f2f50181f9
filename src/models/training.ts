import { ArgumentError, DataError } from "../errors.js";
import type { Family, Observations } from "../numeric/block.js";
import { toSharedColumn } from "../numeric/columns.js";
import { explainMemory } from "../numeric/explain-memory.js";
import { memorySums, type SumsOptions } from "../numeric/memory-sums.js";
import { columnMoments, partMoments } from "../numeric/moments.js";
import { sparseMoments } from "../numeric/sparse-moments.js";
import { sparseSums } from "../numeric/sparse-sums.js";
import type { Standardization } from "../numeric/standardize.js";
import type { SumsProvider } from "../numeric/sums.js";
import { work } from "../work.js";
import { checkSparse } from "./check-sparse.js";
import { type Features, type FitOptions, isSparse, type SparseFeatures } from "./learner.js";
import { refuseSparse } from "./linear-predictor.js";

/** Checked data of a parametric fit. */
export interface Training {
  readonly rows: number;
  readonly y: Float64Array;
  readonly weights: Float64Array | undefined;
  readonly standardization: Standardization;
  /** Sum of the weights. */
  readonly weight: number;
  /** Sums over all rows, or as the options have it; sparse columns have neither strides nor parts. */
  sumsOf(family: Family, options?: Pick<SumsOptions, "every" | "part">): SumsProvider;
  /** Refuses what no learner can fit in columns of which only a part was looked at. */
  refuseUnseen(): Promise<void>;
}

/** Rows times columns from which on a fit says that it works and can be interrupted by the user. */
const longWork = 5e6;

/** Runs a fit as long work of its own, unless it is short or its caller passes a signal; says where memory is too small. */
export async function asWork<T>(
  label: string,
  x: Features | SparseFeatures,
  options: FitOptions,
  run: (options: FitOptions) => Promise<T>,
): Promise<T> {
  const size = isSparse(x) ? 10 * x.values.length : x.rows * (x.columns.length + 1);
  try {
    if (options.signal || size < longWork) return await run(options);
    return await work(label, 1, ({ signal }) => run({ ...options, signal }));
  } catch (error) {
    throw explainMemory(error, label, x.rows, x.names.length);
  }
}

/**
 * Refuses what no learner can fit: lengths that differ, numbers that are not finite, weights that cannot be. With `part`
 * it looks at every so many segments of the columns alone; the rest is then for `refuseUnseen`, once a fit has failed.
 */
export async function prepareTraining(
  x: Features | SparseFeatures,
  y: Float64Array,
  options: FitOptions,
  part?: number,
): Promise<Training> {
  return isSparse(x) ? prepareSparse(x, y, options) : prepareDense(x, y, options, part);
}

/** Checked data of a fit to columns without gaps. */
export interface DenseTraining extends Training {
  readonly data: Observations;
  readonly sums: SumsOptions;
}

export async function prepareDense(
  x: Features,
  y: Float64Array,
  options: FitOptions,
  part?: number,
): Promise<DenseTraining> {
  const { weights, signal, threads } = options;
  const weight = checkOutcome(x, y, weights);
  const data = {
    rows: x.rows,
    columns: x.columns,
    y: shareable(y, x),
    weights: weights && shareable(weights, x),
  };
  const sums = { signal, threads };
  const all = (): Promise<Standardization> => columnMoments(data, weight, sums);
  const standardization = (part && (await partMoments(data, part, sums))) || (await all());
  refuseInfinite(x, standardization);
  const refuseUnseen = async (): Promise<void> => refuseInfinite(x, await all());
  const sumsOf: Training["sumsOf"] = (family, options) =>
    memorySums(data, family, standardization, { ...sums, ...options });
  return { rows: x.rows, y, weights, standardization, weight, sumsOf, refuseUnseen, data, sums };
}

/** Columns from which on the cross-products of all pairs are too many to hold and factor. */
const mostUnpenalized = 5000;

function prepareSparse(x: SparseFeatures, y: Float64Array, options: FitOptions): Training {
  const { weights, signal } = options;
  const weight = checkSparseOutcome(x, y, weights);
  if (x.names.length > mostUnpenalized) {
    throw new ArgumentError(
      `x has ${x.names.length} columns; without a penalty at most ${mostUnpenalized} are taken, since all their pairs count. Use lasso(), elasticNet() or ridge().`,
    );
  }
  const standardization = sparseMoments(x, weights, weight);
  const sumsOf = (family: Family): SumsProvider =>
    sparseSums({ x, y, weights }, family, standardization, { signal });
  return { rows: x.rows, y, weights, standardization, weight, sumsOf, refuseUnseen: async () => {} };
}

/** Refuses sparse columns, outcomes and weights that no learner can fit; returns the sum of the weights. */
export function checkSparseOutcome(
  x: SparseFeatures,
  y: Float64Array,
  weights: Float64Array | undefined,
): number {
  checkSparse(x);
  checkLengths(x, y, weights);
  checkFinite("y", y);
  return weights ? checkWeights(weights) : x.rows;
}

/** The same checks for learners that need no sums. */
export function checkTraining(x: Features, y: Float64Array, weights: Float64Array | undefined): void {
  checkOutcome(x, y, weights);
  x.columns.forEach((column, j) => {
    checkFinite(`column "${x.names[j]}"`, column, markMissing);
  });
}

/** The same checks for learners that take missing values in the columns. Returns the sum of the weights. */
export function checkOutcome(x: Features, y: Float64Array, weights: Float64Array | undefined): number {
  refuseSparse(x);
  checkLengths(x, y, weights);
  checkFinite("y", y);
  return weights ? checkWeights(weights) : x.rows;
}

/** Refuses outcomes that no model of shares can have. */
export function checkBothOutcomes(
  { y, weights }: Pick<Observations, "y" | "weights">,
  what = "logistic regression",
): void {
  let outside = 0;
  // One comparison: the product is negative, or no number, where y is outside.
  for (let i = 0; i < y.length; i++) if (!(y[i]! * (1 - y[i]!) >= 0)) outside++;
  if (outside > 0) {
    throw new DataError(`${what} needs y from 0 to 1; ${outside} of ${y.length} values are outside.`);
  }
  const counts = (i: number): boolean => weights === undefined || weights[i] !== 0;
  const low = y.some((value, i) => value < 1 && counts(i));
  const high = y.some((value, i) => value > 0 && counts(i));
  if (!low || !high) {
    throw new DataError(`${what} needs both outcomes; y is ${low ? 0 : 1} in all rows with weight.`);
  }
}

function checkLengths(
  x: { readonly rows: number },
  y: Float64Array,
  weights: Float64Array | undefined,
): void {
  if (y.length !== x.rows)
    throw new ArgumentError(`y must have ${x.rows} values, one per row of x; it had ${y.length}.`);
  if (weights && weights.length !== x.rows) {
    throw new ArgumentError(
      `weights must have ${x.rows} values, one per row of x; it had ${weights.length}.`,
    );
  }
  if (x.rows === 0) throw new DataError("there are no rows to fit: x has 0 rows.");
}

const markMissing = ', or mark them by designMatrix(…, { missing: "indicator" })';

function checkFinite(name: string, values: Float64Array, remedy = ""): void {
  if (surelyFinite(values)) return;
  let bad = 0;
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i]!)) bad++;
  if (bad > 0) {
    throw new DataError(
      `${name} is not a finite number in ${bad} of ${values.length} rows; fill or drop them first${remedy}.`,
    );
  }
}

/** Whether no value is infinite or missing, four at a time; sums of four that overflow count as doubtful. */
function surelyFinite(values: Float64Array): boolean {
  let at = 0;
  for (; at + 4 <= values.length; at += 4) {
    const sum = values[at]! + values[at + 1]! + (values[at + 2]! + values[at + 3]!);
    if (sum * 0 !== 0) return false;
  }
  for (; at < values.length; at++) if (values[at]! * 0 !== 0) return false;
  return true;
}

function refuseInfinite(x: Features, { center, scale }: Standardization): void {
  x.names.forEach((name, j) => {
    if (Number.isFinite(center[j]!) && Number.isFinite(scale[j]!)) return;
    checkFinite(`column "${name}"`, x.columns[j]!, markMissing);
    throw new DataError(`column "${name}" has numbers too large to square (beyond 1e150); rescale it first.`);
  });
}

/** Returns the sum of the weights. */
function checkWeights(weights: Float64Array): number {
  checkFinite("weights", weights);
  let [negative, sum] = [0, 0];
  for (let i = 0; i < weights.length; i++) {
    if (weights[i]! < 0) negative++;
    sum += weights[i]!;
  }
  if (negative > 0)
    throw new DataError(`weights must not be negative; ${negative} of ${weights.length} are.`);
  if (sum === 0) throw new DataError("weights are all 0, so there is nothing to fit.");
  return sum;
}

/** A single column is worth a copy so that workers can read it beside columns that are shared. */
function shareable(values: Float64Array, x: Features): Float64Array {
  const worthIt = x.columns[0]?.buffer instanceof SharedArrayBuffer && x.rows * x.columns.length > 1e5;
  return worthIt && !(values.buffer instanceof SharedArrayBuffer) ? toSharedColumn(values) : values;
}
