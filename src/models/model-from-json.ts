import { show } from "../assert.js";
import { ArgumentError } from "../errors.js";
import { displayable } from "../plot/display.js";
import { normalCdf } from "../stats/distributions.js";
import { boostingFromJson } from "./boosting/boosting-model.js";
import { calibratedModel } from "./calibrate.js";
import { isotonicFromJson } from "./isotonic.js";
import type { ClassifierModel, Features, FittedModel, SparseFeatures } from "./learner.js";
import { softmaxPredictions } from "./likelihood/softmax-predictions.js";
import { linearPredictor } from "./linear-predictor.js";
import { neighborsFromJson } from "./nearest-neighbors.js";
import { networkFromJson } from "./network/network-model.js";
import { plattFromJson } from "./platt.js";
import { countsFromJson } from "./poisson.js";
import { stackedModel } from "./stacking/stacked-model.js";
import { decisionTreeFromJson } from "./trees/decision-tree-model.js";
import { forestFromJson } from "./trees/forest-model.js";

/**
 * A model from what its `toJSON` gave, or from that JSON's text. It predicts the same numbers; what needs the training
 * rows (influence values, out-of-bag predictions) stays behind.
 *
 * @example
 * const again = modelFromJson(JSON.stringify(model));
 */
export function modelFromJson(json: object | string): FittedModel {
  const value = (typeof json === "string" ? JSON.parse(json) : json) as { name?: string };
  switch (value?.name) {
    case "linear":
    case "logistic":
    case "probit":
    case "quantile":
    case "ridge":
    case "lasso":
    case "elastic net":
      return regressionFromJson(value as RegressionJson);
    case "multinomial":
      return multinomialFromJson(value as MultinomialJson);
    case "poisson":
    case "negative binomial":
      return countsFromJson(value);
    case "nearest neighbors":
      return neighborsFromJson(value);
    case "isotonic":
      return isotonicFromJson(value);
    case "platt":
      return plattFromJson(value);
    case "calibrated": {
      const { model, calibrator } = value as { model: object; calibrator: object };
      return calibratedModel(modelFromJson(model), modelFromJson(calibrator));
    }
    case "random forest":
    case "extra trees":
      return forestFromJson(value);
    case "decision tree":
      return decisionTreeFromJson(value);
    case "multilayer perceptron":
      return networkFromJson(value);
    case "gradient boosting":
      return boostingFromJson(value);
    case "super learner":
    case "selected learner":
      return stackedFromJson(value as StackedJson);
    default:
      throw new ArgumentError(
        `json must be what a fitted model's toJSON gives; its name was ${show(value?.name)}.`,
      );
  }
}

interface RegressionJson {
  readonly name: string;
  readonly family?: string;
  readonly coefficients: readonly number[];
  readonly names: readonly string[];
}

function regressionFromJson(json: RegressionJson): FittedModel {
  const coefficients = Float64Array.from(json.coefficients);
  const logistic = json.name === "logistic" || json.family === "logistic";
  const mean = (eta: number): number => {
    if (json.name === "probit") return normalCdf(eta);
    return logistic ? 1 / (1 + Math.exp(-eta)) : eta;
  };
  const model = {
    name: json.name,
    predict: (x: Features | SparseFeatures) => linearPredictor(coefficients, x, json.names).map(mean),
    toJSON: () => json,
  };
  return displayable(model, { text: () => `${json.name} regression of ${json.names.join(", ")}` });
}

interface MultinomialJson {
  readonly classes: readonly number[];
  readonly baseline: number;
  readonly coefficients: readonly number[];
  readonly names: readonly string[];
}

function multinomialFromJson(json: MultinomialJson): ClassifierModel {
  const classes = Float64Array.from(json.classes);
  const { predict, predictProbabilities } = softmaxPredictions({
    ...json,
    classes,
    coefficients: Float64Array.from(json.coefficients),
  });
  const model = { name: "multinomial", classes, predict, predictProbabilities, toJSON: () => json };
  return displayable(model, { text: () => `multinomial regression of ${json.names.join(", ")}` });
}

interface StackedJson {
  readonly name: "super learner" | "selected learner";
  readonly learnerNames: readonly string[];
  readonly weights: readonly number[];
  readonly risks: readonly number[];
  readonly models: readonly (object | null)[];
}

function stackedFromJson({ weights, risks, models, ...rest }: StackedJson): FittedModel {
  return stackedModel({
    ...rest,
    weights: Float64Array.from(weights),
    risks: Float64Array.from(risks),
    models: models.map((each) => (each ? modelFromJson(each) : undefined)),
  });
}
