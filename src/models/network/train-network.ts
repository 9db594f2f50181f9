import { DataError } from "../../errors.js";
import type { Stream } from "../../stats/random.js";
import type { Network } from "./network.js";
import { type NetworkRows, networkLoss, networkObjective } from "./objective.js";

export interface NetworkTraining {
  readonly l2: number;
  readonly learningRate: number;
  readonly batch: number;
  readonly epochs: number;
  readonly logistic: boolean;
  readonly stopping: { readonly fraction: number; readonly patience: number } | undefined;
}

export interface TrainedNetwork {
  readonly theta: Float64Array;
  readonly epochs: number;
  readonly converged: boolean;
  readonly losses: readonly number[];
}

/** Epochs without progress, and what counts as progress, where no rows are set aside. */
const patience = 10;
const tolerance = 1e-4;

/** Minimizes the penalized loss by Adam on shuffled minibatches; tells of each epoch, which may throw to stop. */
export async function trainNetwork(
  network: Network,
  data: NetworkRows,
  options: NetworkTraining,
  stream: Stream,
  passed: (epoch: number) => void,
): Promise<TrainedNetwork> {
  const { trained, aside } = setAside(data.y.length, options, stream);
  const theta = startingPoint(network, stream);
  const adam = new Adam(network.size, options.learningRate);
  const losses: number[] = [];
  let [best, bestTheta, stale] = [Number.POSITIVE_INFINITY, Float64Array.from(theta), 0];
  const enough = options.stopping?.patience ?? patience;
  for (let epoch = 0; epoch < options.epochs && stale < enough; epoch++) {
    let loss = runEpoch(network, theta, data, shuffled(trained, stream, epoch), options, adam);
    if (aside) loss = networkLoss(network, theta, data, aside, options.logistic);
    losses.push(loss);
    stale = loss < best - (aside ? 0 : tolerance) ? 0 : stale + 1;
    if (loss < best) {
      best = loss;
      if (aside) bestTheta = Float64Array.from(theta);
    }
    await new Promise((resolve) => setImmediate(resolve));
    passed(epoch + 1);
  }
  const converged = stale >= enough;
  return { theta: aside ? bestTheta : theta, epochs: losses.length, converged, losses };
}

/** One pass over the rows; returns the mean of the losses before each step. */
function runEpoch(
  network: Network,
  theta: Float64Array,
  data: NetworkRows,
  order: Int32Array,
  options: NetworkTraining,
  adam: Adam,
): number {
  let sum = 0;
  for (let start = 0; start < order.length; start += options.batch) {
    const rows = order.subarray(start, start + options.batch);
    const { loss, gradient } = networkObjective(network, theta, data, rows, options);
    sum += loss * rows.length;
    adam.step(theta, gradient);
  }
  return sum / order.length;
}

function shuffled(rows: Int32Array, stream: Stream, epoch: number): Int32Array {
  return stream
    .split("epoch", epoch)
    .permutation(rows.length)
    .map((k) => rows[k]!);
}

function setAside(
  n: number,
  { stopping }: NetworkTraining,
  stream: Stream,
): { trained: Int32Array; aside: Int32Array | undefined } {
  const all = Int32Array.from({ length: n }, (_, i) => i);
  if (!stopping) return { trained: all, aside: undefined };
  const count = Math.round(stopping.fraction * n);
  if (count === 0 || count === n)
    throw new DataError(
      `early stopping needs rows to train on and rows to set aside; ${n} rows are too few for a fraction of ${stopping.fraction}.`,
    );
  const order = stream.split("aside").permutation(n);
  return { trained: order.slice(count).sort(), aside: order.slice(0, count).sort() };
}

/** Uniform within ±√(6 / (inputs + outputs)) of each layer (Glorot & Bengio 2010, equation 16), biases too. */
function startingPoint(network: Network, stream: Stream): Float64Array {
  const draws = stream.split("start");
  const theta = new Float64Array(network.size);
  for (const { inputs, outputs, weights, biases } of network.layers) {
    const bound = Math.sqrt(6 / (inputs + outputs));
    for (let k = weights; k < biases + outputs; k++) theta[k] = bound * (2 * draws.uniform() - 1);
  }
  return theta;
}

/** Kingma & Ba (2015), algorithm 1, with their β₁ = 0.9, β₂ = 0.999, ε = 1e−8. */
class Adam {
  readonly #rate: number;
  readonly #first: Float64Array;
  readonly #second: Float64Array;
  #steps = 0;

  constructor(size: number, rate: number) {
    this.#rate = rate;
    this.#first = new Float64Array(size);
    this.#second = new Float64Array(size);
  }

  step(theta: Float64Array, gradient: Float64Array): void {
    this.#steps++;
    const unbias = 1 / (1 - 0.9 ** this.#steps);
    const unbiasSquares = 1 / (1 - 0.999 ** this.#steps);
    for (let k = 0; k < theta.length; k++) {
      const g = gradient[k]!;
      const m = 0.9 * this.#first[k]! + 0.1 * g;
      const v = 0.999 * this.#second[k]! + 0.001 * g * g;
      this.#first[k] = m;
      this.#second[k] = v;
      theta[k]! -= (this.#rate * m * unbias) / (Math.sqrt(v * unbiasSquares) + 1e-8);
    }
  }
}
