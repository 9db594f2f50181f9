import { DataError, InterruptedError } from "../../errors.js";
import type { Standardization } from "../../numeric/standardize.js";
import { randomStream } from "../../stats/random.js";
import { work } from "../../work.js";
import type { Features, FitOptions } from "../learner.js";
import { prepareTraining } from "../training.js";
import { type Activation, Network } from "./network.js";
import { type FittedNetwork, type NetworkModel, networkModel } from "./network-model.js";
import type { NetworkRows } from "./objective.js";
import { type NetworkTraining, type TrainedNetwork, trainNetwork } from "./train-network.js";

export interface NetworkRecipe extends Omit<NetworkTraining, "logistic"> {
  readonly hidden: readonly number[];
  readonly activation: Activation;
  readonly loss: "auto" | "squared" | "logistic";
}

export async function fitNetwork(
  recipe: NetworkRecipe,
  x: Features,
  y: Float64Array,
  options: FitOptions,
): Promise<NetworkModel> {
  const { weights, standardization } = await prepareTraining(x, y, options);
  const kept = Int32Array.from(y.keys()).filter((i) => !weights || weights[i]! > 0);
  const loss = chosenLoss(recipe.loss, y, kept);
  const share = weights && meanOne(Float64Array.from(kept, (i) => weights[i]!));
  const raw = Float64Array.from(kept, (i) => y[i]!);
  const { mean, deviation } = loss === "logistic" ? bothOutcomes(raw, share) : moments(raw, share);
  const target = loss === "logistic" ? raw : raw.map((value) => (value - mean) / (deviation || 1));
  const shape = { inputs: x.names.length, hidden: recipe.hidden, activation: recipe.activation };
  const network = new Network(shape);
  const rows = {
    inputs: x.names.length,
    x: standardized(x, kept, standardization),
    y: target,
    weights: share,
  };
  const stream = (options.stream ?? randomStream(1)).split("network");
  const train = (signal: AbortSignal, report: (epoch: number) => void): Promise<TrainedNetwork> =>
    trainNetwork(network, rows, { ...recipe, logistic: loss === "logistic" }, stream, (epoch) => {
      if (signal.aborted) throw new InterruptedError("Multilayer perceptron was interrupted.");
      report(epoch);
    });
  const found = options.signal
    ? await train(options.signal, () => undefined)
    : await work("Multilayer perceptron", recipe.epochs, ({ signal, report }) => train(signal, report));
  const fitted: FittedNetwork = {
    names: x.names,
    shape,
    loss,
    center: [...standardization.center],
    scale: [...standardization.scale],
    mean,
    deviation,
    ...found,
    theta: [...found.theta],
    importances: slopeShares(network, found.theta, rows),
  };
  return networkModel(fitted);
}

function chosenLoss(loss: NetworkRecipe["loss"], y: Float64Array, kept: Int32Array): "squared" | "logistic" {
  if (loss === "auto") return kept.every((i) => y[i] === 0 || y[i] === 1) ? "logistic" : "squared";
  const outside = y.reduce((count, value) => count + Number(value < 0 || value > 1), 0);
  if (loss === "squared" || outside === 0) return loss;
  throw new DataError(`logistic loss needs y from 0 to 1; ${outside} of ${y.length} values are outside.`);
}

function meanOne(weights: Float64Array): Float64Array {
  const mean = weights.reduce((sum, each) => sum + each, 0) / weights.length;
  return weights.map((each) => each / mean);
}

function moments(y: Float64Array, share: Float64Array | undefined): { mean: number; deviation: number } {
  if (y.every((value) => value === y[0])) return { mean: y[0]!, deviation: 0 };
  const weight = (i: number): number => (share ? share[i]! : 1) / y.length;
  const mean = y.reduce((sum, value, i) => sum + weight(i) * value, 0);
  return {
    mean,
    deviation: Math.sqrt(y.reduce((sum, value, i) => sum + weight(i) * (value - mean) ** 2, 0)),
  };
}

function bothOutcomes(y: Float64Array, share: Float64Array | undefined): { mean: number; deviation: number } {
  const { mean } = moments(y, share);
  if (mean > 0 && mean < 1) return { mean: 0, deviation: 1 };
  throw new DataError(`logistic loss needs both outcomes; y is ${mean} in all rows with weight.`);
}

/** The kept rows one after the other, each column with mean 0 and deviation 1. */
function standardized(x: Features, kept: Int32Array, { center, scale }: Standardization): Float64Array {
  const p = x.columns.length;
  const out = new Float64Array(kept.length * p);
  x.columns.forEach((column, j) => {
    for (let k = 0; k < kept.length; k++) out[k * p + j] = (column[kept[k]!]! - center[j]!) / scale[j]!;
  });
  return out;
}

function slopeShares(
  network: Network,
  theta: Float64Array,
  { x, y, inputs, weights }: NetworkRows,
): number[] {
  const sums = new Float64Array(inputs);
  const unused = new Float64Array(network.size);
  for (let i = 0; i < y.length; i++) {
    network.forward(theta, x, i * inputs);
    const slopes = network.backward(theta, 1, unused);
    for (let j = 0; j < inputs; j++) sums[j]! += (weights ? weights[i]! : 1) * Math.abs(slopes[j]!);
  }
  const total = sums.reduce((sum, each) => sum + each, 0);
  return Array.from(sums, (each) => (total > 0 ? each / total : 0));
}
