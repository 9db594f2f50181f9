import { assertKnownOptions } from "../../assert.js";
import type { ContinuousStudy, Study } from "../../cohort/causal-study.js";
import type { Learner } from "../../models/learner.js";
import { linear } from "../../models/linear.js";
import { logistic } from "../../models/logistic.js";
import { randomStream } from "../../stats/random.js";
import { crossFit, type Folds } from "../cross-fit.js";
import { predictTogether } from "../held-out.js";
import { fitNuisance, subsetFeatures } from "../nuisance.js";

export interface NuisanceOptions {
  /** @default the study's confounders */
  readonly terms?: readonly string[];
  /** @default logistic() for a 0/1 target, else linear() */
  readonly learner?: Learner;
}

export interface CrossFittedMean {
  readonly predicted: Float64Array;
  readonly method: string;
}

/** What is to be predicted from the confounders, on which folds. */
export interface MeanTask {
  /** Names the option in errors, and the random stream. */
  readonly role: string;
  readonly target: Float64Array;
  readonly options: NuisanceOptions | undefined;
  /** Fit only on rows where this holds. */
  readonly where?: (row: number) => boolean;
  readonly folds: Folds;
  readonly seed: number;
}

/** E[target | confounders], each row predicted by a model that was fitted on the other folds. */
export async function crossFittedMean(
  study: Study | ContinuousStudy,
  task: MeanTask,
): Promise<CrossFittedMean> {
  const { role, target, options = {}, where, folds, seed } = task;
  assertKnownOptions(options, ["terms", "learner"], role);
  const binary = target.every((value) => value === 0 || value === 1);
  const learner = options.learner ?? (binary ? logistic() : linear());
  const design = options.terms ? study.designOf(options.terms, `${role}.terms`) : study.design;
  const stream = randomStream(seed).split(role);
  const part = where && new Int8Array(study.n).map((_, row) => (where(row) ? 0 : -1));
  const [predicted] =
    (await predictTogether(study, { learner, x: design, y: target, folds, seed, part })) ??
    (await crossFit(study, folds, seed, async (rows, k, heldOut) => {
      const chosen = where ? rows.filter(where) : rows;
      const constant = constantOn(target, chosen);
      if (constant !== undefined) return [new Float64Array(heldOut.length).fill(constant)];
      const settings = { weights: study.weights, rows: chosen, stream: stream.split(k) };
      const nuisance = await fitNuisance(learner, design, target, settings);
      return [nuisance.predict(subsetFeatures(design, heldOut))];
    }));
  return { predicted: predicted!, method: learner.name };
}

/** A target that never varies on the rows needs no model: nobody without the instrument is treated, say. */
function constantOn(target: Float64Array, rows: Int32Array): number | undefined {
  const first = target[rows[0]!];
  return rows.every((i) => target[i] === first) ? first : undefined;
}
