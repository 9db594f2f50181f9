import { DataError } from "../../errors.js";
import { type EstimateSet, estimateSet } from "../../stats/estimate-set.js";
import type { Cate } from "./cate.js";
import { regressScores } from "./score-regression.js";

/**
 * Whether predicted effects are calibrated (Chernozhukov, Demirer, Duflo & Fernández-Val 2018, best linear predictor):
 * doubly robust scores regressed on the mean prediction and on the predictions' deviations from it. "mean" is 1 where the
 * average is right; "differential" is 1 where differences are, and above 0 only if predictions tell people apart.
 *
 * @example
 * calibrationTest(forest).get("differential").pValue() // heterogeneity that the predictions found?
 */
export function calibrationTest(cate: Cate): EstimateSet {
  const { effects, study } = cate;
  const total = (study.weights ?? new Float64Array(study.n).fill(1)).reduce((sum, w) => sum + w, 0);
  const mean = effects.reduce((sum, effect, i) => sum + (study.weights?.[i] ?? 1) * effect, 0) / total;
  const spread = effects.reduce((most, effect) => Math.max(most, Math.abs(effect - mean)), 0);
  if (!(spread > 1e-9 * Math.abs(mean)) || mean === 0) {
    throw new DataError("the predicted effects are all alike, so there is nothing to calibrate.");
  }
  const columns = {
    mean: new Float64Array(study.n).fill(mean),
    differential: effects.map((effect) => effect - mean),
  };
  return estimateSet(
    `Calibration of the effects by ${cate.method}`,
    regressScores(cate, columns, "regression of doubly robust scores"),
  );
}
