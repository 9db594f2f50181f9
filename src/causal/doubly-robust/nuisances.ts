import type { Study } from "../../cohort/causal-study.js";
import { randomStream } from "../../stats/random.js";
import { crossFit, type Folds } from "../cross-fit.js";
import { type HeldOutTask, predictTogether } from "../held-out.js";
import { type CensoringOptions, type FollowUp, followUp, seenOutcome } from "../missing/follow-up.js";
import {
  fitOutcomeModel,
  type OutcomeDesign,
  type OutcomeModel,
  type OutcomeModelOptions,
  outcomeDesign,
} from "../outcome-models/outcome-model.js";
import {
  type PropensityOptions,
  type PropensityScore,
  propensityScore,
} from "../weighting/propensity-score.js";

/** What a doubly robust estimator needs to be told about its two models. */
export interface NuisanceModels {
  readonly propensity?: PropensityOptions | undefined;
  readonly outcomeModel?: OutcomeModelOptions | undefined;
  readonly censoring?: CensoringOptions | undefined;
  readonly folds?: Folds | undefined;
  readonly seed: number;
}

/** The two models of a doubly robust estimator, fitted on all rows or cross-fitted on the same folds. */
export interface Nuisances {
  readonly study: Study;
  readonly ps: PropensityScore;
  readonly model: OutcomeModel;
  /** Where outcomes are censored: who was seen, and how likely that was. */
  readonly followed?: FollowUp | undefined;
  /** Both models and the folds, in words. */
  readonly method: string;
}

export async function fitNuisances(study: Study, options: NuisanceModels): Promise<Nuisances> {
  const { propensity, outcomeModel, censoring, folds, seed } = options;
  const ps = await propensityScore(study, { ...propensity, ...(folds === undefined ? {} : { folds }), seed });
  const model = await outcomePredictions(study, outcomeModel, folds, seed);
  const count = typeof folds === "number" ? `, ${folds} folds` : folds ? ", given folds" : "";
  const followed = await followUp(study, censoring, { folds, seed });
  const seen = followed ? `; censoring ${followed.method.replace(", cross-fitted", "")}` : "";
  const method = `${ps.method.replace(", cross-fitted", "")} + ${model.method}${seen}${count}`;
  return { study, ps, model, followed, method };
}

async function outcomePredictions(
  study: Study,
  options: OutcomeModelOptions | undefined,
  folds: Folds | undefined,
  seed: number,
): Promise<OutcomeModel> {
  const design = outcomeDesign(study, options);
  const stream = randomStream(seed).split("outcome");
  if (folds === undefined) return fitOutcomeModel(study, design, stream);
  const [treated, untreated] =
    (await predictTogether(study, heldOutTask(study, design, folds, seed))) ??
    (await crossFit(study, folds, seed, async (rows, k, heldOut) => {
      const model = await fitOutcomeModel(study, design, stream.split(k), { rows, predictOn: heldOut });
      return [model.treated, model.untreated];
    }));
  const method = design.perArm ? `${design.learner.name} per arm` : design.learner.name;
  return { method, treated: treated!, untreated: untreated!, influenceOf: () => undefined };
}

/**
 * Fits to rows whose outcome was seen. By group, the treated are the first part; one model predicts all rows under both
 * treatments.
 */
function heldOutTask(study: Study, design: OutcomeDesign, folds: Folds, seed: number): HeldOutTask {
  const { learner, perArm, observed, treated, untreated } = design;
  const part = new Int8Array(study.n);
  for (let i = 0; i < part.length; i++) {
    const seen = study.seen === undefined || study.seen[i] === 1;
    part[i] = seen ? (perArm ? 1 - study.treatment[i]! : 0) : -1;
  }
  const task = { learner, x: observed, y: seenOutcome(study), folds, seed, part };
  return perArm ? { ...task, parts: 2 } : { ...task, at: [treated, untreated] };
}
