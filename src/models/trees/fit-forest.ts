import { toSharedColumn } from "../../numeric/columns.js";
import { parallel } from "../../numeric/parallel.js";
import { defaultThreads } from "../../numeric/threads.js";
import { randomStream } from "../../stats/random.js";
import { work } from "../../work.js";
import type { Features, FitOptions } from "../learner.js";
import { checkTraining } from "../training.js";
import type { Sampling } from "./bag.js";
import { type ForestModel, forestModel } from "./forest-model.js";
import { type ForestTask, growTrees } from "./forest-task.js";
import type { GrowOptions } from "./grow-tree.js";
import { rankColumn } from "./rank-column.js";
import type { Tree } from "./tree.js";

/** What a forest is made of. */
export interface ForestRecipe {
  readonly name: ForestModel["name"];
  readonly trees: number;
  readonly grow: GrowOptions;
  readonly sampling: Omit<Sampling, "seed">;
}

/** Rows × columns × trees up to which starting workers costs more than they gain. */
const smallWork = 3e6;

export async function fitForest(
  recipe: ForestRecipe,
  x: Features,
  y: Float64Array,
  options: FitOptions,
): Promise<ForestModel> {
  checkTraining(x, y, options.weights);
  const { columns, y: kept, weights, rows } = present(x, y, options.weights);
  const center = weightedMean(kept, weights);
  const seed = Math.floor((options.stream ?? randomStream(1)).split("forest").uniform() * 2 ** 52);
  const sampling = { ...recipe.sampling, seed };
  const shared = {
    data: {
      columns,
      ranks: recipe.grow.splitter === "best" ? columns.map(rankColumn) : [],
      y: toSharedColumn(kept.map((value) => value - center)),
    },
    weights: weights && toSharedColumn(weights),
    grow: recipe.grow,
    sampling,
  };
  const trees = await grow(shared, recipe, options);
  for (const tree of trees) for (let i = 0; i < tree.value.length; i++) tree.value[i]! += center;
  return forestModel({ name: recipe.name, names: x.names, trees, sampling }, { x, rows, columns, weights });
}

async function grow(
  shared: Omit<ForestTask, "from" | "to">,
  { name, trees }: ForestRecipe,
  options: FitOptions,
): Promise<Tree[]> {
  const { columns, y } = shared.data;
  if (y.length * columns.length * trees <= smallWork) return growTrees({ ...shared, from: 0, to: trees });
  const threads = options.threads ?? defaultThreads();
  const size = Math.max(1, Math.min(25, Math.ceil(trees / (4 * threads))));
  const tasks = Array.from({ length: Math.ceil(trees / size) }, (_, k) => ({
    ...shared,
    from: k * size,
    to: Math.min(trees, (k + 1) * size),
  }));
  const module = new URL("./forest-task.js", import.meta.url);
  return work(name, trees, async ({ signal, report }) => {
    const grown = await parallel<ForestTask, Tree[]>(module, "growTrees", tasks, {
      threads,
      signal: options.signal ?? signal,
      report: (done) => report(Math.min(trees, done * size)),
    });
    return grown.flat();
  });
}

/** The rows with weight, in shared memory; `rows` names them where some have none. */
export function present(
  x: Features,
  y: Float64Array,
  weights: Float64Array | undefined,
): {
  columns: readonly Float64Array[];
  y: Float64Array;
  weights: Float64Array | undefined;
  rows: Int32Array | undefined;
} {
  if (!weights?.includes(0)) {
    const share = (column: Float64Array): Float64Array =>
      column.buffer instanceof SharedArrayBuffer ? column : toSharedColumn(column);
    return { columns: x.columns.map(share), y, weights, rows: undefined };
  }
  const rows = Int32Array.from(weights, (_, i) => i).filter((i) => weights[i]! > 0);
  const take = (column: Float64Array): Float64Array => toSharedColumn(Array.from(rows, (i) => column[i]!));
  return { columns: x.columns.map(take), y: take(y), weights: take(weights), rows };
}

export function weightedMean(y: Float64Array, weights: Float64Array | undefined): number {
  let [sum, total] = [0, 0];
  for (let i = 0; i < y.length; i++) {
    const weight = weights ? weights[i]! : 1;
    sum += weight * y[i]!;
    total += weight;
  }
  return sum / total;
}
