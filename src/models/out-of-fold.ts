import { givenFolds, makeFolds } from "../stats/folds.js";
import { randomStream, type Stream } from "../stats/random.js";
import type { Features, FitOptions, Learner, SparseFeatures, SparseLearner } from "./learner.js";
import { subsetRows } from "./subset-rows.js";

/** How many folds, or the fold number of each row. */
export type FoldChoice = number | ArrayLike<number>;

/** Fold numbers of the rows: given, or random and stratified by a 0/1 outcome. */
export function foldsOf(folds: FoldChoice, y: Float64Array, stream: Stream | undefined): Int32Array {
  if (typeof folds !== "number") return givenFolds(folds, y.length);
  const binary = y.every((value) => value === 0 || value === 1);
  const source = (stream ?? randomStream(1)).split("folds");
  return makeFolds(y.length, folds, { strata: binary ? y : undefined, stream: source });
}

/**
 * Prediction of each row by a model that was fitted to the other folds. Each fold has a stream of its own.
 *
 * @example
 * const predicted = await outOfFold(ridge(), x, y, 5, { stream: randomStream(7) });
 */
export async function outOfFold<X extends Features | SparseFeatures>(
  learner: X extends Features ? Learner : SparseLearner,
  x: X,
  y: Float64Array,
  folds: FoldChoice,
  options: FitOptions = {},
): Promise<Float64Array> {
  const recipe = learner as SparseLearner;
  const fold = foldsOf(folds, y, options.stream);
  const count = fold.reduce((most, k) => Math.max(most, k + 1), 0);
  const all = Int32Array.from(fold, (_, i) => i);
  const predicted = new Float64Array(y.length);
  for (let k = 0; k < count; k++) {
    const inside = all.filter((i) => fold[i] !== k);
    const held = all.filter((i) => fold[i] === k);
    const { weights, stream } = options;
    const model = await recipe.fit(
      subsetRows(x, inside),
      Float64Array.from(inside, (i) => y[i]!),
      {
        ...options,
        weights: weights && Float64Array.from(inside, (i) => weights[i]!),
        stream: (stream ?? randomStream(1)).split("fold", k),
      },
    );
    const part = model.predict(subsetRows(x, held));
    held.forEach((row, i) => {
      predicted[row] = part[i]!;
    });
  }
  return predicted;
}
