import { assertInteger, assertKnownOptions, assertOneOf } from "../assert.js";
import { ArgumentError } from "../errors.js";
import { displayable } from "../plot/display.js";
import { escapeHtml } from "../plot/html.js";
import { isotonic } from "./isotonic.js";
import type { Features, FitOptions, FittedModel, Learner } from "./learner.js";
import { type FoldChoice, outOfFold } from "./out-of-fold.js";
import { platt } from "./platt.js";

export interface CalibrateOptions {
  /** Any increasing function of the prediction, or a sigmoid of it. @default "isotonic" */
  readonly method?: "isotonic" | "platt" | undefined;
  /** How many folds, or the fold of each row. @default 5 */
  readonly folds?: FoldChoice | undefined;
}

/** A model and the function that mends its predictions. */
export interface CalibratedModel extends FittedModel {
  readonly name: "calibrated";
  /** Fitted to all rows. */
  readonly model: FittedModel;
  /** Of the column `"prediction"`; fitted to predictions of rows that their model had not seen. */
  readonly calibrator: FittedModel;
}

export interface CalibratedLearner extends Learner {
  fit(x: Features, y: Float64Array, options?: FitOptions): Promise<CalibratedModel>;
}

/**
 * A learner whose predictions are calibrated by cross-fitting: each row is predicted by a model of the other folds, a
 * function is fitted from these predictions to y, and it is applied to the predictions of a model of all rows
 * (scikit-learn's `CalibratedClassifierCV` with `ensemble=False` for a classifier without decision function).
 *
 * `"isotonic"` fits any increasing function and needs some hundreds of rows (Zadrozny & Elkan 2002); `"platt"` fits a
 * sigmoid of the predicted probability itself, not of its log-odds, and needs fewer (Niculescu-Mizil & Caruana 2005). Isotonic predictions may
 * be exactly 0 or 1: whoever divides by them must look. Random folds are stratified by a 0/1 outcome.
 *
 * @example
 * const model = await calibrate(randomForest(), { method: "isotonic", folds: 5 }).fit(x, y);
 */
export function calibrate(learner: Learner, options: CalibrateOptions = {}): CalibratedLearner {
  if (typeof learner?.fit !== "function")
    throw new ArgumentError("calibrate needs a learner, such as randomForest(); what it got has no fit.");
  assertKnownOptions(options, ["method", "folds"], "calibrate");
  const { method = "isotonic", folds = 5 } = options;
  assertOneOf(method, "method", ["isotonic", "platt"]);
  if (typeof folds === "number") assertInteger(folds, "folds", 2);
  const mend = method === "isotonic" ? isotonic() : platt();
  return {
    name: `calibrated ${learner.name}`,
    ignoresZeroWeights: false,
    async fit(x, y, fitOptions = {}) {
      const model = await learner.fit(x, y, fitOptions);
      const unseen = await outOfFold(learner, x, y, folds, fitOptions);
      const calibrator = await mend.fit(asPrediction(unseen), y, fitOptions);
      return calibratedModel(model, calibrator);
    },
  };
}

function asPrediction(values: Float64Array): Features {
  return { rows: values.length, names: ["prediction"], columns: [values] };
}

export function calibratedModel(model: FittedModel, calibrator: FittedModel): CalibratedModel {
  const calibrated = {
    name: "calibrated" as const,
    model,
    calibrator,
    predict: (x: Features): Float64Array => calibrator.predict(asPrediction(model.predict(x))),
    toJSON: () => ({ name: "calibrated", model: model.toJSON(), calibrator: calibrator.toJSON() }),
  };
  const text = (): string => `calibrated ${model.name}\n${calibrator}`;
  return displayable(calibrated, {
    text,
    html: () => `<table><tr><td><pre>${escapeHtml(text())}</pre></td></tr></table>`,
  });
}
