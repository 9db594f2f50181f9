import type { ContinuousStudy, Study } from "../../cohort/causal-study.js";
import type { Folds } from "../cross-fit.js";
import { type CensoringOptions, followUp, seenOutcome } from "../missing/follow-up.js";
import { crossFittedMean, type NuisanceOptions } from "./cross-fitted-mean.js";

interface Task {
  readonly censoring: CensoringOptions | undefined;
  readonly outcomeModel: NuisanceOptions | undefined;
  readonly folds: Folds;
  readonly seed: number;
}

/**
 * The outcome, or where some are censored μ(A, X) + R (Y − μ(A, X)) / P(R = 1 | A, X), both cross-fitted, which has the
 * outcome's mean given treatment and confounders if either model is right (Rubin & van der Laan 2007).
 */
export async function seenOrPredicted(
  study: Study | ContinuousStudy,
  { censoring, outcomeModel = {}, folds, seed }: Task,
): Promise<{ readonly outcome: Float64Array; readonly method: string }> {
  const followed = await followUp(study, censoring, { folds, seed });
  if (!followed) return { outcome: study.outcome, method: "" };
  const terms = [study.treatmentName, ...(outcomeModel.terms ?? study.confounders)];
  const { predicted, method } = await crossFittedMean(study, {
    role: "outcomeModel",
    target: seenOutcome(study),
    options: { ...outcomeModel, terms },
    where: (row) => study.seen![row] === 1,
    folds,
    seed,
  });
  return {
    outcome: predicted.map((m, i) => m + followed.weight[i]! * (followed.outcome[i]! - m)),
    method: `; censored outcomes by ${method} and ${followed.method.replace(", cross-fitted", "")}`,
  };
}
