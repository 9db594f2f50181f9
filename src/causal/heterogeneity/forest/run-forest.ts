import { sharedColumn, toSharedColumn } from "../../../numeric/columns.js";
import { parallel } from "../../../numeric/parallel.js";
import { defaultThreads } from "../../../numeric/threads.js";
import { work } from "../../../work.js";
import { type GrowTask, growPairs, type PredictTask, predictRows } from "./forest-task.js";
import type { ForestData, TreeRules } from "./grow-causal-tree.js";
import type { Trees } from "./tree-arena.js";

export interface Forest {
  readonly batches: readonly Trees[];
  readonly trainingRows: number;
}

export interface RunSettings {
  readonly seed: number;
  readonly clusters: Int32Array | undefined;
  readonly threads: number | undefined;
}

const pairsAtOnce = 25;
const rowsAtOnce = 1024;
const module: URL = new URL("./forest-task.js", import.meta.url);

/** Grows pairs of trees in workers; the same forest for any number of threads. */
export async function growForest(
  columns: readonly Float64Array[],
  y: Float64Array,
  w: Float64Array,
  rules: Omit<TreeRules, "candidates"> & { readonly pairs: number },
  { seed, clusters, threads = defaultThreads() }: RunSettings,
): Promise<Forest> {
  const { pairs, minNode, alpha } = rules;
  const p = columns.length;
  const candidates = Math.min(p, Math.ceil(Math.sqrt(p) + 20));
  const shared = columns.map(toShared);
  const data: ForestData = { columns: shared, y, w, orders: shared.map(ascending) };
  const tasks: GrowTask[] = [];
  for (let from = 0; from < pairs; from += pairsAtOnce) {
    const to = Math.min(pairs, from + pairsAtOnce);
    tasks.push({ data, rules: { candidates, minNode, alpha }, clusters, seed, from, to });
  }
  const batches = await runAll("growing a causal forest", "growPairs", tasks, growPairs, threads);
  return { batches, trainingRows: y.length };
}

/** Effects and variances for rows: out of bag for those that the forest was grown on. */
export async function predictForest(
  forest: Forest,
  columns: readonly Float64Array[],
  outOfBag: boolean,
  threads: number = defaultThreads(),
): Promise<{ readonly effects: Float64Array; readonly variances: Float64Array }> {
  const rows = columns[0]!.length;
  const [effect, variance] = [sharedColumn(rows), sharedColumn(rows)];
  const shared = columns.map(toShared);
  const tasks: PredictTask[] = [];
  for (let from = 0; from < rows; from += rowsAtOnce) {
    const to = Math.min(rows, from + rowsAtOnce);
    tasks.push({ ...forest, columns: shared, from, to, outOfBag, effect, variance });
  }
  await runAll("predicting effects", "predictRows", tasks, predictRows, threads);
  return { effects: effect, variances: variance };
}

async function runAll<Task, Result>(
  label: string,
  name: string,
  tasks: readonly Task[],
  here: (task: Task) => Result,
  threads: number,
): Promise<Result[]> {
  return work(label, tasks.length, async ({ signal, report, check }) => {
    if (threads > 1 && tasks.length > 1) {
      return parallel<Task, Result>(module, name, tasks, { threads, signal, report });
    }
    const results: Result[] = [];
    for (const task of tasks) {
      check();
      results.push(here(task));
      report(results.length);
      await new Promise((resolve) => setImmediate(resolve));
    }
    return results;
  });
}

function toShared(column: Float64Array): Float64Array {
  return column.buffer instanceof SharedArrayBuffer ? column : toSharedColumn(column);
}

/** Row numbers in ascending order of the column's values. */
function ascending(column: Float64Array): Int32Array {
  const order = new Int32Array(new SharedArrayBuffer(4 * column.length));
  for (let i = 0; i < order.length; i++) order[i] = i;
  return order.sort((a, b) => column[a]! - column[b]! || a - b);
}
