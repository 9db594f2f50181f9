import { toSharedColumn } from "../../numeric/columns.js";
import { parallel } from "../../numeric/parallel.js";
import type { FitOptions, SparseFeatures } from "../learner.js";
import { type FoldChoice, foldsOf } from "../out-of-fold.js";
import { checkBothOutcomes, checkSparseOutcome } from "../training.js";
import { type CrossValidation, chooseLambda, summarizeFolds } from "./cross-validate-lambda.js";
import { type PenalizedModel, penalizedModel } from "./penalized-model.js";
import type { PenalizedFamily } from "./penalized-path.js";
import { fitSparsePath, type SparsePathResult, type SparsePathTask } from "./sparse-path-task.js";

/** A penalized learner's choices. */
export interface PenalizedRecipe {
  readonly name: PenalizedModel["name"];
  readonly family: PenalizedFamily;
  readonly mixing: number;
  readonly lambda: number | "min" | "1se";
  readonly lambdas: readonly number[] | undefined;
  readonly folds: FoldChoice;
}

/** The penalties that are tried where nobody chose them. */
const defaultPath = { count: 100, ratio: 1e-2 };

/** The path over all rows first; then the folds, each in a worker that reads the same matrix. */
export async function fitSparse(
  recipe: PenalizedRecipe,
  x: SparseFeatures,
  y: Float64Array,
  options: FitOptions,
): Promise<PenalizedModel> {
  const { name, family, mixing, lambda } = recipe;
  const { weights } = options;
  checkSparseOutcome(x, y, weights);
  if (family === "logistic") checkBothOutcomes({ y, weights });
  const { names, rows, starts, rowIndices, values } = x;
  const fixed = recipe.lambdas ?? (typeof lambda === "number" ? [lambda] : undefined);
  const task: SparsePathTask = {
    x: { rows, starts, rowIndices, values },
    y: shared(y),
    weights: weights && shared(weights),
    family,
    mixing,
    lambdas: fixed ? Float64Array.from(fixed) : defaultPath,
  };
  const [whole] = (await run([task], options)) as [SparsePathResult];
  const { lambdas, coefficients, explained, violations, ended } = whole;
  const path = { lambdas, coefficients, explained, violations, ended };
  if (typeof lambda === "number") {
    const chosen = lambdas.indexOf(lambda);
    return penalizedModel({ name, family, names, path, chosen, crossValidation: undefined });
  }
  const folds = foldsOf(recipe.folds, y, options.stream);
  const crossValidation = await crossValidate({ ...task, lambdas }, folds, options);
  const chosen = chooseLambda(crossValidation, lambda);
  return penalizedModel({ name, family, names, path, chosen, crossValidation });
}

async function crossValidate(
  task: SparsePathTask & { readonly lambdas: Float64Array },
  folds: Int32Array,
  options: FitOptions,
): Promise<CrossValidation> {
  const { y, weights } = task;
  const shares = new Float64Array(folds.reduce((most, fold) => Math.max(most, fold + 1), 0));
  for (const [i, fold] of folds.entries()) shares[fold]! += weights ? weights[i]! : 1;
  const codes = new Int32Array(new SharedArrayBuffer(4 * folds.length));
  codes.set(folds);
  const tasks = Array.from(shares, (_, fold) => ({ ...task, aside: { folds: codes, fold } }));
  if (task.family === "logistic") {
    for (const { aside } of tasks) {
      checkBothOutcomes({
        y,
        weights: y.map((_, i) => (folds[i] === aside.fold ? 0 : weights ? weights[i]! : 1)),
      });
    }
  }
  const results = await run(tasks, options);
  return summarizeFolds(
    results.map(({ loss }) => loss),
    [...shares],
    task.lambdas.length,
  );
}

/** Stored values from which on workers are worth their start. */
const worthWorkers = 20_000;

/** Runs the tasks in workers; small ones here. */
async function run(tasks: readonly SparsePathTask[], options: FitOptions): Promise<SparsePathResult[]> {
  if (tasks[0]!.x.values.length < worthWorkers) return tasks.map(fitSparsePath);
  const { signal, threads } = options;
  const module = new URL("./sparse-path-task.js", import.meta.url);
  return parallel<SparsePathTask, SparsePathResult>(module, "fitSparsePath", tasks, { signal, threads });
}

/** The same numbers where workers can read them without a copy. */
function shared(values: Float64Array): Float64Array {
  return values.buffer instanceof SharedArrayBuffer ? values : toSharedColumn(values);
}
