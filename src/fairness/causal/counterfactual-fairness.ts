import { assertFinite, assertKnownOptions, assertLength } from "../../assert.js";
import { ArgumentError } from "../../errors.js";
import type { EstimateSet } from "../../stats/estimate-set.js";
import { rowUnits, type Units } from "../../stats/influence.js";
import { subgroupMeans } from "../../stats/subgroup-means.js";

export interface CounterfactualPredictions {
  /** Predictions for people as they are. */
  readonly factual: Float64Array;
  /** Predictions for the same people in each other group: the caller's structural model gives their features there. */
  readonly counterfactual: Float64Array;
  readonly groups: ArrayLike<string | number>;
  /** A decision is a prediction of at least this. */
  readonly threshold?: number;
  readonly units?: Units;
}

/**
 * Counterfactual fairness (Kusner et al. 2017): a prediction should be the same had the person been of another group. For
 * each group the mean change of the prediction, its mean size, and with a threshold the share of decisions that turn.
 */
export function counterfactualFairness(
  predictions: CounterfactualPredictions,
): Readonly<Record<"change" | "size" | "turned", EstimateSet | undefined>> {
  assertKnownOptions(
    predictions,
    ["factual", "counterfactual", "groups", "threshold", "units"],
    "counterfactualFairness",
  );
  const { factual, counterfactual, groups, threshold } = predictions;
  assertLength(counterfactual, factual.length, "counterfactual");
  assertLength(groups, factual.length, "groups");
  if (threshold !== undefined) assertFinite(threshold, "threshold");
  const bad = factual.findIndex((value, i) => !Number.isFinite(value + counterfactual[i]!));
  if (bad >= 0)
    throw new ArgumentError(`predictions must be finite numbers; those of person ${bad} are not.`);
  const units = predictions.units ?? rowUnits(factual, factual.length);
  const means = (subject: string, of: (i: number) => number): EstimateSet =>
    subgroupMeans(
      Float64Array.from(factual, (_, i) => of(i)),
      groups,
      { units, subject, estimand: subject, method: "mean" },
    );
  return Object.freeze({
    change: means("change of prediction in the other group", (i) => counterfactual[i]! - factual[i]!),
    size: means("size of the change", (i) => Math.abs(counterfactual[i]! - factual[i]!)),
    turned:
      threshold === undefined
        ? undefined
        : means("share of decisions that turn", (i) =>
            Number(factual[i]! >= threshold !== counterfactual[i]! >= threshold),
          ),
  });
}
