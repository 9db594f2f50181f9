import { Barrier } from "../../numeric/barrier.js";
import type { Tree } from "../trees/tree.js";
import { BoostedRows } from "./boosted-rows.js";
import type { Layout } from "./layout.js";
import { type LossName, lossOf } from "./losses.js";
import type { SplitLimits } from "./split-scan.js";
import { TreeLearner } from "./tree-learner.js";

/** One thread's part of a boosting fit: all threads run the same program on one memory, and wait for each other. */
export interface BoostTask {
  readonly layout: Layout;
  readonly barrier: Int32Array;
  readonly thread: number;
  readonly columns: readonly Float64Array[];
  /** Rows that bins are made from. */
  readonly sample: Int32Array;
  readonly bins: number;
  readonly loss: LossName;
  readonly quantile: number;
  readonly weighted: boolean;
  readonly limits: SplitLimits;
  readonly leaves: number;
  readonly maxDepth: number;
  readonly learningRate: number;
  /** Direction of each column; 0: free. */
  readonly monotone: Int8Array;
  readonly trees: number;
  /** Rows of the order that are trained on, and rows after them that are set aside. */
  readonly trained: number;
  readonly aside: number;
  /** Rounds without a lower loss on the rows set aside after which the fit stops; 0: never. */
  readonly patience: number;
  /** Number of finished trees, for whoever watches. */
  readonly progress: Int32Array;
}

export interface Boosted {
  readonly trees: Tree[];
  /** Mean loss of the rows set aside after each tree. */
  readonly validation: number[];
}

/** Runs in a worker. What the first thread returns is the model; the others return nothing. */
export function boost(task: BoostTask): Boosted | undefined {
  const barrier = new Barrier(task.barrier, task.layout.threads);
  try {
    const boosted = boostRounds(task, barrier);
    return task.thread === 0 ? boosted : undefined;
  } catch (error) {
    barrier.break();
    throw error;
  }
}

function boostRounds(task: BoostTask, barrier: Barrier): Boosted {
  const loss = lossOf(task.loss, task.quantile);
  const rows = new BoostedRows(task, loss, barrier);
  rows.encode();
  const learner = new TreeLearner(task, rows, barrier);
  const trees: Tree[] = [];
  const validation: number[] = [];
  let best = task.patience > 0 ? rows.validationLoss() : 0;
  let bestRound = 0;
  for (let round = 1; round <= task.trees; round++) {
    rows.updateGradients();
    const tree = learner.grow();
    trees.push(tree);
    if (task.thread === 0) Atomics.store(task.progress, 0, round);
    if (task.patience === 0) continue;
    rows.predictAside(tree);
    const found = rows.validationLoss();
    validation.push(found);
    if (found < best) [best, bestRound] = [found, round];
    if (round - bestRound >= task.patience) return { trees: trees.slice(0, bestRound), validation };
  }
  return { trees: task.patience > 0 ? trees.slice(0, bestRound) : trees, validation };
}
