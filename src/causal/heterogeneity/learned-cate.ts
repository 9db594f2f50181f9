import type { Study } from "../../cohort/causal-study.js";
import type { Table } from "../../cohort/frame.js";
import { fitNuisances, type Nuisances } from "../doubly-robust/nuisances.js";
import { type Cate, cate } from "./cate.js";
import { doublyRobustScores } from "./doubly-robust-scores.js";
import type { CateOptions } from "./effect-model.js";

/** Cross-fitted nuisances with one outcome model per treatment group unless the options say otherwise. */
export function cateNuisances(study: Study, options: CateOptions): Promise<Nuisances> {
  const { propensity, outcomeModel, folds = 5, seed = 1 } = options;
  return fitNuisances(study, {
    propensity,
    outcomeModel: { perArm: true, ...outcomeModel },
    folds,
    seed,
  });
}

export function learnedCate(
  study: Study,
  nuisances: Nuisances,
  parts: {
    readonly method: string;
    readonly effects: Float64Array;
    readonly seed: number;
    readonly predict: (table: Table) => Promise<Float64Array>;
  },
): Cate {
  const { method, effects, predict, seed } = parts;
  return cate({
    study,
    method,
    effects,
    standardErrors: undefined,
    ...doublyRobustScores(nuisances, method, seed),
    predict,
  });
}
