import { assertInteger } from "../assert.js";
import type { ContinuousStudy, LevelsStudy, Study } from "../cohort/causal-study.js";
import { givenFolds, makeFolds } from "../stats/folds.js";
import { randomStream } from "../stats/random.js";
import { work } from "../work.js";

/** How many folds, or the fold number of each row. */
export type Folds = number | ArrayLike<number>;

/** What folds are made of. */
export type Divisible = Pick<Study | LevelsStudy | ContinuousStudy, "n" | "kind" | "treatment" | "clusters">;

/** Fold numbers of a study's rows: given, or random and stratified by treatment, with clusters kept whole. */
export function studyFolds(study: Divisible, folds: Folds, seed: number): Int32Array {
  if (typeof folds !== "number") return givenFolds(folds, study.n);
  assertInteger(folds, "folds", 2);
  return makeFolds(study.n, folds, {
    strata: study.kind === "continuous" ? undefined : study.treatment,
    clusters: study.clusters,
    stream: randomStream(seed).split("folds"),
  });
}

/** Fits on the rows of `training` and returns one or more columns of predictions for those of `heldOut`. */
export type PredictHeldOut = (
  training: Int32Array,
  fold: number,
  heldOut: Int32Array,
) => Promise<readonly Float64Array[]>;

/** Out-of-fold predictions for every row of the study: each by a model fitted on the other folds. */
export async function crossFit(
  study: Divisible,
  folds: Folds,
  seed: number,
  predictHeldOut: PredictHeldOut,
): Promise<readonly Float64Array[]> {
  const fold = studyFolds(study, folds, seed);
  const count = fold.reduce((most, k) => Math.max(most, k + 1), 0);
  const kept: Float64Array[] = [];
  await work("cross-fitting", count, async ({ report, check }) => {
    for (let k = 0; k < count; k++) {
      check();
      const heldOut = rowsWith(fold, (each) => each === k);
      const training = rowsWith(fold, (each) => each !== k);
      const predicted = await predictHeldOut(training, k, heldOut);
      predicted.forEach((column, j) => {
        kept[j] ??= new Float64Array(study.n);
        for (let i = 0; i < heldOut.length; i++) kept[j]![heldOut[i]!] = column[i]!;
      });
      report(k + 1);
    }
  });
  return kept;
}

function rowsWith(fold: Int32Array, belongs: (fold: number) => boolean): Int32Array {
  const rows = new Int32Array(fold.length);
  let count = 0;
  for (let i = 0; i < fold.length; i++) if (belongs(fold[i]!)) rows[count++] = i;
  return rows.slice(0, count);
}
