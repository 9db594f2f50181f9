import { assertKnownOptions } from "../../assert.js";
import type { Study } from "../../cohort/causal-study.js";
import type { DesignMatrix } from "../../cohort/design-matrix.js";
import type { Features, FittedModel, Learner } from "../../models/learner.js";
import { linear } from "../../models/linear.js";
import { sharedColumn } from "../../numeric/columns.js";
import { randomStream } from "../../stats/random.js";
import { crossFit, type Folds } from "../cross-fit.js";
import type { NuisanceModels } from "../doubly-robust/nuisances.js";
import { subset, subsetFeatures } from "../nuisance.js";

/** What every learner of effects takes. */
export interface CateOptions extends Pick<NuisanceModels, "propensity" | "outcomeModel"> {
  /** The model of the effect itself. @default linear() on the study's confounders */
  readonly effectModel?: { readonly terms?: readonly string[]; readonly learner?: Learner };
  /** @default 5 */
  readonly folds?: Folds;
  /** @default 1 */
  readonly seed?: number;
}

export const cateOptionNames: readonly string[] = [
  "propensity",
  "outcomeModel",
  "effectModel",
  "folds",
  "seed",
];

/** A pseudo-outcome to be regressed on the effect's terms. */
export interface EffectTask {
  readonly target: Float64Array;
  /** Rows that count, and how much; all alike unless given. */
  readonly weights?: Float64Array | undefined;
  readonly name: string;
}

/** Effects of the study's rows out of fold, and a model fitted on all rows for everybody else. */
export interface EffectFit {
  readonly effects: Float64Array;
  readonly design: DesignMatrix;
  readonly model: FittedModel;
  readonly method: string;
}

export async function fitEffect(study: Study, options: CateOptions, task: EffectTask): Promise<EffectFit> {
  const { effectModel = {}, folds = 5, seed = 1 } = options;
  assertKnownOptions(effectModel, ["terms", "learner"], "effectModel");
  const design = effectModel.terms ? study.designOf(effectModel.terms, "effectModel.terms") : study.design;
  const learner = effectModel.learner ?? linear();
  const stream = randomStream(seed).split(task.name);
  const weights = combinedWeights(study, task.weights);
  const fitOn = (rows: Int32Array | undefined, k: number): Promise<FittedModel> =>
    fitRows(learner, design, task.target, weights, rows, stream.split(k));
  const [effects] = await crossFit(study, folds, seed, async (rows, k, heldOut) => [
    (await fitOn(rows, k + 1)).predict(subsetFeatures(design, heldOut)),
  ]);
  return { effects: effects!, design, model: await fitOn(undefined, 0), method: learner.name };
}

/** Rows without weight are left out of the fit: their target may not exist. */
async function fitRows(
  learner: Learner,
  design: Features,
  target: Float64Array,
  weights: Float64Array | undefined,
  rows: Int32Array | undefined,
  stream: ReturnType<typeof randomStream>,
): Promise<FittedModel> {
  const all = rows ?? Int32Array.from({ length: target.length }, (_, i) => i);
  const used = weights ? all.filter((i) => weights[i]! > 0) : all;
  return learner.fit(subsetFeatures(design, used), subset(target, used), {
    weights: weights && subset(weights, used),
    stream,
  });
}

function combinedWeights(study: Study, weights: Float64Array | undefined): Float64Array | undefined {
  if (!weights || !study.weights) return weights ?? study.weights;
  const both = sharedColumn(study.n);
  for (let i = 0; i < study.n; i++) both[i] = weights[i]! * study.weights[i]!;
  return both;
}
