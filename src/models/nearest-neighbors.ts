import { assertInteger, assertKnownOptions, assertOneOf } from "../assert.js";
import { ArgumentError, DataError } from "../errors.js";
import type { Standardization } from "../numeric/standardize.js";
import { displayable } from "../plot/display.js";
import { type TextTable, tableHtml, tableText } from "../plot/table.js";
import type { Features, FitOptions, FittedModel, Learner } from "./learner.js";
import { matchColumns, refuseSparse } from "./linear-predictor.js";
import { buildTree, type NeighborTree, nearest } from "./neighbors/tree.js";
import { prepareTraining } from "./training.js";

export interface NeighborsOptions {
  /** Neighbours that a prediction is the mean of. @default 10 */
  readonly k?: number | undefined;
  /** All neighbours alike, or each by 1 / distance. @default "uniform" */
  readonly weights?: "uniform" | "distance" | undefined;
  /** Whether columns are divided by their standard deviation before distances are taken. @default true */
  readonly scale?: boolean | undefined;
}

export interface NeighborsModel extends FittedModel {
  readonly name: "nearest neighbors";
  readonly k: number;
  readonly featureNames: readonly string[];
}

export interface NeighborsLearner extends Learner {
  fit(x: Features, y: Float64Array, options?: FitOptions): Promise<NeighborsModel>;
}

/**
 * The mean of y among the k nearest rows (Fix & Hodges 1951), by Euclidean distance in columns divided by their weighted
 * standard deviation in training. With `weights: "distance"` a neighbour counts
 * 1 / distance, and rows at distance 0 exclude the others. Weights of rows multiply theirs in the mean, and do not change who is
 * near; rows of weight 0 are no neighbours. Of rows equally far the earlier is taken.
 *
 * Searches by a k-d tree (Bentley 1975), which is fast up to some ten columns and exact for any number. Fewer rows with weight
 * than k are a {@link DataError}, as are missing values, in training and in prediction. The model holds its training rows.
 *
 * @example
 * const model = await nearestNeighbors({ k: 25 }).fit(x, y);
 */
export function nearestNeighbors(options: NeighborsOptions = {}): NeighborsLearner {
  assertKnownOptions(options, ["k", "weights", "scale"], "nearestNeighbors");
  const { k = 10, weights: kind = "uniform", scale = true } = options;
  assertInteger(k, "k", 1);
  assertOneOf(kind, "weights", ["uniform", "distance"]);
  if (typeof scale !== "boolean") throw new ArgumentError("scale must be true or false.");
  return {
    name: "nearest neighbors",
    ignoresZeroWeights: true,
    fit: async (x, y, fitOptions = {}) => {
      refuseSparse(x);
      if (x.names.length === 0)
        throw new ArgumentError("nearest neighbors needs at least one column; x has none.");
      const { weights, standardization } = await prepareTraining(x, y, fitOptions);
      const rows = Int32Array.from(y.keys()).filter((i) => !weights || weights[i]! > 0);
      if (rows.length < k)
        throw new DataError(
          `nearest neighbors needs at least k = ${k} rows with weight; there are ${rows.length}.`,
        );
      const divisor = scale ? standardization.scale : standardization.scale.map(() => 1);
      const pick = (values: Float64Array): Float64Array => Float64Array.from(rows, (i) => values[i]!);
      return neighborsModel({
        k,
        kind,
        names: x.names,
        points: scaled(x.columns.map(pick), divisor),
        divisor,
        y: pick(y),
        rowWeights: weights ? pick(weights) : undefined,
      });
    },
  };
}

interface Neighbors {
  readonly k: number;
  readonly kind: "uniform" | "distance";
  readonly names: readonly string[];
  /** Row by row, divided. */
  readonly points: Float64Array;
  readonly divisor: Standardization["scale"];
  readonly y: Float64Array;
  readonly rowWeights: Float64Array | undefined;
}

/** Columns divided and laid row by row. */
function scaled(columns: readonly Float64Array[], divisor: Float64Array): Float64Array {
  const p = columns.length;
  const points = new Float64Array(p * (columns[0]?.length ?? 0));
  columns.forEach((column, j) => {
    for (let i = 0; i < column.length; i++) points[i * p + j] = column[i]! / divisor[j]!;
  });
  return points;
}

function neighborsModel(parts: Neighbors): NeighborsModel {
  const { k, kind, names, points, divisor, y, rowWeights } = parts;
  const tree = buildTree(points, names.length);
  const model = {
    name: "nearest neighbors" as const,
    k,
    featureNames: names,
    predict: (x: Features): Float64Array => {
      const columns = matchColumns(x, names);
      refuseMissing(columns, names);
      const asked = scaled(columns, divisor);
      return Float64Array.from({ length: x.rows }, (_, i) =>
        neighborMean(parts, tree, asked.subarray(i * names.length, (i + 1) * names.length)),
      );
    },
    toJSON: () => ({
      name: "nearest neighbors",
      k,
      kind,
      names,
      points: [...points],
      divisor: [...divisor],
      y: [...y],
      rowWeights: rowWeights ? [...rowWeights] : null,
    }),
  };
  const table = (): TextTable => ({
    title: `nearest neighbors: the mean of ${k} among ${y.length} rows${kind === "distance" ? ", by 1 / distance" : ""}`,
    columns: [{ name: "column", align: "left" }, { name: "divided by" }],
    rows: names.slice(0, 20).map((name, j) => [name, divisor[j]!.toPrecision(4)]),
    notes: names.length > 20 ? [`${names.length - 20} more columns`] : [],
  });
  return displayable(model, { text: () => tableText(table()), html: () => tableHtml(table()) });
}

function neighborMean(
  { k, kind, y, rowWeights }: Neighbors,
  tree: NeighborTree,
  point: Float64Array,
): number {
  const found = nearest(tree, point, k);
  const exact = kind === "distance" && found.some(({ square }) => square === 0);
  let [sum, total] = [0, 0];
  for (const { row, square } of found) {
    if (exact && square > 0) continue;
    const near = kind === "uniform" || exact ? 1 : 1 / Math.sqrt(square);
    const weight = near * (rowWeights ? rowWeights[row]! : 1);
    sum += weight * y[row]!;
    total += weight;
  }
  return sum / total;
}

function refuseMissing(columns: readonly Float64Array[], names: readonly string[]): void {
  columns.forEach((column, j) => {
    const missing = column.reduce((count, value) => count + Number(!Number.isFinite(value)), 0);
    if (missing === 0) return;
    throw new DataError(
      `column "${names[j]}" is not a finite number in ${missing} of ${column.length} rows, which are then near to none; fill them first.`,
    );
  });
}

export function neighborsFromJson(json: object): NeighborsModel {
  const { points, divisor, y, rowWeights, ...rest } = json as Pick<Neighbors, "k" | "kind" | "names"> & {
    points: number[];
    divisor: number[];
    y: number[];
    rowWeights: number[] | null;
  };
  return neighborsModel({
    ...rest,
    points: Float64Array.from(points),
    divisor: Float64Array.from(divisor),
    y: Float64Array.from(y),
    rowWeights: rowWeights ? Float64Array.from(rowWeights) : undefined,
  });
}
