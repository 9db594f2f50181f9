import { assertInteger } from "../assert.js";
import type { Study } from "../cohort/causal-study.js";
import { givenFolds, makeFolds } from "../stats/folds.js";
import { randomStream } from "../stats/random.js";
import { work } from "../work.js";

/** How many folds, or the fold number of each row. */
export type Folds = number | ArrayLike<number>;

/** Fold numbers of a study's rows: given, or random, stratified by treatment, with clusters kept whole. */
export function studyFolds(study: Study, folds: Folds, seed: number): Int32Array {
  if (typeof folds !== "number") return givenFolds(folds, study.n);
  assertInteger(folds, "folds", 2);
  return makeFolds(study.n, folds, {
    strata: study.treatment,
    clusters: study.clusters,
    stream: randomStream(seed).split("folds"),
  });
}

/**
 * Out-of-fold predictions: `predictFrom` fits on the rows it is given and returns one or more columns of predictions
 * for every row of the study, of which those outside the given rows are kept.
 */
export async function crossFit(
  study: Study,
  folds: Folds,
  seed: number,
  predictFrom: (rows: Int32Array, fold: number) => Promise<readonly Float64Array[]>,
): Promise<readonly Float64Array[]> {
  const fold = studyFolds(study, folds, seed);
  const count = fold.reduce((most, k) => Math.max(most, k + 1), 0);
  const kept: Float64Array[] = [];
  await work("cross-fitting", count, async ({ report, check }) => {
    for (let k = 0; k < count; k++) {
      check();
      const predicted = await predictFrom(rowsOutside(fold, k), k);
      predicted.forEach((column, j) => {
        kept[j] ??= new Float64Array(study.n);
        for (let i = 0; i < fold.length; i++) if (fold[i] === k) kept[j]![i] = column[i]!;
      });
      report(k + 1);
    }
  });
  return kept;
}

function rowsOutside(fold: Int32Array, k: number): Int32Array {
  let count = 0;
  for (const each of fold) if (each !== k) count++;
  const rows = new Int32Array(count);
  let next = 0;
  for (let i = 0; i < fold.length; i++) if (fold[i] !== k) rows[next++] = i;
  return rows;
}
