import { DataError } from "../../errors.js";
import { displayable } from "../../plot/display.js";
import { warningHtml } from "../../plot/html.js";
import type { ResultWarning } from "../../stats/estimate.js";
import { importanceHtml, importanceText } from "../importance-view.js";
import type { Features, FittedModel } from "../learner.js";
import { matchColumns } from "../linear-predictor.js";
import { Network, type NetworkShape } from "./network.js";

/** A fitted multilayer perceptron. */
export interface NetworkModel extends FittedModel {
  readonly name: "multilayer perceptron";
  readonly loss: "squared" | "logistic";
  readonly hidden: readonly number[];
  readonly featureNames: readonly string[];
  /** Share of each column in the mean absolute slopes of the output by standardized columns, in training. */
  readonly importances: Float64Array;
  readonly epochs: number;
  /** Whether the loss stopped falling before the epochs ran out. */
  readonly converged: boolean;
  /** After each epoch: of the rows set aside with early stopping, else of the rows trained on. */
  readonly losses: readonly number[];
  readonly warnings: readonly ResultWarning[];
}

/** What a network is after its fit, as it stands in JSON. */
export interface FittedNetwork {
  readonly names: readonly string[];
  readonly shape: NetworkShape;
  readonly loss: "squared" | "logistic";
  readonly center: readonly number[];
  readonly scale: readonly number[];
  /** With squared loss the output is that of (y − mean) / deviation. */
  readonly mean: number;
  readonly deviation: number;
  readonly theta: readonly number[];
  readonly importances: readonly number[];
  readonly epochs: number;
  readonly converged: boolean;
  readonly losses: readonly number[];
}

export function networkModel(fitted: FittedNetwork): NetworkModel {
  const { names, shape, loss, epochs, converged, losses } = fitted;
  const importances = Float64Array.from(fitted.importances);
  const theta = Float64Array.from(fitted.theta);
  const warnings: ResultWarning[] = converged
    ? []
    : [
        {
          code: "not-converged",
          message: `The loss was still falling after ${epochs} epochs: raise epochs or learningRate, or set earlyStopping.`,
        },
      ];
  const model = {
    name: "multilayer perceptron" as const,
    loss,
    hidden: shape.hidden,
    featureNames: names,
    importances,
    epochs,
    converged,
    losses,
    warnings,
    predict: (x: Features) => predictNetwork(fitted, theta, x),
    toJSON: () => ({ ...fitted, name: "multilayer perceptron" }),
  };
  const units = shape.hidden.join(", ");
  const title = `multilayer perceptron (${loss} loss): ${units} hidden units, ${theta.length} parameters, ${epochs} epochs`;
  const shown = { title, names, importances };
  return displayable(model, {
    text: () => [importanceText(shown), ...warnings.map(({ message }) => `Warning: ${message}`)].join("\n"),
    html: () => [importanceHtml(shown), ...warnings.map(({ message }) => warningHtml(message))].join("\n"),
  });
}

export function networkFromJson(json: object): NetworkModel {
  const { name: _, ...fitted } = json as FittedNetwork & { name: string };
  return networkModel(fitted);
}

function predictNetwork(fitted: FittedNetwork, theta: Float64Array, x: Features): Float64Array {
  const { names, shape, loss, center, scale, mean, deviation } = fitted;
  const columns = matchColumns(x, names);
  refuseGaps(columns, names);
  const network = new Network(shape);
  const row = new Float64Array(names.length);
  return Float64Array.from({ length: x.rows }, (_, i) => {
    for (let j = 0; j < row.length; j++) row[j] = (columns[j]![i]! - center[j]!) / scale[j]!;
    const f = network.forward(theta, row, 0);
    return loss === "logistic" ? 1 / (1 + Math.exp(-f)) : mean + deviation * f;
  });
}

function refuseGaps(columns: readonly Float64Array[], names: readonly string[]): void {
  columns.forEach((column, j) => {
    const bad = column.reduce((count, value) => count + Number(!Number.isFinite(value)), 0);
    if (bad === 0) return;
    throw new DataError(
      `column "${names[j]}" is not a finite number in ${bad} of ${column.length} rows; a network needs all values: fill them first.`,
    );
  });
}
