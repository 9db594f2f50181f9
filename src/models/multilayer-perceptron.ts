import {
  assertFraction,
  assertInteger,
  assertKnownOptions,
  assertOneOf,
  assertPositive,
  show,
} from "../assert.js";
import { ArgumentError } from "../errors.js";
import type { Features, FitOptions, Learner } from "./learner.js";
import { fitNetwork, type NetworkRecipe } from "./network/fit-network.js";
import type { Activation } from "./network/network.js";
import type { NetworkModel } from "./network/network-model.js";

export interface MultilayerPerceptronOptions {
  /** Units of each hidden layer. @default [32] */
  readonly hidden?: readonly number[] | undefined;
  /** @default "relu" */
  readonly activation?: Activation | undefined;
  /** `"auto"`: logistic where y is only 0 and 1, else squared. @default "auto" */
  readonly loss?: "auto" | "squared" | "logistic" | undefined;
  /** Half of it times the sum of the squared weights is added to the mean loss. @default 1e-4 */
  readonly l2?: number | undefined;
  /** @default 0.005 */
  readonly learningRate?: number | undefined;
  /** Rows of a step. @default 100 */
  readonly batch?: number | undefined;
  /** Most passes over the rows. @default 300 */
  readonly epochs?: number | undefined;
  /**
   * Stops when the loss of rows set aside has not fallen for some rounds, and keeps the parameters at its minimum.
   * `true`: a tenth of the rows, 10 rounds. @default false
   */
  readonly earlyStopping?: boolean | { readonly fraction?: number; readonly rounds?: number } | undefined;
}

export interface MultilayerPerceptronLearner extends Learner {
  fit(x: Features, y: Float64Array, options?: FitOptions): Promise<NetworkModel>;
}

/**
 * A small fully connected network with one output, the mean of y or its log-odds: minimizes Σ wᵢ loss(yᵢ, f(xᵢ)) / Σ wᵢ
 * + l2/2 Σ (weight)², where the loss is logistic or half the squared error of y in its standard deviations, by Adam
 * (Kingma & Ba 2015) on shuffled minibatches. Columns are standardized by their weighted mean and deviation, which
 * prediction remembers.
 *
 * Without early stopping it ends when the loss has not fallen by 1e-4 for 10 epochs; a model whose epochs ran out before
 * says so in `converged` and `warnings`. It finds a local minimum that depends on the stream, and on nothing else but
 * the data: fit several and average where that matters. Rows of weight 0 are left out. Missing values are a
 * {@link DataError}, as is logistic loss without both outcomes.
 *
 * @example
 * const model = await multilayerPerceptron({ hidden: [32], earlyStopping: true }).fit(x, y, { stream: randomStream(1) });
 */
export function multilayerPerceptron(options: MultilayerPerceptronOptions = {}): MultilayerPerceptronLearner {
  const recipe = recipeOf(options);
  return {
    name: "multilayer perceptron",
    ignoresZeroWeights: true,
    fit: (x, y, fitOptions = {}) => fitNetwork(recipe, x, y, fitOptions),
  };
}

const known = ["hidden", "activation", "loss", "l2", "learningRate", "batch", "epochs", "earlyStopping"];

function recipeOf(options: MultilayerPerceptronOptions): NetworkRecipe {
  assertKnownOptions(options, known, "multilayerPerceptron");
  const { hidden = [32], activation = "relu", loss = "auto", l2 = 1e-4, learningRate = 0.005 } = options;
  const { batch = 100, epochs = 300, earlyStopping = false } = options;
  if (!Array.isArray(hidden) || hidden.length === 0)
    throw new ArgumentError(
      `hidden must list the units of each hidden layer, such as [32]; it was ${show(hidden)}.`,
    );
  hidden.forEach((units, l) => {
    assertInteger(units, `hidden[${l}]`, 1);
  });
  assertOneOf(activation, "activation", ["relu", "tanh"]);
  assertOneOf(loss, "loss", ["auto", "squared", "logistic"]);
  if (l2 !== 0) assertPositive(l2, "l2");
  assertPositive(learningRate, "learningRate");
  assertInteger(batch, "batch", 1);
  assertInteger(epochs, "epochs", 1);
  const stopping = stoppingOf(earlyStopping);
  return { hidden: [...hidden], activation, loss, l2, learningRate, batch, epochs, stopping };
}

function stoppingOf(
  earlyStopping: NonNullable<MultilayerPerceptronOptions["earlyStopping"]>,
): NetworkRecipe["stopping"] {
  if (earlyStopping === false) return undefined;
  const given = earlyStopping === true ? {} : earlyStopping;
  assertKnownOptions(given, ["fraction", "rounds"], "earlyStopping");
  const { fraction = 0.1, rounds = 10 } = given;
  assertFraction(fraction, "earlyStopping.fraction");
  assertInteger(rounds, "earlyStopping.rounds", 1);
  return { fraction, patience: rounds };
}
