import { type Loss, lossOf } from "../boosting/losses.js";
import type { Network } from "./network.js";

/** Rows of a network: standardized columns row by row, outcomes, and weights whose mean is 1. */
export interface NetworkRows {
  readonly inputs: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly weights: Float64Array | undefined;
}

export interface Objective {
  /** Mean of w · loss over the rows: half the squared error, or the logistic loss. */
  readonly loss: number;
  /** Of the loss plus l2 / 2 · Σ (weight)², with respect to the parameters. */
  readonly gradient: Float64Array;
}

const squared: Loss = lossOf("squared", 0.5);
const logistic: Loss = lossOf("logistic", 0.5);

/** The loss of some rows, and the penalized gradient; biases bear no penalty. */
export function networkObjective(
  network: Network,
  theta: Float64Array,
  data: NetworkRows,
  rows: Int32Array,
  { logistic: isLogistic, l2 }: { readonly logistic: boolean; readonly l2: number },
): Objective {
  const loss = isLogistic ? logistic : squared;
  const gradient = new Float64Array(network.size);
  let sum = 0;
  for (const row of rows) {
    const f = network.forward(theta, data.x, row * data.inputs);
    const weight = (data.weights ? data.weights[row]! : 1) / rows.length;
    sum += weight * loss.value(f, data.y[row]!);
    network.backward(theta, weight * loss.gradient(f, data.y[row]!), gradient);
  }
  for (const { weights, biases } of network.layers)
    for (let k = weights; k < biases; k++) gradient[k]! += l2 * theta[k]!;
  return { loss: isLogistic ? sum : sum / 2, gradient };
}

/** The mean loss of some rows alone. */
export function networkLoss(
  network: Network,
  theta: Float64Array,
  data: NetworkRows,
  rows: Int32Array,
  isLogistic: boolean,
): number {
  const loss = isLogistic ? logistic : squared;
  let [sum, total] = [0, 0];
  for (const row of rows) {
    const weight = data.weights ? data.weights[row]! : 1;
    sum += weight * loss.value(network.forward(theta, data.x, row * data.inputs), data.y[row]!);
    total += weight;
  }
  return sum / total / (isLogistic ? 1 : 2);
}
